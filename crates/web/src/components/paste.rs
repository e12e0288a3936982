//! The field that takes a link. What is pasted goes into memory; the field itself never keeps it,
//! so neither the document nor a form restored by the browser holds a SAS.

use crate::messages;
use crate::route::Route;
use crate::state::connection::Connection;
use leptos::html::Textarea;
use leptos::prelude::*;

/// Something that was pasted and understood.
pub type Pasted = (Connection, Option<Route>);

/// Takes a link or says why it is none.
#[component]
pub fn PasteField(
    /// Called with what was understood.
    #[prop(into)]
    accept: Callback<Pasted>,
    /// One line high.
    #[prop(optional)]
    is_compact: bool,
) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    let refusal = RwSignal::new(None);
    let length = StoredValue::new(0);
    let take = move |text: String| {
        length.set_value(text.len());
        if text.trim().is_empty() {
            refusal.set(None);
            return;
        }
        match Connection::parse(&text) {
            Ok(pasted) => {
                if let Some(field) = field.get_untracked() {
                    field.set_value("");
                }
                length.set_value(0);
                refusal.set(None);
                accept.run(pasted);
            }
            Err(error) => refusal.set(Some(messages::sas::refused(&error))),
        }
    };
    view! {
        <div class="paste" class:compact=is_compact>
            <label>
                <span class="hidden-text">{messages::sas::FIELD}</span>
                <textarea
                    node_ref=field
                    data-testid="connect-input"
                    rows=if is_compact { 1 } else { 3 }
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    placeholder=messages::sas::PLACEHOLDER
                    aria-invalid=move || refusal.with(Option::is_some).then_some("true")
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        if text.len() > length.get_value() + 1 {
                            take(text);
                        } else {
                            length.set_value(text.len());
                            refusal.set(None);
                        }
                    }
                    on:change=move |event| take(event_target_value(&event))
                    on:keydown=move |event| {
                        if event.key() == "Enter" {
                            event.prevent_default();
                            take(event_target_value(&event));
                        }
                    }
                ></textarea>
            </label>
            <p class="refusal" role="alert" data-testid="connect-error">
                {refusal}
            </p>
        </div>
    }
}
