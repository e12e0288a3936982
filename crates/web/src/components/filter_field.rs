//! A field that filters a list; `/` leads into it, Escape empties it.

use crate::browser::{document, events};
use crate::components::icon::{Icon, icon};
use crate::dom::{El, el, event_value};
use crate::keys::LISTS;
use crate::storage::session::session;
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

const ID: &str = "search";

/// The filter of the page, kept in its address. `label` says what is filtered.
pub fn search(label: &'static str) -> El {
    events::on_action(LISTS, move |_| {
        document::focus(ID);
        true
    });
    let session = session();
    let change = move |text: String| session.change_view(|view| view.filter = text);
    let input = el("input")
        .attr("id", ID)
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("placeholder", label)
        .test("search")
        .value_of(move || session.filter())
        .on("input", move |event| change(event_value(&event)))
        .on("keydown", move |event| {
            if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
                change(String::new());
            }
        });
    el("label.field.search")
        .child(icon(Icon::Search))
        .child(el("span.hidden-text").text(label))
        .child(input)
        .child(el("span.kbd[aria-hidden=true]").text("/"))
}
