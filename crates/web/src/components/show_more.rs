//! The end of a list that is cut: how many rows are left, and a button that shows more.

use crate::messages;
use leptos::prelude::*;

/// How many rows a list shows at first, and how many more with each press.
pub const STEP: usize = 200;

/// Raises the limit of a list of `total` rows. Renders no button if all of them are shown.
#[component]
pub fn ShowMore(limit: RwSignal<usize>, #[prop(into)] total: Signal<usize>) -> impl IntoView {
    let left = move || total.get().saturating_sub(limit.get());
    view! {
        <div>
            <Show when=move || { left() > 0 }>
                <div class="more">
                    <button
                        class="btn"
                        type="button"
                        on:click=move |_| limit.update(|limit| *limit += STEP)
                    >
                        {move || messages::show_more(left().min(STEP), left())}
                    </button>
                </div>
            </Show>
        </div>
    }
}
