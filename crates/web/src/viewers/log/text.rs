//! What is said about a log.

use crate::format;

/// The view stays at the end.
pub const FOLLOW: &str = "Follow";
/// What that button does.
pub const FOLLOW_HINT: &str = "Stay at the end as lines come";
/// The view stays where it is.
pub const PAUSED: &str = "Paused";
/// Breaks long lines.
pub const WRAP: &str = "Wrap";
/// What that button does.
pub const WRAP_HINT: &str = "Break long lines";
/// What is needed less often.
pub const MORE: &str = "More";
/// Shows every update of progress lines.
pub const RAW: &str = "Every update of progress lines";
/// What that button does.
pub const RAW_HINT: &str = "A row for each carriage return, as the task wrote it";
/// Copies the log.
pub const COPY_ALL: &str = "Copy all";
/// What that button does.
pub const COPY_HINT: &str = "Copy as plain text; of a log beyond 64 MB, the lines that are loaded";
/// The lines that a reader has picked.
pub const PICKED: &str = "LineSelection lines";
/// Copies them.
pub const COPY_LINES: &str = "Copy lines";
/// Picks nothing any more.
pub const UNPICK: &str = "Pick nothing";
/// What a press on a line's number does.
pub const PICK_HINT: &str = "Pick this line; with Shift, everything up to it";
/// Label of a log's lines.
pub const LINES: &str = "Lines";
/// Label of the choice between a task's logs.
pub const STREAMS: &str = "Logs of this task";
/// Both streams of a task, side by side.
pub const BOTH: &str = "both";
/// What the head of the other stream does.
pub const OPEN_ALONE: &str = "Open it alone";
/// A log without a byte.
pub const EMPTY: &str = "This log is empty so far.";
/// A file without a byte.
pub const EMPTY_FILE: &str = "This file is empty.";
/// A log without a byte whose task has ended.
pub const EMPTY_FOR_GOOD: &str = "This log is empty. Its task has ended and wrote nothing to it.";

/// The pill that leads to the end.
pub fn jump(unseen: usize) -> String {
    match unseen {
        0 => "Jump to end".to_owned(),
        n => format!("Jump to end · {} new", format::count(n as u64)),
    }
}

/// LineSelection lines by their numbers.
pub fn picked_lines(first: u64, last: u64) -> String {
    match (first, last) {
        (first, last) if first >= last => format!("Line {}", format::count(first)),
        _ => format!("Lines {} to {}", format::count(first), format::count(last)),
    }
}

/// LineSelection lines whose numbers are not known.
pub fn picked_bytes(from: u64, to: u64) -> String {
    format!("Bytes {} to {}", format::count(from), format::count(to))
}

/// A link to lines that the log does not have.
pub fn picked_beyond(from: u64) -> String {
    format!("This log ends before byte {}, where the link leads", format::count(from))
}

/// How often a line was overwritten.
pub fn updates(n: u32) -> String {
    let unit = if n == 1 { "update" } else { "updates" };
    format!("progress of {} {unit}", format::count(u64::from(n)))
}

/// Where a retried task begins again.
pub fn attempt(n: u32) -> String {
    format!("Attempt {n} begins here")
}

/// Which attempt is read.
pub fn attempt_of(n: u32, of: u32) -> String {
    format!("attempt {n}/{of}")
}

/// What came, for who cannot see it.
pub fn announcement(lines: usize, errors: usize) -> String {
    let lines = if lines == 1 { "1 new line".to_owned() } else { format!("{lines} new lines") };
    match errors {
        0 => lines,
        1 => format!("{lines}, 1 error"),
        n => format!("{lines}, {n} errors"),
    }
}

/// The helper's two streams by their short names, any other log by its path.
pub fn stream(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        "stdout.txt" => "stdout".to_owned(),
        "stderr.txt" => "stderr".to_owned(),
        _ => format::visible_name(path),
    }
}

/// How much of a log is here.
pub fn extent(lines: usize, is_whole: bool, total: u64) -> String {
    let unit = if lines == 1 { "line" } else { "lines" };
    let lines = format!("{} {unit}", format::count(lines as u64));
    if is_whole {
        format!("{lines} · {}", format::size(total))
    } else {
        format!("{lines} loaded · of {}", format::size(total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extent_of_a_log_is_its_lines_and_its_size() {
        assert_eq!(extent(1, true, 29), "1 line · 29 B");
        assert_eq!(extent(1_200, false, 64_000_000), "1,200 lines loaded · of 64 MB");
    }

    #[test]
    fn announcements_count_lines_and_errors() {
        assert_eq!(announcement(1, 0), "1 new line");
        assert_eq!(announcement(14, 1), "14 new lines, 1 error");
        assert_eq!(announcement(14, 2), "14 new lines, 2 errors");
    }

    #[test]
    fn the_pill_counts_what_was_not_seen() {
        assert_eq!(
            (jump(0).as_str(), jump(1_400).as_str()),
            ("Jump to end", "Jump to end · 1,400 new")
        );
    }
}
