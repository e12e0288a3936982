//! Texts about the health of a log.

use crate::format;
use crate::viewers::log::health::model::{Expected, Source};
use jobshelf::MAX_BLOCKS;

/// Label of the panel with all details.
pub const FACTS: &str = "About this log";
/// Label of the button that opens the panel if the state is not known.
pub const DETAILS: &str = "Details";
/// Label of the state of the task.
pub const STATE: &str = "State";
/// The state is not known.
pub const UNKNOWN_STATE: &str = "Not in the log's metadata";
/// Label of the attempt.
pub const ATTEMPT: &str = "Attempt";
/// Label of the time when the log grew last.
pub const GREW: &str = "Last lines";
/// Label of the time when the next lines are expected.
pub const NEXT: &str = "Next lines";
/// Label of the interval between two appends.
pub const INTERVAL: &str = "Written";
/// Label of the number of blocks.
pub const BLOCKS: &str = "Blocks";
/// Label of the size.
pub const SIZE: &str = "Size";

/// When the next lines are expected, next to a label.
pub fn expected(expected: Expected) -> Option<String> {
    match expected {
        Expected::In(seconds) => Some(format!("expected in ≈ {}", format::span(seconds))),
        Expected::Now => Some("expected now".to_owned()),
        Expected::Unknown => None,
    }
}

/// The same as a sentence.
pub fn next_lines(when: Expected) -> Option<String> {
    expected(when).map(|when| format!("Next lines {when}"))
}

/// The interval between two appends.
pub fn interval(seconds: i64, source: Source) -> String {
    let span = format::span(seconds);
    match source {
        Source::Declared => format!("every {span}, if there is anything"),
        Source::Observed => format!("about every {span}, as seen"),
    }
}

/// The number of the attempt, and where it begins.
pub fn attempt(n: u32, offset: u64) -> String {
    match offset {
        0 => n.to_string(),
        offset => format!("{n}, from byte {}", format::count(offset)),
    }
}

/// The number of blocks that are used.
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

/// The log is silent for longer than usual.
pub fn silent(seconds: i64) -> String {
    format!("No output for {}.", format::span(seconds))
}

/// What that may mean.
pub const SILENT_MEANS: &str =
    "The task may be at work without printing, may hang, or its node is gone.";

/// The log has few blocks left.
pub fn almost_full(blocks: u64) -> String {
    format!("{} blocks of this log are used.", self::blocks(blocks))
}

/// What that means for the log.
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
    fn expected_lines_show_the_time_until_then() {
        assert_eq!(next_lines(Expected::In(9)).as_deref(), Some("Next lines expected in ≈ 9 s"));
        assert_eq!(next_lines(Expected::Now).as_deref(), Some("Next lines expected now"));
        assert_eq!(next_lines(Expected::Unknown), None);
    }

    #[test]
    fn a_full_log_says_that_nothing_can_be_added() {
        assert_eq!(almost_full(45_000), "45,000 of 50,000 blocks of this log are used.");
        assert!(almost_full_means(45_000, Some(1_500)).ends_with("every 25 min now."));
        assert!(almost_full_means(50_000, Some(1_500)).contains("takes no more"));
    }
}
