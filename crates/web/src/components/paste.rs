//! The field that takes a link. What is pasted goes into memory; the field itself never keeps it,
//! so neither the document nor a form restored by the browser holds a SAS.

use crate::dom::{El, el, event_value};
use crate::reactive::*;
use crate::route::Route;
use crate::storage::connection::Connection;
use crate::storage::sas_text;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlTextAreaElement, KeyboardEvent};

/// Something that was pasted and understood.
pub type Pasted = (Arc<Connection>, Option<Route>);

/// Takes a link and gives it to `accept`, or says why it is none. A small field is one line high.
pub fn paste_field(is_small: bool, accept: impl Fn(Pasted) + 'static) -> El {
    let refusal = State::new(String::new());
    let taken = Rc::new(Taking { accept: Box::new(accept), length: Cell::new(0), refusal });
    let (on_input, on_change, on_enter) = (taken.clone(), taken.clone(), taken);
    let field = el("textarea@connect-input")
        .attr("rows", if is_small { "1" } else { "3" })
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .attr("placeholder", sas_text::PLACEHOLDER)
        .attr_of("aria-invalid", move || {
            refusal.with(|refusal| (!refusal.is_empty()).then(|| "true".to_owned()))
        })
        .on("input", move |event| on_input.typed(&event))
        .on("change", move |event| on_change.take(&event))
        .on("keydown", move |event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Enter") {
                event.prevent_default();
                on_enter.take(&event);
            }
        });
    let label = el("label").child(el("span.hidden-text").text(sas_text::FIELD)).child(field);
    el("div")
        .class(if is_small { "paste compact" } else { "paste" })
        .child(label)
        .child(refusal_line(refusal))
}

/// Why something that was pasted is not taken.
pub fn refusal_line(refusal: State<String>) -> El {
    el("p.refusal[role=alert]@connect-error").text_of(move || refusal.get())
}

struct Taking {
    accept: Box<dyn Maker<Pasted, ()>>,
    /// How much stood in the field before: more than a letter at once was pasted.
    length: Cell<usize>,
    refusal: State<String>,
}

impl Taking {
    fn typed(&self, event: &Event) {
        let length = event_value(event).len();
        if length > self.length.get() + 1 {
            self.take(event);
        } else {
            self.length.set(length);
            self.refusal.set(String::new());
        }
    }

    fn take(&self, event: &Event) {
        let text = event_value(event);
        self.length.set(text.len());
        if text.trim().is_empty() {
            return self.refusal.set(String::new());
        }
        match Connection::parse(&text) {
            Ok((connection, route)) => {
                let field = event.target().and_then(|t| t.dyn_into::<HtmlTextAreaElement>().ok());
                if let Some(field) = field {
                    field.set_value("");
                }
                self.length.set(0);
                self.refusal.set(String::new());
                self.accept.make((Arc::new(connection), route));
            }
            Err(error) => self.refusal.set(sas_text::refused(&error)),
        }
    }
}
