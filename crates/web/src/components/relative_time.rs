//! A moment as the time since then; the exact one on hover.

use crate::browser::clock;
use crate::dom::{El, Of, el};
use crate::storage::session::session;
use crate::{format, messages};
use jobshelf::Timestamp;

/// How long ago a moment was; a dash if there is none.
pub fn when(moment: Of<Option<Timestamp>>) -> El {
    time(moment, format::ago)
}

/// The time since a moment, without the word `ago`.
pub fn since(moment: Of<Option<Timestamp>>) -> El {
    time(moment, |now, moment| format::span(now.seconds_since(moment)))
}

fn time(moment: Of<Option<Timestamp>>, tell: fn(Timestamp, Timestamp) -> String) -> El {
    let session = session();
    let (iso, exact) = (moment.clone(), moment.clone());
    el("time")
        .attr_of("datetime", move || iso.run().map(Timestamp::to_iso))
        .attr_of("title", move || exact.run().map(clock::local_text))
        .text_of(move || match moment.run() {
            Some(moment) => tell(session.clock(), moment),
            None => messages::NOTHING.to_owned(),
        })
}
