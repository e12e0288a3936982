//! A moment in whole seconds, in the formats that Blob storage uses: the HTTP date of headers and
//! listings, and the ISO 8601 date of a SAS, with or without a time.
//!
//! This is not a calendar library: it reads offsets but knows no time zones, no fractions and no
//! leap seconds. The usual crates would add tens of kilobytes to the page.
//!
//! Invariant: a [`Timestamp`] lies in the years 1 to 9999, so it always has a four-digit year.

use std::fmt;
use std::time::Duration;

/// 0001-01-01T00:00:00Z.
const FIRST: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z.
const LAST: i64 = 253_402_300_799;
const SECONDS_PER_DAY: i64 = 86_400;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A moment: whole seconds since 1970-01-01T00:00:00Z, in the years 1 to 9999.
///
/// ```
/// use jobshelf::Timestamp;
///
/// let modified = Timestamp::parse_http("Mon, 23 Nov 2026 02:33:08 GMT").unwrap();
/// assert_eq!(modified.to_iso(), "2026-11-23T02:33:08Z");
/// assert_eq!(Timestamp::parse_iso("2026-11-23T02:33:08Z"), Some(modified));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `seconds` after 1970-01-01T00:00:00Z, limited to the years 1 to 9999.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        if seconds < FIRST {
            Self(FIRST)
        } else if seconds > LAST {
            Self(LAST)
        } else {
            Self(seconds)
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z, negative before it.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The time of this machine's clock.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn now() -> Self {
        let now = std::time::SystemTime::now();
        // A clock before 1970 is wrong anyway; it must not cause a failure.
        let seconds = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
        Self::from_unix(i64::try_from(seconds).unwrap_or(LAST))
    }

    /// The time of this browser's clock.
    #[cfg(target_arch = "wasm32")]
    #[must_use]
    pub fn now() -> Self {
        // The cast saturates, and `from_unix` clamps.
        Self::from_unix((js_sys::Date::now() / 1000.0).floor() as i64)
    }

    /// Reads the date of an HTTP header or of a listing: `Mon, 23 Nov 2026 02:33:08 GMT`.
    ///
    /// None for anything else. The day of the week is not compared with the date.
    #[must_use]
    pub fn parse_http(text: &str) -> Option<Self> {
        // A listing has one for each of its thousands of entries: one pattern, and no search.
        #[rustfmt::skip]
        let [w0, w1, w2, b',', b' ', d0, d1, b' ', m0, m1, m2, b' ', y0, y1, y2, y3, b' ',
            h0, h1, b':', n0, n1, b':', s0, s1, b' ', b'G', b'M', b'T'] = *text.as_bytes()
        else {
            return None;
        };
        if !WEEKDAYS.iter().any(|name| name.as_bytes() == [w0, w1, w2]) {
            return None;
        }
        let is_month = |name: &str| name.as_bytes() == [m0, m1, m2];
        let month = MONTHS.iter().zip(1..).find_map(|(name, n)| is_month(name).then_some(n))?;
        let date = seconds_of_date(number(&[y0, y1, y2, y3])?, month, number(&[d0, d1])?)?;
        let time = seconds_of_time(number(&[h0, h1])?, number(&[n0, n1])?, number(&[s0, s1])?)?;
        Some(Self(date + time))
    }

    /// Reads the date of a SAS: `2026-11-23T02:33:08Z`, also with a fraction (dropped), without
    /// seconds, with an offset (`+01:00`) in place of the `Z`, or the date alone, which means its
    /// midnight UTC. These are the forms that the service documentation allows in `st` and `se`.
    ///
    /// ```
    /// use jobshelf::Timestamp;
    ///
    /// let midnight = Timestamp::parse_iso("2026-11-23").unwrap(); assert_eq!(midnight.to_iso(),
    /// "2026-11-23T00:00:00Z");
    /// assert_eq!(Timestamp::parse_iso("2026-11-23T02:33:08.1234567Z").unwrap().unix(),
    /// 1795401188); assert_eq!(Timestamp::parse_iso("2026-02-29"), None);
    /// ```
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let mut rest = text;
        let year = digits(&mut rest, 4)?;
        rest = rest.strip_prefix('-')?;
        let month = digits(&mut rest, 2)?;
        rest = rest.strip_prefix('-')?;
        let day = digits(&mut rest, 2)?;
        let date = seconds_of_date(year, month, day)?;
        if rest.is_empty() {
            return Some(Self(date));
        }
        rest = rest.strip_prefix('T')?;
        let hour = digits(&mut rest, 2)?;
        rest = rest.strip_prefix(':')?;
        let minute = digits(&mut rest, 2)?;
        let mut second = 0;
        if let Some(tail) = rest.strip_prefix(':') {
            rest = tail;
            second = digits(&mut rest, 2)?;
            if let Some(fraction) = rest.strip_prefix('.') {
                rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
                if rest.len() == fraction.len() {
                    return None;
                }
            }
        }
        let moment = date + seconds_of_time(hour, minute, second)? - offset(rest)?;
        (FIRST..=LAST).contains(&moment).then_some(Self(moment))
    }

    /// The moment as a SAS writes it: `2026-11-23T02:33:08Z`.
    #[must_use]
    pub fn to_iso(self) -> String {
        self.to_string()
    }

    /// Seconds from `earlier` to this moment, negative if this moment is earlier.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        // Both lie in the years 1 to 9999, so this cannot overflow.
        self.0 - earlier.0
    }

    /// The moment `duration` later, in whole seconds, and at most the end of the year 9999.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        Self::from_unix(self.0.saturating_add(seconds))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date_of_days(self.0.div_euclid(SECONDS_PER_DAY));
        let second = self.0.rem_euclid(SECONDS_PER_DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// Takes exactly `count` ASCII digits off the front of `rest`.
fn digits(rest: &mut &str, count: usize) -> Option<i64> {
    let (head, tail) = rest.split_at_checked(count)?;
    *rest = tail;
    number(head.as_bytes())
}

/// The number that a few ASCII digits are.
fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
    })
}

/// Seconds that a time zone designator is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let (sign, mut rest) = match zone.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, zone.strip_prefix('-')?),
    };
    let hours = digits(&mut rest, 2)?;
    rest = rest.strip_prefix(':')?;
    let minutes = digits(&mut rest, 2)?;
    rest.is_empty().then_some(sign * seconds_of_time(hours, minutes, 0)?)
}

fn seconds_of_time(hour: i64, minute: i64, second: i64) -> Option<i64> {
    (hour < 24 && minute < 60 && second < 60).then_some((hour * 60 + minute) * 60 + second)
}

fn seconds_of_date(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last_day = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if year < 1 || !(1..=last_day).contains(&day) {
        return None;
    }
    Some(days_of_date(year, month, day) * SECONDS_PER_DAY)
}

// The two functions below count in eras of 400 years (146,097 days) that start on a 1 March, so
// that the leap day is the last of its year: Howard Hinnant's "chrono-compatible low-level date
// algorithms".

fn days_of_date(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn date_of_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

// The reference they are held against is only there natively.
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "timestamp_tests.rs"]
mod tests;
