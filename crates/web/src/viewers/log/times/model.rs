//! The times of log lines, as their rows show them.
//!
//! A time with a zone is shown in the reader's zone. A time without one is shown as it was written, and
//! its tooltip says so.

use crate::format;
pub use crate::route::Times;
use crate::viewers::log::times::text;
use jobshelf_log::line_time::{CivilDate, DAY, civil_from_days};
use jobshelf_log::{LineTime, Origin};

/// Rows show gaps of more than this number of milliseconds.
const MIN_GAP: i64 = 60_000;
/// A time of day that is this much earlier than the time before it belongs to the next day.
const NEXT_DAY: i64 = DAY / 2;

/// The time of a row, and the time since the line before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowTime {
    stamp: LineTime,
    since: Option<i64>,
}

impl RowTime {
    /// The time of a line, after a line with the time `before`.
    pub fn of(stamp: LineTime, before: Option<LineTime>) -> Self {
        Self { stamp, since: before.and_then(|before| stamp.since(&before, NEXT_DAY)) }
    }

    /// The time without any line, if it is long enough to be shown.
    pub fn gap(&self) -> Option<String> {
        self.since
            .filter(|since| *since > MIN_GAP)
            .map(|since| text::gap(&format::span(since / 1_000)))
    }

    /// The text in the column of times.
    pub fn column(&self, times: Times, ahead: fn(&LineTime) -> i32) -> String {
        match times {
            Times::Off => String::new(),
            Times::Clock => clock(self.stamp.local_millis(ahead(&self.stamp)), self.stamp),
            Times::Since => self.since.map(since).unwrap_or_default(),
        }
    }

    /// The time in full, for a tooltip.
    pub fn exact(&self, ahead: fn(&LineTime) -> i32) -> String {
        exact(&self.stamp, ahead)
    }
}

/// A time in full, in the reader's zone and in UTC if it has a zone.
pub fn exact(stamp: &LineTime, ahead: fn(&LineTime) -> i32) -> String {
    let written = dated(stamp.millis, *stamp);
    match (stamp.origin, stamp.zone) {
        (Origin::Epoch, Some(_)) => {
            let local = dated(stamp.local_millis(ahead(stamp)), *stamp);
            text::in_both_zones(&local, &written)
        }
        (Origin::UnknownDay, Some(_)) => {
            let local = clock(stamp.local_millis(ahead(stamp)), *stamp);
            text::in_both_zones(&local, &written)
        }
        _ => text::as_written(&written),
    }
}

/// `12:41:05.118`
fn clock(millis: i64, stamp: LineTime) -> String {
    let time = millis.rem_euclid(DAY);
    let (hour, minute, second) = (time / 3_600_000, time / 60_000 % 60, time / 1_000 % 60);
    let text = format!("{}:{}:{}", two(hour), two(minute), two(second));
    if stamp.has_fraction { format!("{text}.{}", three(time % 1_000)) } else { text }
}

/// The same with its date, if it has one.
fn dated(millis: i64, stamp: LineTime) -> String {
    let CivilDate { year, month, day } = match stamp.origin {
        Origin::UnknownDay => return clock(millis, stamp),
        // Any year that is not a leap year has these days.
        Origin::UnknownYear => civil_from_days(millis.div_euclid(DAY) + 365),
        Origin::Epoch => civil_from_days(millis.div_euclid(DAY)),
    };
    let clock = clock(millis, stamp);
    match stamp.origin {
        Origin::UnknownYear => format!("{} {day} {clock}", text::month(month)),
        _ => format!("{year}-{}-{} {clock}", two(month.into()), two(day.into())),
    }
}

/// `+0.118 s`, `+12.3 s`, `+4m 05s`, `+1h 02m`, `+3d 04h`
fn since(millis: i64) -> String {
    let sign = if millis < 0 { "−" } else { "+" };
    let ms = millis.saturating_abs();
    let (seconds, minutes) = (ms / 1_000, ms / 60_000);
    match ms {
        0..10_000 => format!("{sign}{seconds}.{} s", three(ms % 1_000)),
        10_000..60_000 => format!("{sign}{seconds}.{} s", ms % 1_000 / 100),
        60_000..3_600_000 => format!("{sign}{minutes}m {}s", two(seconds % 60)),
        3_600_000..DAY => format!("{sign}{}h {}m", minutes / 60, two(minutes % 60)),
        _ => format!("{sign}{}d {}h", ms / DAY, two(minutes / 60 % 24)),
    }
}

fn two(n: i64) -> String {
    if n < 10 { format!("0{n}") } else { n.to_string() }
}

fn three(n: i64) -> String {
    if n < 100 { format!("0{}", two(n)) } else { n.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: &str, before: &str) -> RowTime {
        RowTime::of(LineTime::parse_line(line).unwrap(), LineTime::parse_line(before))
    }

    fn east(_: &LineTime) -> i32 {
        90
    }

    #[test]
    fn times_with_a_zone_are_converted_and_others_are_not() {
        let shown = |line| row(line, "").column(Times::Clock, east);
        assert_eq!(shown("2026-11-23T23:41:05.118Z x"), "01:11:05.118");
        assert_eq!(shown("2026-11-23 23:41:05,118 x"), "23:41:05.118");
        assert_eq!(shown("Nov 23 23:41:05 x"), "23:41:05");
        let exact = |line| row(line, "").exact(east);
        assert_eq!(
            exact("2026-11-23T23:41:05Z x"),
            "2026-11-24 01:11:05, your time · 2026-11-23 23:41:05 UTC"
        );
        assert_eq!(
            exact("2026-11-23 23:41:05 x"),
            "2026-11-23 23:41:05 as written, without a time zone"
        );
        assert_eq!(exact("Dec 31 23:41:05 x"), "Dec 31 23:41:05 as written, without a time zone");
        assert_eq!(exact("[12:41:05.5] x"), "12:41:05.500 as written, without a time zone");
    }

    #[test]
    fn the_time_since_the_line_before_fits_its_column() {
        let since = |before, line| row(line, before).column(Times::Since, east);
        for (before, line, shown) in [
            ("12:00:00.000", "12:00:00.000", "+0.000 s"),
            ("12:00:00", "12:00:00.118", "+0.118 s"),
            ("12:00:00", "12:00:12.345", "+12.3 s"),
            ("12:00:00", "12:04:05", "+4m 05s"),
            ("12:00:00", "13:02:05", "+1h 02m"),
            ("23:59:59", "00:00:01", "+2.000 s"),
            ("12:00:01", "12:00:00.5", "−0.500 s"),
            ("2026-11-20 12:00:00", "2026-11-23 16:00:00", "+3d 04h"),
            ("", "12:00:00", ""),
        ] {
            assert_eq!(since(before, line), shown, "{before} {line}");
        }
    }

    #[test]
    fn gaps_of_more_than_a_minute_are_shown() {
        let gap = |before, line| row(line, before).gap();
        assert_eq!(gap("12:00:00", "12:12:05").as_deref(), Some("12 min later"));
        assert_eq!(gap("12:00:00", "12:01:00"), None);
        assert_eq!(gap("12:12:05", "12:00:00"), None);
        assert_eq!(gap("", "12:00:00"), None);
    }
}
