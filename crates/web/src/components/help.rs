//! The list of keys, in a dialog that `?` opens, and the switch for those that are characters.

use crate::browser::{document, events, local_storage};
use crate::components::icon::{Icon, icon};
use crate::dom::{El, el};
use crate::keys::{ALL, Binding, Characters, EVERYWHERE, Scope, text};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;

const ID: &str = "help";

/// The button that opens the list.
pub fn help_button() -> El {
    el("button.btn.bare.wide[type=button]@keys")
        .attr("title", text::KEYS)
        .attr("aria-label", text::KEYS)
        .attr("aria-haspopup", "dialog")
        .child(icon(Icon::Unknown))
        .on("click", |_| document::open_dialog(ID))
}

/// The dialog, closed.
pub fn help() -> El {
    events::on_action(EVERYWHERE, |_| {
        document::open_dialog(ID);
        true
    });
    let tables = ALL.into_iter().fold(el("div.key-tables"), |tables, (scope, bindings)| {
        tables.child(key_table(scope, bindings))
    });
    // A form of this kind closes its dialog, and the focus goes back to where it was.
    let close = el("form[method=dialog]")
        .child(el("button.btn.primary").attr("autofocus", "").text(text::CLOSE));
    let foot = el("div.help-foot").child(characters()).child(el("span.grow")).child(close);
    el("dialog.help")
        .attr("id", ID)
        .attr("aria-labelledby", "help-title")
        .child(el("h2").attr("id", "help-title").text(text::KEYS))
        .child(tables)
        .child(foot)
}

fn key_table(scope: Scope, bindings: &[Binding]) -> El {
    let row = |(action, keys): &Binding| {
        let cell = keys
            .iter()
            .fold(el("dt"), |cell, key| cell.child(el("kbd.kbd").text(text::key(key))).text(" "));
        el("div").child(cell).child(el("dd").text(text::action(*action)))
    };
    let list = bindings.iter().map(row).collect();
    el("section").child(el("h3").text(text::scope(scope))).child(el("dl").children(list))
}

fn characters() -> El {
    let input = el("input[type=checkbox]@key-characters").on("change", |event| {
        let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let is_on = field.is_some_and(|field| field.checked());
        local_storage::set_characters(if is_on { Characters::On } else { Characters::Off });
    });
    let input = match local_storage::characters() {
        Characters::On => input.attr("checked", ""),
        Characters::Off => input,
    };
    el("label.check").child(input).text(text::CHARACTERS)
}
