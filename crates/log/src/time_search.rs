//! Finds a time in a log by reading little of it.
//!
//! A state machine without I/O: [`TimeSearch::next`] names a range to read, [`TimeSearch::take`]
//! takes its bytes. It reads the first and last times of the log, then it bisects the range between
//! them. It assumes that times increase; where they do not, it finds some line nearby.
//!
//! Invariant: every line before `low` is earlier than the wanted time; `found` and the lines after it
//! are not.

use super::assembler::Assembler;
use super::encoding::Encoding;
use super::line_time::{DAY, LineTime, Origin, YEAR, civil_from_days, days_from_civil};

/// How many bytes are read at once.
const PIECE: u64 = 64 << 10;
/// Where many lines have no time, pieces grow up to this size.
const MAX_PIECE: u64 = 1 << 20;
/// The most requests of a search; 21 are enough for 1 TB.
const MAX_REQUESTS: usize = 32;
/// How often either end is read for a time, twice as much each time.
const MAX_REQUESTS_PER_END: usize = 4;
/// A time ends within this many bytes of its line.
const MAX_TIME_BYTES: u64 = 256;
/// If the day is unknown, a time this much before the first one belongs to the next day. Smaller steps
/// back occur when several threads write.
const MAX_DISORDER: i64 = 60_000;

/// A line with its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimedLine {
    /// The byte at which it begins.
    pub offset: u64,
    /// Its time.
    pub time: LineTime,
}

/// The result of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeSearchResult {
    /// The first line that is not earlier than the wanted time.
    Line(TimedLine),
    /// The log begins after the wanted time, with this line.
    BeginsLater(TimedLine),
    /// The log ends before the wanted time, with this line.
    EndsEarlier(TimedLine),
    /// No line has a time that is comparable with the wanted one.
    NoTimes,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchStep {
    /// Read these bytes.
    Read {
        /// The first byte.
        start: u64,
        /// How many.
        length: u64,
    },
    /// The search is done.
    Done(TimeSearchResult),
}

/// A search for a time.
#[derive(Debug, Clone)]
pub struct TimeSearch {
    wanted: LineTime,
    ahead: fn(&LineTime) -> i32,
    encoding: Encoding,
    length: u64,
    stage: Stage,
    /// The first line with a time.
    first: Option<TimedLine>,
    /// The last one.
    last: Option<TimedLine>,
    /// The wanted time in milliseconds after the first time.
    target: i64,
    low: u64,
    high: u64,
    found: Option<TimedLine>,
    requests: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It looks for the first time.
    Beginning(Range),
    /// It looks for the last time.
    End(Range),
    /// It looks for the wanted time from byte `from` on, which may be within a line.
    Between {
        from: u64,
        range: Range,
    },
    Over(TimeSearchResult),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    start: u64,
    length: u64,
}

impl Range {
    fn end(self) -> u64 {
        self.start.saturating_add(self.length)
    }

    /// The range that begins at `start` and is twice as long.
    fn longer_at(self, start: u64) -> Self {
        // A line that is longer than the longest piece is skipped.
        let is_stuck = start == self.start && self.length >= MAX_PIECE;
        let start = if is_stuck { self.end() } else { start };
        Self { start, length: (self.length * 2).min(MAX_PIECE) }
    }

    /// The range before this one, twice as long.
    fn before(self) -> Self {
        let length = (self.length * 2).min(MAX_PIECE).min(self.start);
        Self { start: self.start - length, length }
    }
}

impl TimeSearch {
    /// Looks for `wanted` in a log of `length` bytes. What a reader asks for is meant in the
    /// reader's zone, where the log tells its own; `ahead` tells how many minutes that is ahead of
    /// UTC at a time.
    pub fn new(
        wanted: LineTime,
        length: u64,
        encoding: Encoding,
        ahead: fn(&LineTime) -> i32,
    ) -> Self {
        Self {
            wanted,
            ahead,
            encoding,
            length,
            stage: Stage::Beginning(Range { start: 0, length: PIECE }),
            first: None,
            last: None,
            target: 0,
            low: 0,
            high: length,
            found: None,
            requests: 0,
        }
    }

    /// What to do next.
    pub fn next(&self) -> SearchStep {
        let range = match self.stage {
            Stage::Over(found) => return SearchStep::Done(found),
            Stage::Beginning(range) | Stage::End(range) | Stage::Between { range, .. } => range,
        };
        let length = range.length.min(self.length.saturating_sub(range.start));
        match length {
            0 => SearchStep::Done(TimeSearchResult::NoTimes),
            length => SearchStep::Read { start: range.start, length },
        }
    }

