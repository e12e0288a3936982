//! Where in a log a time is, found by reading little of it.
//!
//! A state machine without I/O: [`TimeSearch::next`] names a range to read, [`TimeSearch::take`]
//! takes its bytes. The log's first and last times come first, then the range between is halved.
//! It is taken for granted that times go up; where they do not, some line near them is found.
//!
//! Invariant: every line before `low` is earlier than what is wanted; if `found` is a line, it is
//! not, and neither is any line after it.

use super::assembler::Assembler;
use super::encoding::Encoding;
use super::line_time::{DAY, LineTime, Origin, YEAR, civil_from_days, days_from_civil};

/// So much is read at once.
const PIECE: u64 = 64 << 10;
/// Where lines without a time follow one another, the next pieces are longer, up to this.
const LONGEST: u64 = 1 << 20;
/// More than this is never asked for; 21 are enough for 1 TB.
const MOST_REQUESTS: usize = 32;
/// So often the beginning, and the end, are read for a time, each time twice as much.
const MOST_AT_AN_END: usize = 4;
/// A time at a line's beginning is within so many bytes.
const TIME: u64 = 256;
/// A time that is so much before the log's first is of the next day, where no day is told: lines
/// of several threads come a little out of order.
const BACK: i64 = 60_000;

/// A line that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimedLine {
    /// The byte it begins at.
    pub offset: u64,
    /// Its time.
    pub time: LineTime,
}

