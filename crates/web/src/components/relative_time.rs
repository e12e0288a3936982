//! A moment as the time since then, with the exact time as the tooltip.

use crate::browser::clock;
use crate::storage::session::session;
use crate::{format, messages};
use jobshelf::Timestamp;
use leptos::prelude::*;

/// How long ago a moment was; a dash if there is none.
#[component]
pub fn RelativeTime(#[prop(into)] moment: Signal<Option<Timestamp>>) -> impl IntoView {
    view! { <Time moment format=format::ago /> }
}

/// The time since a moment, without the word `ago`.
#[component]
pub fn TimeSince(#[prop(into)] moment: Signal<Option<Timestamp>>) -> impl IntoView {
    view! { <Time moment format=|now, moment| format::span(now.seconds_since(moment)) /> }
}

/// A moment as `format` writes it, given the current time and the moment.
#[component]
fn Time(
    moment: Signal<Option<Timestamp>>,
    format: fn(Timestamp, Timestamp) -> String,
) -> impl IntoView {
    let session = session();
    let text = move || match moment.get() {
        Some(moment) => format(session.clock(), moment),
        None => messages::NOTHING.to_owned(),
    };
    view! {
        <time
            datetime=move || moment.get().map(Timestamp::to_iso)
            title=move || moment.get().map(clock::local_text)
        >
            {text}
        </time>
    }
}
