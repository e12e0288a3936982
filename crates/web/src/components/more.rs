//! The end of a list that is cut: how much is left, and a button for more of it.

use crate::messages;
use leptos::prelude::*;

/// A list shows so many rows at first, and so many more at each press.
pub const STEP: usize = 200;

/// Shows more of a list.
#[component]
pub fn ShowMore(
    /// How many rows may be shown.
    limit: RwSignal<usize>,
    /// How many there are.
    #[prop(into)]
    total: Signal<usize>,
) -> impl IntoView {
    let left = move || total.get().saturating_sub(limit.get());
    view! {
        <Show when=move || { left() > 0 }>
            <div class="more">
                <button type="button" class="btn" on:click=move |_| limit.update(|n| *n += STEP)>
                    {move || messages::show_more(left().min(STEP), left())}
                </button>
            </div>
        </Show>
    }
}
