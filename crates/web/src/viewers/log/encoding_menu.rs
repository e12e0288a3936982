//! The menu that shows the encoding of a log and lets the reader choose another one.

use crate::storage::session::session;
use crate::viewers::log::encoding_text as text;
use crate::viewers::log::follow::loader::LogLoader;
use jobshelf_log::{Encoding, LogLines};
use leptos::prelude::*;

/// The menu.
#[component]
pub(crate) fn EncodingMenu(loader: LogLoader) -> impl IntoView {
    let session = session();
    let shown = Memo::new(move |_| loader.lines.with(LogLines::encoding));
    // The selected option is a property, as the reader's choice is: an attribute would not replace it.
    let option = move |encoding: Encoding| {
        view! {
            <option value=encoding.as_str() prop:selected=move || shown.get() == encoding>
                {text::name(encoding)}
            </option>
        }
    };
    view! {
        <select
            class="btn bare menu"
            data-testid="encoding"
            title=text::HINT
            aria-label=text::LABEL
            on:change=move |event| {
                let chosen = Encoding::parse(&event_target_value(&event));
                session.change_view(|view| view.encoding = chosen);
            }
        >
            {Encoding::ALL.into_iter().map(option).collect_view()}
        </select>
    }
}
