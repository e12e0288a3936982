//! Parses the times that loggers write and readers type.

use super::{DAY, LineTime, Origin};
use crate::level;

/// How many times brackets and the name of a level may precede a time.
const MAX_PREFIXES: usize = 4;
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The day that a date is, in days after the first of 1970. None if there is no such day.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1..=longest).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let month = if month > 2 { month - 3 } else { month + 9 };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + year * 365 + year / 4 - year / 100 + day - 719_468)
}

pub(super) fn parse_line(line: &str) -> Option<LineTime> {
    let mut text = Text(line.as_bytes());
    for _ in 0..MAX_PREFIXES {
        text.skip_any(b" \t[({<|\"'");
        if let Some(time) = text.line_time() {
            return Some(time);
        }
        text.level_word()?;
        text.skip_any(b"])}>:,-|");
    }
    None
}

pub(super) fn parse_input(text: &str) -> Option<LineTime> {
    let mut text = Text(text.trim().as_bytes());
    let date = text.optional(Text::date);
    if date.is_some() {
        text.skip_any(b" Tt,");
    }
    let day = match (date, text.0.is_empty()) {
        (Some(day), true) => return Some(Day::known(day).at(Time::default())),
        (Some(day), false) => Day::known(day),
        (None, _) => Day { days: 0, origin: Origin::UnknownDay },
    };
    let mut time = text.time(Seconds::Optional)?;
    time.zone = text.optional(Text::zone);
    text.0.is_empty().then(|| day.at(time))
}

/// A day, counted from an origin.
struct Day {
    days: i64,
    origin: Origin,
}

/// A time of day.
#[derive(Default)]
struct Time {
    millis: i64,
    has_fraction: bool,
    zone: Option<i16>,
}

#[derive(PartialEq, Clone, Copy)]
enum Seconds {
    Required,
    Optional,
}

impl Day {
    fn known(days: i64) -> Self {
        Self { days, origin: Origin::Epoch }
    }

    fn at(&self, time: Time) -> LineTime {
        let ahead = i64::from(time.zone.unwrap_or(0)) * 60_000;
        LineTime {
            millis: self.days * DAY + time.millis - ahead,
            origin: self.origin,
            zone: time.zone,
            has_fraction: time.has_fraction,
        }
    }
}

/// The unread rest of a line.
#[derive(Clone, Copy)]
struct Text<'a>(&'a [u8]);

