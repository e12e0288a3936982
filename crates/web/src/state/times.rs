//! What the lines of a log say of time, as their rows show it.
//!
//! A time that tells its zone is shown in the reader's; one that does not is shown as it was
//! written, and said to be so.

use crate::format;
use crate::messages::times as text;
use jobshelf_log::line_time::{CivilDate, DAY, civil_from_days};
use jobshelf_log::{LineTime, Origin};

/// What of their times lines show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Times {
    /// Nothing.
    #[default]
    Off,
    /// The time of day.
    Clock,
    /// The time since the line before.
    Since,
}

/// So many milliseconds without a line are told.
const GAP: i64 = 60_000;
/// A time of no day that is more than this before the one before it is of the next day.
const BACK: i64 = DAY / 2;

impl Times {
    /// What comes after it when the reader asks for other times.
    pub fn next(self) -> Self {
        match self {
            Self::Off => Self::Clock,
            Self::Clock => Self::Since,
            Self::Since => Self::Off,
        }
    }

    /// How many characters wide their column is, as in the style sheet.
    pub fn columns(self, is_narrow: bool) -> u32 {
        match self {
            Self::Off => 0,
            Self::Clock | Self::Since if is_narrow => 9,
            Self::Clock | Self::Since => 14,
        }
    }
}

/// The time of a row: of its line, and how long after the line before that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowTime {
    stamp: LineTime,
    since: Option<i64>,
}

impl RowTime {
    /// The time of a line that has one, after one that had `before`.
    pub fn of(stamp: LineTime, before: Option<LineTime>) -> Self {
        Self { stamp, since: before.and_then(|before| stamp.since(&before, BACK)) }
    }

    /// How long there was no line, if that is worth a word.
    pub fn gap(&self) -> Option<String> {
        self.since.filter(|since| *since > GAP).map(|since| text::gap(&format::span(since / 1_000)))
    }

    /// What its column says.
    pub fn shown(&self, times: Times, ahead: fn(&LineTime) -> i32) -> String {
        match times {
            Times::Off => String::new(),
            Times::Clock => clock(self.stamp.local_millis(ahead(&self.stamp)), self.stamp),
            Times::Since => self.since.map(since).unwrap_or_default(),
        }
    }

    /// All that is known of it.
    pub fn exact(&self, ahead: fn(&LineTime) -> i32) -> String {
        exact(&self.stamp, ahead)
    }
}

/// All that a time tells.
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

/// The same with its date, as far as it has one.
fn dated(millis: i64, stamp: LineTime) -> String {
    let CivilDate { year, month, day } = match stamp.origin {
        Origin::UnknownDay => return clock(millis, stamp),
        // Any year that is no leap year has its days.
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
    fn a_time_with_a_zone_is_shown_in_the_readers_and_others_as_written() {
        let shown = |line| row(line, "").shown(Times::Clock, east);
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
        let since = |before, line| row(line, before).shown(Times::Since, east);
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
    fn more_than_a_minute_without_a_line_is_told() {
        let gap = |before, line| row(line, before).gap();
        assert_eq!(gap("12:00:00", "12:12:05").as_deref(), Some("12 min later"));
        assert_eq!(gap("12:00:00", "12:01:00"), None);
        assert_eq!(gap("12:12:05", "12:00:00"), None);
        assert_eq!(gap("", "12:00:00"), None);
    }
}
