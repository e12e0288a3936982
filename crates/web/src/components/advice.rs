//! A screen that has nothing to show says what is the case, why, and the one thing to do next.

use crate::components::copy::command;
use crate::components::icon::{Icon, icon};
use crate::dom::{El, el};
use crate::messages;
use crate::storage::problem_text::Advice;

/// The page's or the panel's only content. `actions` can be taken right here.
pub fn advice_screen(symbol: Icon, advice: &Advice, actions: Vec<El>) -> El {
    let Advice { title, why, next, command: to_paste } = advice;
    let screen = el("section.advice@advice")
        .child(el("span.sign").child(icon(symbol)))
        .child(el("h2").text(title))
        .child(el("p").text(why))
        .maybe((!next.is_empty()).then(|| el("p").text(next)))
        .maybe(to_paste.as_deref().map(command));
    let has_actions = !actions.is_empty();
    screen.maybe(has_actions.then(|| el("div.row").children(actions)))
}

/// The error in its own words; shown on demand.
pub fn detail(text: &str) -> Option<El> {
    let words = el("p.mono").text(text);
    let details = || el("details").child(el("summary").text(messages::DETAILS)).child(words);
    (!text.is_empty()).then(details)
}

/// A link that looks like a button.
pub fn link_button(href: &str, text: &str) -> El {
    el("a.btn").attr("href", href).text(text)
}

/// A button.
pub fn button(class: &str, text: &str, press: impl FnMut() + 'static) -> El {
    let mut press = press;
    el("button[type=button]").class(class).text(text).on("click", move |_| press())
}
