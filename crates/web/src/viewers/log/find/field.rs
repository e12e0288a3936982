//! The field that takes what is looked for, and the buttons that go from match to match and from
//! error to error.

use crate::components::icon::{Icon, icon};
use crate::dom::{El, el, event_value};
use crate::keys::Action;
use crate::viewers::log::find::model::Query;
use crate::viewers::log::find::text;
use crate::viewers::log::find::view::{FIELD, Finding};
use wasm_bindgen::JsCast as _;
use web_sys::{Event, KeyboardEvent};

/// The field and what belongs to it.
pub(crate) fn find_field(finding: &'static Finding) -> El {
    let input = el("input[type=text][autocomplete=off][spellcheck=false][autocapitalize=off]@find")
        .attr("id", FIELD)
        .attr("placeholder", text::HINT)
        .attr("aria-label", text::FIND)
        .state_of("aria-invalid", move || finding.search.refusal.with(|said| !said.is_empty()))
        .value_of(move || finding.typed.with(|typed| typed.text.clone()))
        .on("input", move |event| {
            let text = event_value(&event);
            finding.is_open.set_if_new(true);
            finding.typed.update(|typed| typed.text = text);
        })
        .on("keydown", move |event| on_key(finding, &event));
    let position = move || {
        let current = finding.current.get().map(|(_, before)| before);
        finding
            .search
            .query
            .with(|query| text::position(query, finding.search.progress.get(), current))
    };
    let spoken = move || {
        let current = finding.current.get().map(|(_, before)| before);
        finding
            .search
            .query
            .with(|query| text::spoken(query, finding.search.progress.get(), current))
    };
    let field = el("div.field.find")
        .class_if("open", move || finding.is_open.get())
        .child(icon(Icon::Search))
        .child(input)
        .child(el("span.num.faint@find-position[aria-hidden=true]").text_of(position))
        .child(el("span.hidden-text[role=status]@find-spoken").text_of(spoken))
        .child(flag(finding, "Aa", text::CASE, "find-case", |query| &mut query.is_cased))
        .child(flag(finding, ".*", text::REGEX, "find-regex", |query| &mut query.is_regex))
        .child(step(finding, Icon::Up, text::PREVIOUS, "find-previous", Action::PreviousMatch))
        .child(step(finding, Icon::Down, text::NEXT, "find-next", Action::NextMatch))
        .child(
            button(Icon::Close, text::CLOSE, "find-close").on("click", move |_| finding.close()),
        );
    // Where there is no room for the field, a button leads to it.
    let opener = button(Icon::Search, text::FIND, "find-open").class("btn find-opener");
    el("search.find-place").child(opener.on("click", move |_| finding.open())).child(field)
}

fn on_key(finding: &'static Finding, event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    if event.is_composing() {
        return;
    }
    match event.key().as_str() {
        "Escape" => finding.close(),
        "Enter" if event.shift_key() => finding.step(Action::PreviousMatch),
        "Enter" => finding.step(Action::NextMatch),
        _ => return,
    }
    event.prevent_default();
}

/// A button that changes how the text is read.
fn flag(
    finding: &'static Finding,
    label: &str,
    hint: &str,
    test: &str,
    of: fn(&mut Query) -> &mut bool,
) -> El {
    let is_on = move || finding.typed.with(|typed| *of(&mut typed.clone()));
    let turn = move || {
        finding.typed.update(|typed| {
            let flag = of(typed);
            *flag = !*flag;
        });
        finding.commit();
    };
    crate::viewers::log::find::view::flag(label, hint, is_on, turn).test(test)
}

fn step(finding: &'static Finding, symbol: Icon, hint: &str, test: &str, action: Action) -> El {
    button(symbol, hint, test).on("click", move |_| finding.step(action))
}

fn button(symbol: Icon, hint: &str, test: &str) -> El {
    el("button.flag[type=button]")
        .attr("title", hint)
        .attr("aria-label", hint)
        .test(test)
        .child(icon(symbol))
}

/// The buttons that go to the errors.
pub(crate) fn error_buttons(finding: &'static Finding) -> El {
    let previous = el("button[type=button]@previous-error")
        .attr("title", text::PREVIOUS_ERROR)
        .attr("aria-label", text::PREVIOUS_ERROR)
        .child(icon(Icon::Up))
        .on("click", move |_| finding.step_error(Action::PreviousError));
    let next = el("button[type=button]@next-error")
        .attr("title", text::NEXT_ERROR_HINT)
        .child(icon(Icon::Warning))
        .child(el("span.said").text(text::NEXT_ERROR))
        .child(el("span.kbd[aria-hidden=true]").text("e"))
        .on("click", move |_| finding.step_error(Action::NextError));
    el("span.seg.errors").child(previous).child(next)
}
