//! Texts about changes of an open log.

use crate::browser::clock;
use crate::format;
use crate::viewers::log::change_notice::model::{Change, Event};

/// Removes the notice.
pub const DISMISS: &str = "Dismiss";
/// Replaces the old lines by the new ones.
pub const SHOW_NEW: &str = "Show the new one";

/// What happened, and what that means for the lines that are shown.
pub fn notice(change: &Change) -> (String, &'static str) {
    notice_of(change.event, change.is_held, &clock::local_time(change.at))
}

fn notice_of(event: Event, is_held: bool, time: &str) -> (String, &'static str) {
    let shows_old = "What you read is the old one, as far as it was loaded.";
    match event {
        Event::Rewritten => (
            format!("This log was written anew at {time}."),
            if is_held { shows_old } else { "What is shown is the new one." },
        ),
        Event::Shrunk => (
            format!("This log became shorter at {time}."),
            if is_held {
                shows_old
            } else {
                "It was cut or written anew. What is shown is what it has now."
            },
        ),
        Event::Recreated => (
            format!("This log is there again since {time}."),
            if is_held { shows_old } else { "What is shown is the new one." },
        ),
        Event::Deleted => (
            format!("This log was deleted at {time}."),
            "What was loaded stays. It is looked for again every 30 s.",
        ),
        Event::Skipped(bytes) => (
            format!("{} came while this page was away.", format::size(bytes)),
            "It is not loaded: scroll up to load what you look at.",
        ),
    }
}

/// A gap in the lines of bytes that are not loaded.
pub fn missing(bytes: u64) -> String {
    format!("{} not loaded", format::size(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_event_has_its_own_text() {
        let events = [
            Event::Rewritten,
            Event::Shrunk,
            Event::Recreated,
            Event::Deleted,
            Event::Skipped(2_000_000_000),
        ];
        let texts: Vec<_> = events.map(|event| notice_of(event, false, "12:41")).into();
        let titles: HashSet<&str> = texts.iter().map(|(title, _)| title.as_str()).collect();
        assert_eq!(titles.len(), events.len());
        assert_eq!(texts[0].0, "This log was written anew at 12:41.");
        assert_eq!(texts[4].0, "2 GB came while this page was away.");
        assert!(notice_of(Event::Rewritten, true, "12:41").1.contains("the old one"));
    }

    #[test]
    fn a_gap_shows_how_much_is_missing() {
        assert_eq!(missing(1_950_000_000), "1.9 GB not loaded");
    }
}