impl Text<'_> {
    fn skip_any(&mut self, these: &[u8]) {
        while let Some((first, rest)) = self.0.split_first()
            && these.contains(first)
        {
            self.0 = rest;
        }
    }

    /// Reads one of `these`.
    fn one_of(&mut self, these: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        these.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// Reads something, or reads nothing and stays where it is.
    fn optional<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<T> {
        let before = *self;
        let found = read(self);
        if found.is_none() {
            *self = before;
        }
        found
    }

    /// Reads a number of at least `least` and at most `most` digits.
    fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        let n = self.0.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(n).filter(|_| n >= least)?;
        self.0 = rest;
        std::str::from_utf8(digits).ok()?.parse().ok()
    }

    /// Whether the text that was read is part of a longer word.
    fn is_within_word(&self) -> bool {
        match self.0 {
            [b':', next, ..] => next.is_ascii_alphanumeric(),
            [next, ..] => next.is_ascii_alphanumeric() || *next == b'_',
            [] => false,
        }
    }

    /// Reads three letters that are one of `words`, whatever their case; gives which.
    fn word(&mut self, words: &[&str]) -> Option<i64> {
        let (three, rest) = self.0.split_at_checked(3)?;
        let place = words.iter().position(|word| word.as_bytes().eq_ignore_ascii_case(three))?;
        self.0 = rest;
        (!self.is_within_word()).then_some(place as i64)
    }

    /// Skips the name of a level.
    fn level_word(&mut self) -> Option<()> {
        let n = self.0.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        (level::is_level_name(word) && !self.is_within_word()).then_some(())
    }

    fn line_time(&mut self) -> Option<LineTime> {
        let first = self.0.first()?;
        if first.is_ascii_digit() {
            self.optional(Self::dated)
                .or_else(|| self.optional(Self::time_alone))
                .or_else(|| self.optional(Self::since_epoch))
        } else {
            self.optional(Self::named_month)
        }
    }

    /// `2026-11-23` or `2026/11/23`.
    fn date(&mut self) -> Option<i64> {
        let year = self.number(4, 4)?;
        let between = self.one_of(b"-/")?;
        let month = self.number(2, 2)?;
        self.one_of(&[between])?;
        let day = self.number(2, 2)?;
        days_from_civil(year, month, day)
    }

    fn dated(&mut self) -> Option<LineTime> {
        let day = self.date()?;
        self.one_of(b"Tt _")?;
        let mut time = self.time(Seconds::Optional)?;
        time.zone = self.optional(Self::zone);
        (!self.is_within_word()).then(|| Day::known(day).at(time))
    }

    fn time_alone(&mut self) -> Option<LineTime> {
        let mut time = self.time(Seconds::Required)?;
        time.zone = self.optional(Self::zone);
        (!self.is_within_word()).then(|| Day { days: 0, origin: Origin::UnknownDay }.at(time))
    }

    /// `12:41`, `12:41:05`, `12:41:05.118`, `12:41:05,118`, `12:41:05 PM`.
    fn time(&mut self, seconds: Seconds) -> Option<Time> {
        let hour = self.number(1, 2).filter(|hour| *hour < 24)?;
        let mut time = self.time_after(hour, seconds)?;
        if (1..=12).contains(&hour)
            && let Some(half) = self.optional(Self::half_of_day)
        {
            time.millis += (half - hour / 12) * (DAY / 2);
        }
        Some(time)
    }

    fn time_after(&mut self, hour: i64, seconds: Seconds) -> Option<Time> {
        self.one_of(b":")?;
        let minute = self.number(2, 2).filter(|minute| *minute < 60)?;
        let mut millis = (hour * 60 + minute) * 60_000;
        let read_second = |text: &mut Self| {
            text.one_of(b":")?;
            // A leap second is the 61st.
            text.number(2, 2).filter(|second| *second <= 60)
        };
        let Some(second) = self.optional(read_second) else {
            return (seconds == Seconds::Optional).then_some(Time {
                millis,
                has_fraction: false,
                zone: None,
            });
        };
        millis += second * 1_000;
        let fraction = self.optional(Self::fraction);
        let has_fraction = fraction.is_some();
        Some(Time { millis: millis + fraction.unwrap_or(0), has_fraction, zone: None })
    }

    /// ` AM` or `PM`, as 0 or 1, as `date` writes it in American English.
    fn half_of_day(&mut self) -> Option<i64> {
        self.one_of(b" ");
        let half = i64::from(self.one_of(b"AaPp")?.eq_ignore_ascii_case(&b'P'));
        self.one_of(b"Mm")?;
        (!self.is_within_word()).then_some(half)
    }

    /// `.118` or `,118` and more digits, in milliseconds.
    fn fraction(&mut self) -> Option<i64> {
        self.one_of(b".,")?;
        let n = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(n).filter(|_| n > 0)?;
        self.0 = rest;
        let place = |(digit, worth): (&u8, i64)| i64::from(digit - b'0') * worth;
        Some(digits.iter().zip([100, 10, 1]).map(place).sum())
    }

    /// `Z`, `+01:00`, ` +0100`, ` UTC`, ` GMT+1`; in minutes ahead of UTC.
    fn zone(&mut self) -> Option<i16> {
        if self.one_of(b"Zz").is_some() {
            return Some(0);
        }
        let is_apart = self.one_of(b" ").is_some();
        let named = [&b"UTC"[..], b"GMT"].iter().find_map(|name| self.0.strip_prefix(*name));
        if let Some(rest) = named {
            self.0 = rest;
            if !matches!(rest, [b'+' | b'-', b'0'..=b'9', ..]) {
                return (!self.is_within_word()).then_some(0);
            }
        }
        let sign = if self.one_of(b"+-")? == b'+' { 1 } else { -1 };
        let least = if named.is_some() { 1 } else { 2 };
        let hours = self.number(least, 2).filter(|hours| *hours <= 14)?;
        let read_minutes = |text: &mut Self| {
            text.one_of(b":");
            // All zones are quarters of an hour apart.
            text.number(2, 2).filter(|minutes| *minutes < 60 && minutes % 15 == 0)
        };
        let minutes = self.optional(read_minutes);
        if minutes.is_none() && is_apart && named.is_none() {
            // Two digits after a space may be any number.
            return None;
        }
        let zone = i16::try_from(sign * (hours * 60 + minutes.unwrap_or(0))).ok()?;
        (!self.is_within_word()).then_some(zone)
    }

    /// `Nov 23 12:41:05`, `Mon Nov 23 12:41:05 UTC 2026`.
    fn named_month(&mut self) -> Option<LineTime> {
        let has_weekday = self.optional(|text| text.word(&DAYS)).is_some();
        if has_weekday {
            self.skip_any(b", ");
        }
        let month = self.word(&MONTHS)? + 1;
        self.skip_any(b" ");
        let day = self.number(1, 2)?;
        self.one_of(b" ")?;
        let mut time = self.time(Seconds::Required)?;
        time.zone = self.optional(Self::zone);
        if self.is_within_word() {
            return None;
        }
        let read_year = |text: &mut Self| {
            text.one_of(b" ")?;
            text.number(4, 4).filter(|year| (1970..2200).contains(year) && !text.is_within_word())
        };
        // After a time of syslog, a number is the beginning of the message.
        let may_have_year = has_weekday || time.zone.is_some();
        Some(match self.optional(read_year).filter(|_| may_have_year) {
            Some(year) => Day::known(days_from_civil(year, month, day)?).at(time),
            None => {
                // The year is unknown; in most years the leap day would be the day after 28 February.
                let day_of = |day| days_from_civil(1971, month, day);
                let is_leap_day = (month, day) == (2, 29);
                let days = if is_leap_day { day_of(28)? + 1 } else { day_of(day)? };
                let days = days - days_from_civil(1971, 1, 1)?;
                Day { days, origin: Origin::UnknownYear }.at(time)
            }
        })
    }

    /// Seconds or milliseconds since 1970, of this century: other numbers are no times.
    fn since_epoch(&mut self) -> Option<LineTime> {
        let n = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = self.number(10, 13)?;
        let (millis, has_fraction) = match n {
            10 => {
                let fraction = self.optional(Self::fraction);
                (number * 1_000 + fraction.unwrap_or(0), fraction.is_some())
            }
            13 => (number, true),
            _ => return None,
        };
        let is_of_this_century = (946_684_800_000..4_102_444_800_000).contains(&millis);
        let is_alone = self.0.first().is_none_or(|byte| b" \t])}>:|".contains(byte));
        (is_of_this_century && is_alone).then_some(LineTime {
            millis,
            origin: Origin::Epoch,
            zone: Some(0),
            has_fraction,
        })
    }
}
