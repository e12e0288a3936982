//! A moment as the time since then; the exact one on hover.

use crate::format;
use crate::platform::clock;
use crate::session::session;
use jobshelf::Timestamp;
use leptos::prelude::*;

/// How long ago a moment was; a dash if there is none.
#[component]
pub fn When(
    /// The moment.
    #[prop(into)]
    moment: Signal<Option<Timestamp>>,
    /// Without the word `ago`.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let now = session().now;
    // The text changes far less often than the clock: a memo keeps the page still.
    let text = Memo::new(move |_| match moment.get() {
        Some(moment) if bare => format::span(now.get().seconds_since(moment)),
        Some(moment) => format::ago(now.get(), moment),
        None => crate::messages::NOTHING.to_owned(),
    });
    let iso = move || moment.get().map(Timestamp::to_iso);
    let exact = move || moment.get().map(clock::local_text);
    view! {
        <time datetime=iso title=exact>
            {text}
        </time>
    }
}
