//! The time that a line of a log begins with.
//!
//! There is no format to rely on, but few ways in which loggers write times: ISO 8601 and what
//! Java, Python and Go make of it, syslog and `date`, a time of day alone, seconds or milliseconds
//! since 1970. A time is looked for at the line's beginning, behind brackets and a word for a level
//! at most: elsewhere in a line it may be anything.
//!
//! What a time leaves out stays unknown: a day, a year, a zone. Two times of one log can still be
//! compared, by [`LineTime::since`].

mod read;

pub use read::days_from_civil;

/// Milliseconds of a day.
pub const DAY: i64 = 86_400_000;
/// Days of a year, where the year is not known.
pub(super) const YEAR: i64 = 365;

/// A time as a line has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LineTime {
    /// Milliseconds since what [`origin`](Self::origin) says.
    pub millis: i64,
    /// What it counts from.
    pub origin: Origin,
    /// How many minutes it is ahead of UTC, if it says so. `millis` are those of UTC then.
    pub zone: Option<i16>,
    /// Whether it has fractions of seconds.
    pub has_fraction: bool,
}

/// What a time counts from, which is what it leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The year 1970: nothing is left out.
    Epoch,
    /// The beginning of a year that is not told.
    UnknownYear,
    /// The midnight before, of a day that is not told.
    UnknownDay,
}

/// Moments on a calendar, for who shows them.
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
    /// The time that `line` begins with. It is plain text, as a terminal would show it.
    pub fn parse_line(line: &str) -> Option<Self> {
        read::of_line(line)
    }

    /// What a reader typed: a time of day, with a date or without; or a date alone.
    pub fn parse_input(text: &str) -> Option<Self> {
        read::typed(text)
    }

    /// How many milliseconds after `earlier` this is, of times of one log. Where neither tells its
    /// day or its year, a time that is more than `back` before the other is of the next one. None
    /// if one tells what the other does not.
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

    /// The moment it most likely is, for who reads it at `now`: a day that it leaves out is today,
    /// and a year is this one. In milliseconds since 1970, as `now`.
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

    /// The same time `minutes` ahead of UTC as that place's clock shows it; or as it was written,
    /// if it does not tell its zone.
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
