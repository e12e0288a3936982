//! The field that takes a link.
//!
//! A link that is accepted stays in memory only and the field is cleared, so that neither the
//! document nor a form restored by the browser holds a SAS.

use crate::storage::incoming_link::{Link, read_link};
use crate::storage::sas_text;
use leptos::ev::Targeted;
use leptos::prelude::*;
use web_sys::{Event, HtmlTextAreaElement, KeyboardEvent};

/// Takes a link and passes it to `on_accept`, or shows why it is not valid. A small field has one
/// row.
#[component]
pub fn PasteField(small: bool, #[prop(into)] on_accept: Callback<Link>) -> impl IntoView {
    let refusal = RwSignal::new(String::new());
    // The length of the text before the last input event.
    let length = StoredValue::new(0_usize);
    let accept = move |field: HtmlTextAreaElement| {
        let text = field.value();
        length.set_value(text.len());
        if text.trim().is_empty() {
            return refusal.set(String::new());
        }
        match read_link(&text) {
            Ok(link) => {
                field.set_value("");
                length.set_value(0);
                refusal.set(String::new());
                on_accept.run(link);
            }
            Err(reason) => refusal.set(reason),
        }
    };
    let on_input = move |event: Targeted<Event, HtmlTextAreaElement>| {
        let field = event.target();
        let n_bytes = field.value().len();
        // More than one new character means that a text was pasted.
        if n_bytes > length.get_value() + 1 {
            accept(field);
        } else {
            length.set_value(n_bytes);
            refusal.set(String::new());
        }
    };
    let on_keydown = move |event: Targeted<KeyboardEvent, HtmlTextAreaElement>| {
        if event.key() == "Enter" {
            event.prevent_default();
            accept(event.target());
        }
    };
    let is_refused = move || refusal.with(|refusal| !refusal.is_empty());
    view! {
        <div class=if small { "paste compact" } else { "paste" }>
            <label>
                <span class="hidden-text">{sas_text::FIELD}</span>
                <textarea
                    data-testid="connect-input"
                    rows=if small { "1" } else { "3" }
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    placeholder=sas_text::PLACEHOLDER
                    aria-invalid=move || is_refused().then_some("true")
                    on:input:target=on_input
                    on:change:target=move |event| accept(event.target())
                    on:keydown:target=on_keydown
                ></textarea>
            </label>
            <RefusalLine refusal />
        </div>
    }
}

/// The reason why a pasted link is refused.
#[component]
pub fn RefusalLine(refusal: RwSignal<String>) -> impl IntoView {
    view! {
        <p class="refusal" role="alert" data-testid="connect-error">
            {move || refusal.get()}
        </p>
    }
}
