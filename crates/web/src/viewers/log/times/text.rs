//! Texts about the times of log lines, and about jumps.

use crate::format;
use crate::route::Times;

/// Label of the button that shows the times of lines.
pub const TIMES: &str = "Times";
/// Its label while it shows the time since the line before.
pub const SINCE: &str = "Since";
/// Label of the button that opens the field for jumps.
pub const GO_TO: &str = "Go to a time, a line or a byte";
/// Label of the field.
pub const GO_TO_LABEL: &str = "Time, line number or byte";
/// An example of what to type.
pub const GO_TO_EXAMPLE: &str = "12:41, 1234, byte 5000";
/// Starts the jump.
pub const GO: &str = "Go";
/// Closes the field.
pub const CLOSE: &str = "Close";
/// The target is being searched.
pub const LOOKING: &str = "Looking …";
/// The log could not be read.
pub const NOT_READ: &str = "The log could not be read. Try again.";
/// The target could not be parsed.
pub const NOT_UNDERSTOOD: &str =
    "Type a time as 12:41 or 2026-11-23 12:41:05, a line number as 1234, or byte 5000.";
/// No line has a time.
pub const NO_TIMES: &str = "The lines of this log do not begin with a time.";

/// What the button for times does when it is pressed.
pub fn hint(times: Times) -> &'static str {
    match times {
        Times::Off => "Show the time of each line",
        Times::Clock => "Show the time since the line before",
        Times::Since => "Show no times",
    }
}

/// A gap before a line.
pub fn gap(span: &str) -> String {
    format!("{span} later")
}

/// A time in the reader's zone, and in UTC.
pub fn in_both_zones(local: &str, utc: &str) -> String {
    format!("{local}, your time · {utc} UTC")
}

/// A time without a zone.
pub fn as_written(time: &str) -> String {
    format!("{time} as written, without a time zone")
}

/// The short name of a month, as logs have it.
pub fn month(month: u8) -> &'static str {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default()
}

/// The line that was found for a time.
pub fn at_time(time: &str, offset: u64) -> String {
    format!("{time} · byte {}", format::count(offset))
}

/// The log begins later.
pub fn begins_later(time: &str) -> String {
    format!("This log begins later: {time}.")
}

/// The log ends earlier.
pub fn ends_earlier(time: &str) -> String {
    format!("This log ends earlier: {time}.")
}

/// A byte of the log.
pub fn byte(offset: u64) -> String {
    format!("Byte {}", format::count(offset))
}

/// A line's number.
pub fn line(number: u64) -> String {
    format!("Line {}", format::count(number))
}

/// The position of a line is not known.
pub fn unknown_line(number: u64) -> String {
    format!(
        "It is not known yet where line {} is: lines are counted by a search through all of the \
         log. A time or a byte leads there at once.",
        format::count(number)
    )
}

/// The log has fewer lines.
pub fn no_such_line(n_lines: u64) -> String {
    format!("This log has {} lines.", format::count(n_lines))
}

/// The log has fewer bytes.
pub fn no_such_byte(total: u64) -> String {
    format!("This log has {} bytes.", format::count(total))
}