    /// The number of reads.
    pub fn requests(&self) -> usize {
        self.requests
    }

    /// Takes the bytes that [`next`](Self::next) named.
    pub fn take(&mut self, bytes: &[u8]) {
        self.requests += 1;
        match self.stage {
            Stage::Beginning(range) => self.take_beginning(range, bytes),
            Stage::End(range) => self.take_end(range, bytes),
            Stage::Between { from, range } => self.take_between(from, range, bytes),
            Stage::Over(_) => {}
        }
        if self.requests >= MAX_REQUESTS && !matches!(self.stage, Stage::Over(_)) {
            self.finish();
        }
    }

    fn take_beginning(&mut self, range: Range, bytes: &[u8]) {
        let (lines, end) = self.lines_of(range, bytes, LineStart::Known);
        self.first = lines.first().copied();
        let is_all = range.end() >= self.length;
        match self.first {
            None if is_all || self.requests >= MAX_REQUESTS_PER_END => {
                self.stage = Stage::Over(TimeSearchResult::NoTimes);
            }
            None => self.stage = Stage::Beginning(range.longer_at(end)),
            Some(_) if is_all => {
                self.last = lines.last().copied();
                self.compare_with_ends();
            }
            Some(_) => {
                let length = PIECE.min(self.length);
                self.stage = Stage::End(Range { start: self.length - length, length });
            }
        }
    }

    fn take_end(&mut self, range: Range, bytes: &[u8]) {
        let (lines, _) = self.lines_of(range, bytes, LineStart::Unknown);
        self.last = lines.last().copied();
        if self.last.is_none() && range.length < PIECE << MAX_REQUESTS_PER_END && range.start > 0 {
            self.stage = Stage::End(range.before());
            return;
        }
        self.compare_with_ends();
    }

    /// Compares the wanted time with both ends, which are known now.
    fn compare_with_ends(&mut self) {
        let Some(first) = self.first else { return };
        let last = self.last.filter(|last| last.offset > first.offset);
        let last_value = last.and_then(|last| last.time.since(&first.time, MAX_DISORDER));
        let target = self.target_after(&first.time, last_value.unwrap_or(0));
        let Some(target) = target else {
            self.stage = Stage::Over(TimeSearchResult::NoTimes);
            return;
        };
        self.target = target;
        self.stage = match (last, last_value) {
            _ if target < 0 => Stage::Over(TimeSearchResult::BeginsLater(first)),
            _ if target == 0 => Stage::Over(TimeSearchResult::Line(first)),
            (None, _) => Stage::Over(TimeSearchResult::EndsEarlier(first)),
            (Some(last), Some(value)) if target > value => {
                Stage::Over(TimeSearchResult::EndsEarlier(last))
            }
            _ => {
                self.bisect();
                return;
            }
        };
    }

    fn take_between(&mut self, from: u64, range: Range, bytes: &[u8]) {
        let is_known = range.start > from || from == self.low;
        let start = if is_known { LineStart::Known } else { LineStart::Unknown };
        let (lines, end) = self.lines_of(range, bytes, start);
        let values: Vec<(TimedLine, i64)> =
            lines.iter().filter_map(|line| Some((*line, self.value(line)?))).collect();
        let first_match = values.iter().position(|(_, value)| *value >= self.target);
        match first_match {
            // The lines before it in this piece are earlier, so no line is between.
            Some(place) if place > 0 || from == self.low => {
                self.found = values.get(place).map(|(line, _)| *line);
                return self.finish();
            }
            Some(_) => {
                self.found = values.first().map(|(line, _)| *line);
                self.high = from;
            }
            // The piece has every line that begins before `high`, and at least the time of the last one.
            None if range.end() >= self.high + MAX_TIME_BYTES => match values.is_empty() {
                true => self.high = from,
                false => self.low = self.high,
            },
            None if !values.is_empty() => self.low = end,
            None if end >= self.high => self.high = from,
            None => {
                let range = range.longer_at(end);
                self.stage = Stage::Between { from, range };
                return;
            }
        }
        self.bisect();
    }

    /// Reads in the middle of the remaining range; or all of it, if it is small.
    fn bisect(&mut self) {
        let left = self.high.saturating_sub(self.low);
        if left == 0 {
            return self.finish();
        }
        // In a smaller range, a piece in the middle might begin at `low` again and end in the same line.
        let range = if left <= 2 * PIECE {
            // The last line begins before `high`, and its time is in its first bytes.
            Range { start: self.low, length: left + MAX_TIME_BYTES }
        } else {
            Range { start: self.low + (left - PIECE) / 2, length: PIECE }
        };
        self.stage = Stage::Between { from: range.start, range };
    }

