//! What is said about how a log is doing.

use crate::format;
use crate::viewers::log::health::model::{Expected, Source};
use jobshelf::MAX_BLOCKS;

/// The panel that has all of it, and the button that opens it where no state is known.
pub const FACTS: &str = "About this log";
/// The same on a button.
pub const DETAILS: &str = "Details";
/// What the task is doing.
pub const STATE: &str = "State";
/// It is not known.
pub const NOT_TOLD: &str = "Not told by the log";
/// Which attempt it is.
pub const ATTEMPT: &str = "Attempt";
/// When it grew.
pub const GREW: &str = "Last lines";
/// When it will grow.
pub const NEXT: &str = "Next lines";
/// How often it grows.
pub const INTERVAL: &str = "Written";
/// How much of its blob is used.
pub const BLOCKS: &str = "Blocks";
/// How long it is.
pub const SIZE: &str = "Size";

/// When the next lines come, in a list of facts.
pub fn expected(expected: Expected) -> Option<String> {
    match expected {
        Expected::In(seconds) => Some(format!("expected in ≈ {}", format::span(seconds))),
        Expected::Now => Some("expected now".to_owned()),
        Expected::Unknown => None,
    }
}

/// The same where nothing stands beside it.
pub fn next_lines(when: Expected) -> Option<String> {
    expected(when).map(|when| format!("Next lines {when}"))
}

/// How often the log grows.
pub fn interval(seconds: i64, source: Source) -> String {
    let span = format::span(seconds);
    match source {
        Source::Told => format!("every {span}, if there is anything"),
        Source::Seen => format!("about every {span}, as seen"),
    }
}

/// Which attempt it is, and where it begins.
pub fn attempt(n: u32, offset: u64) -> String {
    match offset {
        0 => n.to_string(),
        offset => format!("{n}, from byte {}", format::count(offset)),
    }
}

/// How many blocks are used.
pub fn blocks(n: u64) -> String {
    format!("{} of {}", format::count(n), format::count(MAX_BLOCKS))
}

/// A length in bytes.
pub fn size(bytes: u64) -> String {
    if bytes < 1_000 {
        return format::size(bytes);
    }
    format!("{} ({} bytes)", format::size(bytes), format::count(bytes))
}

/// Nothing came for longer than it should.
pub fn silent(seconds: i64) -> String {
    format!("No output for {}.", format::span(seconds))
}

/// What that may mean.
pub const SILENT_MEANS: &str =
    "The task may be at work without printing, may hang, or its node is gone.";

/// The log has hardly room for more.
pub fn almost_full(blocks: u64) -> String {
    format!("{} blocks of this log are used.", crate::viewers::log::health::text::blocks(blocks))
}

/// What that means.
pub fn almost_full_means(blocks: u64, interval: Option<i64>) -> String {
    match interval {
        _ if blocks >= MAX_BLOCKS => {
            "Its blob takes no more: nothing can be added to it.".to_owned()
        }
        Some(seconds) => format!(
            "So that they last, what the task prints is written only every {} now.",
            format::span(seconds)
        ),
        None => {
            "Every append takes one; once they are used up, nothing can be added to it.".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_expected_is_said_with_the_time_until_then() {
        assert_eq!(next_lines(Expected::In(9)).as_deref(), Some("Next lines expected in ≈ 9 s"));
        assert_eq!(next_lines(Expected::Now).as_deref(), Some("Next lines expected now"));
        assert_eq!(next_lines(Expected::Unknown), None);
    }

    #[test]
    fn a_full_log_is_said_to_end() {
        assert_eq!(almost_full(45_000), "45,000 of 50,000 blocks of this log are used.");
        assert!(almost_full_means(45_000, Some(1_500)).ends_with("every 25 min now."));
        assert!(almost_full_means(50_000, Some(1_500)).contains("takes no more"));
    }
}
