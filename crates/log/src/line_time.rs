//! The time at the beginning of a line.
//!
//! There is no format to rely on, but loggers write times in few ways: ISO 8601 and the variants of Java,
//! Python and Go, syslog and `date`, a time of day alone, seconds or milliseconds since 1970. Only the
//! beginning of a line is read, after brackets and the name of a level: elsewhere a time may mean
//! anything.
//!
//! A missing day, year or zone stays unknown. [`LineTime::since`] still compares two times of one log.

mod read;

pub use read::days_from_civil;

/// Milliseconds of a day.
pub const DAY: i64 = 86_400_000;
/// Days of a year, where the year is not known.
pub(super) const YEAR: i64 = 365;

/// A time as it is written in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LineTime {
    /// Milliseconds since the [`origin`](Self::origin).
    pub millis: i64,
    /// The origin of the milliseconds.
    pub origin: Origin,
    /// Its zone in minutes ahead of UTC, if it names one; then `millis` are in UTC.
    pub zone: Option<i16>,
    /// Whether it has fractions of seconds.
    pub has_fraction: bool,
}

/// The origin of a time, which depends on its missing parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The year 1970: the time is complete.
    Epoch,
    /// The beginning of an unknown year.
    UnknownYear,
    /// The midnight before, of an unknown day.
    UnknownDay,
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CivilDate {
    /// The year.
    pub year: i64,
    /// The month, from 1 on.
    pub month: u8,
    /// The day of the month, from 1 on.
    pub day: u8,
}

impl LineTime {
    /// Parses the time at the beginning of `line`, the visible text of a line.
    pub fn parse_line(line: &str) -> Option<Self> {
        read::parse_line(line)
    }

    /// Parses the input of a reader: a time of day with or without a date, or a date alone.
    pub fn parse_input(text: &str) -> Option<Self> {
        read::parse_input(text)
    }

    /// Milliseconds from `earlier` to this time, both of one log. If the day or year is unknown, a time
    /// more than `back` before `earlier` belongs to the next day or year. None if the two times have
    /// different parts.
    pub fn since(&self, earlier: &Self, back: i64) -> Option<i64> {
        if self.origin != earlier.origin || self.zone.is_some() != earlier.zone.is_some() {
            return None;
        }
        let difference = self.millis.checked_sub(earlier.millis)?;
        let round = match self.origin {
            Origin::Epoch => return Some(difference),
            Origin::UnknownYear => YEAR * DAY,
            Origin::UnknownDay => DAY,
        };
        Some(if difference < -back { difference + round } else { difference })
    }

    /// The most likely moment in milliseconds since 1970, for a reader at `now`: a missing day is today,
    /// and a missing year is this one.
    pub fn epoch_millis(&self, now: i64) -> i64 {
        let since = match self.origin {
            Origin::Epoch => 0,
            Origin::UnknownYear => {
                let CivilDate { year, .. } = civil_from_days(now.div_euclid(DAY));
                days_from_civil(year, 1, 1).unwrap_or(0) * DAY
            }
            Origin::UnknownDay => now.div_euclid(DAY) * DAY,
        };
        since.saturating_add(self.millis)
    }

    /// The milliseconds that a clock `minutes` ahead of UTC shows; as written if the zone is unknown.
    pub fn local_millis(&self, minutes: i32) -> i64 {
        match self.zone {
            Some(_) => self.millis.saturating_add(i64::from(minutes) * 60_000),
            None => self.millis,
        }
    }
}

/// The day that `days` after the first of 1970 is.
pub fn civil_from_days(days: i64) -> CivilDate {
    // Eras of 400 years that begin in March, so that a leap day is the last day of its year.
    // See Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let day = days.rem_euclid(146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    CivilDate { year, month: month as u8, day: day as u8 }
}

#[cfg(test)]
mod tests;
