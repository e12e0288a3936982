//! What is said about what happened to a log while it was open.

use crate::browser::clock;
use crate::format;
use crate::viewers::log::change_notice::model::{Event, News};

/// Takes the note away.
pub const DISMISS: &str = "Dismiss";
/// Replaces what is read by what was written since.
pub const SHOW_NEW: &str = "Show the new one";

/// What happened, in a few strong words, and what that means for what is shown.
pub fn news(news: &News) -> (String, &'static str) {
    said(news.event, news.is_held, &clock::local_time(news.at))
}

fn said(event: Event, is_held: bool, time: &str) -> (String, &'static str) {
    let kept = "What you read is the old one, as far as it was loaded.";
    match event {
        Event::Rewritten => (
            format!("This log was written anew at {time}."),
            if is_held { kept } else { "What is shown is the new one." },
        ),
        Event::Shrunk => (
            format!("This log became shorter at {time}."),
            if is_held {
                kept
            } else {
                "It was cut or written anew. What is shown is what it has now."
            },
        ),
        Event::Recreated => (
            format!("This log is there again since {time}."),
            if is_held { kept } else { "What is shown is the new one." },
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

/// Bytes that are not loaded, where they belong.
pub fn missing(bytes: u64) -> String {
    format!("{} not loaded", format::size(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_event_has_a_text_of_its_own_that_tells_what_is_shown() {
        let events = [
            Event::Rewritten,
            Event::Shrunk,
            Event::Recreated,
            Event::Deleted,
            Event::Skipped(2_000_000_000),
        ];
        let texts: Vec<_> = events.map(|event| said(event, false, "12:41")).into();
        let titles: HashSet<&str> = texts.iter().map(|(title, _)| title.as_str()).collect();
        assert_eq!(titles.len(), events.len());
        assert_eq!(texts[0].0, "This log was written anew at 12:41.");
        assert_eq!(texts[4].0, "2 GB came while this page was away.");
        assert!(said(Event::Rewritten, true, "12:41").1.contains("the old one"));
    }

    #[test]
    fn a_gap_says_how_much_is_missing() {
        assert_eq!(missing(1_950_000_000), "1.9 GB not loaded");
    }
}
