//! The texts of the log viewer.

use crate::format;

/// The button that keeps the view at the end.
pub const FOLLOW: &str = "Follow";
/// The hint of that button.
pub const FOLLOW_HINT: &str = "Stay at the end as lines come";
/// The button that wraps long lines.
pub const WRAP: &str = "Wrap";
/// The hint of that button.
pub const WRAP_HINT: &str = "Break long lines";
/// The drawer of controls that are needed less often.
pub const MORE: &str = "More";
/// The button that shows every update of progress lines.
pub const RAW: &str = "Every update of progress lines";
/// The hint of that button.
pub const RAW_HINT: &str = "A row for each carriage return, as the task wrote it";
/// The button that copies the log.
pub const COPY_ALL: &str = "Copy all";
/// The hint of that button.
pub const COPY_HINT: &str = "Copy as plain text; of a log beyond 64 MB, the lines that are loaded";
/// The label of the bar for the selected lines.
pub const SELECTED: &str = "Selected lines";
/// The button that copies the selected lines.
pub const COPY_LINES: &str = "Copy lines";
/// The button that clears the selection.
pub const CLEAR_SELECTION: &str = "Clear the selection";
/// The hint of a line number.
pub const SELECT_HINT: &str = "Select this line; with Shift, everything up to it";
/// The label of the lines of a log.
pub const LINES: &str = "Lines";
/// The label of the choice between the logs of a task.
pub const STREAMS: &str = "Logs of this task";
/// The link that shows both streams of a task side by side.
pub const BOTH: &str = "both";
/// The hint of the heading of the second stream.
pub const OPEN_ALONE: &str = "Open it alone";
/// The note on an empty log.
pub const EMPTY: &str = "This log is empty so far.";
/// The note on an empty file.
pub const EMPTY_FILE: &str = "This file is empty.";
/// The note on an empty log whose task has ended.
pub const EMPTY_FOR_GOOD: &str = "This log is empty. Its task has ended and wrote nothing to it.";

/// The button that scrolls to the end, with the number of new lines.
pub fn jump(unseen: usize) -> String {
    match unseen {
        0 => "Jump to end".to_owned(),
        n => format!("Jump to end · {} new", format::count(n as u64)),
    }
}

/// The selected lines by their numbers.
pub fn selected_lines(first: u64, last: u64) -> String {
    match (first, last) {
        (first, last) if first >= last => format!("Line {}", format::count(first)),
        _ => format!("Lines {} to {}", format::count(first), format::count(last)),
    }
}

/// The selected lines if their numbers are unknown.
pub fn selected_bytes(from: u64, to: u64) -> String {
    format!("Bytes {} to {}", format::count(from), format::count(to))
}

/// A link leads behind the end of the log.
pub fn selected_beyond(from: u64) -> String {
    format!("This log ends before byte {}, where the link leads", format::count(from))
}

/// How many times a line was overwritten.
pub fn updates(n: u32) -> String {
    let unit = if n == 1 { "update" } else { "updates" };
    format!("progress of {} {unit}", format::count(u64::from(n)))
}

/// The note on the line where an attempt of a retried task begins.
pub fn attempt(n: u32) -> String {
    format!("Attempt {n} begins here")
}

/// The attempt in view, among all attempts.
pub fn attempt_of(n: u32, of: u32) -> String {
    format!("attempt {n}/{of}")
}

/// A batch of new lines, for screen readers.
pub fn announcement(lines: usize, errors: usize) -> String {
    let lines = if lines == 1 { "1 new line".to_owned() } else { format!("{lines} new lines") };
    match errors {
        0 => lines,
        1 => format!("{lines}, 1 error"),
        n => format!("{lines}, {n} errors"),
    }
}

/// The short name of one of the helper's two streams, or the path of any other log.
pub fn stream(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        "stdout.txt" => "stdout".to_owned(),
        "stderr.txt" => "stderr".to_owned(),
        _ => format::visible_name(path),
    }
}

/// How much of a log is loaded.
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
    fn the_extent_has_the_lines_and_the_size() {
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
    fn the_jump_button_counts_new_lines() {
        assert_eq!(
            (jump(0).as_str(), jump(1_400).as_str()),
            ("Jump to end", "Jump to end · 1,400 new")
        );
    }
}