    fn finish(&mut self) {
        let found =
            self.found.map(TimeSearchResult::Line).or(self.last.map(TimeSearchResult::EndsEarlier));
        let found = found.or(self.first.map(TimeSearchResult::BeginsLater));
        self.stage = Stage::Over(found.unwrap_or(TimeSearchResult::NoTimes));
    }

    /// The time of a line in milliseconds after the first time.
    fn value(&self, line: &TimedLine) -> Option<i64> {
        line.time.since(&self.first?.time, MAX_DISORDER)
    }

    /// The wanted time in milliseconds after the first time; the last time is `last` after it.
    fn target_after(&self, first: &LineTime, last: i64) -> Option<i64> {
        let wanted = self.wanted;
        let ahead_of =
            |millis: i64| i64::from((self.ahead)(&LineTime { millis, ..*first })) * 60_000;
        // Both times as a clock shows them; the wanted one in the zone that the reader named.
        let zone = wanted.zone.map(|minutes| i64::from(minutes) * 60_000);
        let shown_first = match first.zone {
            Some(_) => first.millis.saturating_add(zone.unwrap_or(ahead_of(first.millis))),
            None => first.millis,
        };
        let shown = wanted.millis.saturating_add(zone.unwrap_or(0));
        match (wanted.origin, first.origin) {
            (Origin::Epoch, Origin::Epoch) => Some(match (first.zone, zone) {
                // Daylight saving may have ended since the log began.
                (Some(_), None) => shown - ahead_of(shown) - first.millis,
                _ => shown - shown_first,
            }),
            (Origin::Epoch, Origin::UnknownYear) => {
                let after = of_some_year(shown)? - shown_first;
                let next = after + YEAR * DAY;
                // It belongs to the next year if that is nearer to the end of the log than this year to its start.
                Some(if after < 0 && next - last < -after { next } else { after })
            }
            _ => {
                let time = shown.rem_euclid(DAY);
                let after = time - shown_first.rem_euclid(DAY);
                let has_reader_zone =
                    first.origin == Origin::Epoch && first.zone.is_some() && zone.is_none();
                let on_day = |day: i64| {
                    let target = after + day * DAY;
                    // Daylight saving may have changed since the log began.
                    let change =
                        || ahead_of(first.millis.saturating_add(target)) - ahead_of(first.millis);
                    if has_reader_zone { target - change() } else { target }
                };
                // The last day on which the log has this time; a change of daylight saving may move it
                // by one day.
                let day = (last - after).div_euclid(DAY);
                let days = [day + 1, day, day - 1];
                let day = days.into_iter().find(|day| on_day(*day) <= last).unwrap_or(day - 1);
                let (latest, next) = (on_day(day), on_day(day + 1));
                let is_nearer_after = latest < 0 && next - last < -latest;
                Some(if is_nearer_after { next } else { latest })
            }
        }
    }

    /// The lines with times in `range`, and the byte at which the first incomplete line begins.
    fn lines_of(&self, range: Range, bytes: &[u8], start: LineStart) -> (Vec<TimedLine>, u64) {
        let assembler = match start {
            LineStart::Known => Assembler::at_line_start(range.start),
            LineStart::Unknown => Assembler::starting_at(range.start),
        };
        let mut assembler = assembler.with_encoding(self.encoding);
        let mut lines = assembler.push(bytes);
        let is_end = range.start + bytes.len() as u64 >= self.length;
        if is_end || assembler.n_pending() as u64 >= MAX_TIME_BYTES {
            lines.extend(assembler.partial());
        }
        let timed = |line: &super::line::Line| {
            line.time.map(|time| TimedLine { offset: line.offset, time })
        };
        let end = if is_end { self.length } else { assembler.line_start() };
        (lines.iter().filter_map(timed).collect(), end)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineStart {
    Known,
    Unknown,
}

/// The same moment, in milliseconds after the beginning of its year.
fn of_some_year(millis: i64) -> Option<i64> {
    let civil = civil_from_days(millis.div_euclid(DAY));
    let day = days_from_civil(1971, civil.month.into(), civil.day.min(28).into())?
        - days_from_civil(1971, 1, 1)?
        + i64::from(civil.day.saturating_sub(28));
    Some(day * DAY + millis.rem_euclid(DAY))
}

#[cfg(test)]
mod tests;
