//! The line below every page: how fresh it is, when it looks next, what that has cost.

use crate::browser::clock;
use crate::dom::{El, el};
use crate::messages;
use crate::route::Place;
use crate::storage::session::{Session, session};

/// The status line.
pub fn status_line() -> El {
    let session = session();
    let is_connected = move || session.is_connected();
    let is_troubled = move || is_connected() && session.freshness.trouble().is_some();
    let traffic = move || {
        session.now.track();
        messages::traffic(session.traffic())
    };
    let host = move || session.connection.with(|c| c.as_ref().map(|c| c.host().to_owned()));
    let freshness = el("span").class_if("troubled", is_troubled).test("freshness");
    el("footer.status.num")
        .child(freshness.text_of(move || freshness_text(session)))
        .child(el("span@extent").text_of(move || session.extent.get()))
        .child(el("span.wide@pulse").text_of(move || session.pulse.get()))
        .when(is_connected, move || el("span.wide@traffic").text_of(traffic))
        .child(el("span.grow"))
        .child(el("span.wide").text(messages::READ_ONLY))
        .child(el("span.mono.wide").text_of(move || host().unwrap_or_default()))
}

fn freshness_text(session: &'static Session) -> String {
    // Tells anew every second.
    session.now.track();
    if !session.is_connected() {
        return messages::NOT_CONNECTED.to_owned();
    }
    if matches!(session.place(), Place::Unknown(_) | Place::Connect) {
        return messages::NOTHING_ASKED.to_owned();
    }
    let seconds_to = |moment: f64| ((moment - clock::now_ms()) / 1000.0).round() as i64;
    if let Some(trouble) = session.freshness.trouble() {
        return messages::next_try(trouble.next.map(seconds_to));
    }
    match session.freshness.told() {
        Some(told) => {
            messages::freshness(-seconds_to(told.seen), told.next.map(seconds_to), told.is_over)
        }
        None => messages::LOADING.to_owned(),
    }
}