/// What came of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeSearchResult {
    /// The first line that is not earlier.
    Line(TimedLine),
    /// The log begins later, with this line.
    BeginsLater(TimedLine),
    /// The log ends earlier, with this line.
    EndsEarlier(TimedLine),
    /// No line has a time that this could be compared with.
    NoTimes,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchStep {
    /// Read so many bytes from here on.
    Read {
        /// The first byte.
        start: u64,
        /// How many; fewer at the log's end.
        length: u64,
    },
    /// It is over.
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
    /// What is wanted, in milliseconds after the first time.
    goal: i64,
    low: u64,
    high: u64,
    found: Option<TimedLine>,
    requests: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The first time is looked for.
    Beginning(Range),
    /// The last time is looked for.
    End(Range),
    /// The wanted one is looked for, from byte `from` on, where a line may be cut.
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
        // A line that is longer than the longest piece is passed over.
        let is_stuck = start == self.start && self.length >= LONGEST;
        let start = if is_stuck { self.end() } else { start };
        Self { start, length: (self.length * 2).min(LONGEST) }
    }

    /// The range before this one, twice as long.
    fn before(self) -> Self {
        let length = (self.length * 2).min(LONGEST).min(self.start);
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
            goal: 0,
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

    /// How often was read.
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
        if self.requests >= MOST_REQUESTS && !matches!(self.stage, Stage::Over(_)) {
            self.give();
        }
    }

    fn take_beginning(&mut self, range: Range, bytes: &[u8]) {
        let (lines, end) = self.lines_of(range, bytes, LineStart::Known);
        self.first = lines.first().copied();
        let is_all = range.end() >= self.length;
        match self.first {
            None if is_all || self.requests >= MOST_AT_AN_END => {
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
        if self.last.is_none() && range.length < PIECE << MOST_AT_AN_END && range.start > 0 {
            self.stage = Stage::End(range.before());
            return;
        }
        self.compare_with_ends();
    }

    /// Both ends are known.
    fn compare_with_ends(&mut self) {
        let Some(first) = self.first else { return };
        let last = self.last.filter(|last| last.offset > first.offset);
        let last_value = last.and_then(|last| last.time.since(&first.time, BACK));
        let goal = self.goal_after(&first.time, last_value.unwrap_or(0));
        let Some(goal) = goal else {
            self.stage = Stage::Over(TimeSearchResult::NoTimes);
            return;
        };
        self.goal = goal;
        self.stage = match (last, last_value) {
            _ if goal < 0 => Stage::Over(TimeSearchResult::BeginsLater(first)),
            _ if goal == 0 => Stage::Over(TimeSearchResult::Line(first)),
            (None, _) => Stage::Over(TimeSearchResult::EndsEarlier(first)),
            (Some(last), Some(value)) if goal > value => {
                Stage::Over(TimeSearchResult::EndsEarlier(last))
            }
            _ => {
                self.halve();
                return;
            }
        };
    }

    fn take_between(&mut self, from: u64, range: Range, bytes: &[u8]) {
        let is_known = range.start > from || from == self.low;
        let start = if is_known { LineStart::Known } else { LineStart::Unknown };
        let (lines, end) = self.lines_of(range, bytes, start);
        let valued: Vec<(TimedLine, i64)> =
            lines.iter().filter_map(|line| Some((*line, self.value(line)?))).collect();
        let hit = valued.iter().position(|(_, value)| *value >= self.goal);
        match hit {
            // What is before it in this piece is earlier, so there is no line between.
            Some(place) if place > 0 || from == self.low => {
                self.found = valued.get(place).map(|(line, _)| *line);
                return self.give();
            }
            Some(_) => {
                self.found = valued.first().map(|(line, _)| *line);
                self.high = from;
            }
            // Every line that begins before `high` was seen, of the last one at least its time.
            None if range.end() >= self.high + TIME => match valued.is_empty() {
                true => self.high = from,
                false => self.low = self.high,
            },
            None if !valued.is_empty() => self.low = end,
            None if end >= self.high => self.high = from,
            None => {
                let range = range.longer_at(end);
                self.stage = Stage::Between { from, range };
                return;
            }
        }
        self.halve();
    }

    /// Reads in the middle of what is left; or all of it, if that is little.
    fn halve(&mut self) {
        let left = self.high.saturating_sub(self.low);
        if left == 0 {
            return self.give();
        }
        // A piece in the middle of less might begin at `low` again, and end in the same line.
        let range = if left <= 2 * PIECE {
            // The last line begins before `high`, and its time is in its first bytes.
            Range { start: self.low, length: left + TIME }
        } else {
            Range { start: self.low + (left - PIECE) / 2, length: PIECE }
        };
        self.stage = Stage::Between { from: range.start, range };
    }

    fn give(&mut self) {
        let found =
            self.found.map(TimeSearchResult::Line).or(self.last.map(TimeSearchResult::EndsEarlier));
        let found = found.or(self.first.map(TimeSearchResult::BeginsLater));
        self.stage = Stage::Over(found.unwrap_or(TimeSearchResult::NoTimes));
    }

    /// Milliseconds after the first time.
    fn value(&self, line: &TimedLine) -> Option<i64> {
        line.time.since(&self.first?.time, BACK)
    }

    /// How long after the log's first time the wanted one is; the last is `last` after it.
    fn goal_after(&self, first: &LineTime, last: i64) -> Option<i64> {
        let wanted = self.wanted;
        let ahead_of =
            |millis: i64| i64::from((self.ahead)(&LineTime { millis, ..*first })) * 60_000;
        // Both as a clock shows them: the one in the zone that was asked for.
        let zone = wanted.zone.map(|minutes| i64::from(minutes) * 60_000);
        let shown_first = match first.zone {
            Some(_) => first.millis.saturating_add(zone.unwrap_or(ahead_of(first.millis))),
            None => first.millis,
        };
        let shown = wanted.millis.saturating_add(zone.unwrap_or(0));
        match (wanted.origin, first.origin) {
            (Origin::Epoch, Origin::Epoch) => Some(match (first.zone, zone) {
                // Summer may have ended since the log began.
                (Some(_), None) => shown - ahead_of(shown) - first.millis,
                _ => shown - shown_first,
            }),
            (Origin::Epoch, Origin::UnknownYear) => {
                let after = of_some_year(shown)? - shown_first;
                let next = after + YEAR * DAY;
                // It is of the next year if that is nearer to the log's end than this to its beginning.
                Some(if after < 0 && next - last < -after { next } else { after })
            }
            _ => {
                let time = shown.rem_euclid(DAY);
                let after = time - shown_first.rem_euclid(DAY);
                let is_turned =
                    first.origin == Origin::Epoch && first.zone.is_some() && zone.is_none();
                let on_day = |day: i64| {
                    let goal = after + day * DAY;
                    // The reader's clock may have been turned since the log began.
                    let turned =
                        || ahead_of(first.millis.saturating_add(goal)) - ahead_of(first.millis);
                    if is_turned { goal - turned() } else { goal }
                };
                // Of several days the last one on which the log has this time; a turned clock may
                // make that one more or less.
                let day = (last - after).div_euclid(DAY);
                let days = [day + 1, day, day - 1];
                let day = days.into_iter().find(|day| on_day(*day) <= last).unwrap_or(day - 1);
                let (latest, next) = (on_day(day), on_day(day + 1));
                let is_nearer_after = latest < 0 && next - last < -latest;
                Some(if is_nearer_after { next } else { latest })
            }
        }
    }

    /// The lines with times in `range`, and where the first line begins that is not whole.
    fn lines_of(&self, range: Range, bytes: &[u8], start: LineStart) -> (Vec<TimedLine>, u64) {
        let assembler = match start {
            LineStart::Known => Assembler::at_line_start(range.start),
            LineStart::Unknown => Assembler::starting_at(range.start),
        };
        let mut assembler = assembler.with_encoding(self.encoding);
        let mut lines = assembler.push(bytes);
        let is_end = range.start + bytes.len() as u64 >= self.length;
        if is_end || assembler.n_pending() as u64 >= TIME {
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

/// The same moment, counted from the beginning of its year.
fn of_some_year(millis: i64) -> Option<i64> {
    let civil = civil_from_days(millis.div_euclid(DAY));
    let day = days_from_civil(1971, civil.month.into(), civil.day.min(28).into())?
        - days_from_civil(1971, 1, 1)?
        + i64::from(civil.day.saturating_sub(28));
    Some(day * DAY + millis.rem_euclid(DAY))
}

#[cfg(test)]
mod tests;
