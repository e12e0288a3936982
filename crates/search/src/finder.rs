//! A log that is looked through: what was found in it, and which bytes are wanted next.
//!
//! The log is read from its end to its beginning, since people look at the end, and on as it grows.
//! Whoever holds this asks [`want`](Finder::want) and feeds what it names, in that order; several may
//! be asked for before the first is there. Another pattern begins again at the end, first with the
//! bytes that were kept.

mod told;

use crate::filter::{Filter, Filtered, Row};
use crate::hits::{Hit, Hits};
use crate::index::Index;
use crate::kept::Kept;
use crate::parts::{Block, Part, parts};
use crate::pattern::Pattern;
use crate::scanner::{Scanner, Sink};
use jobshelf_log::{Encoding, Level};

pub use told::{Direction, Found, Next, State};

/// So much is asked for at once.
const PIECE: u64 = 4 << 20;
/// The first piece is small, so that something is found soon.
const FIRST: u64 = 512 << 10;

/// A log that is looked through.
#[derive(Debug, Clone)]
pub struct Finder {
    encoding: Encoding,
    total: u64,
    scanner: Scanner,
    index: Index,
    hits: Option<Hits>,
    /// Lines that are errors by an expression of the reader's own, rather than by what they say.
    own: Option<Hits>,
    /// Own errors in lines that begin before this byte are no news.
    told: u64,
    filtered: Option<Filtered>,
    /// So many editions of filtered lines there were before.
    editions: u64,
    kept: Kept,
    /// All of it was given or asked for.
    asked: (u64, u64),
    /// The unfinished line that was looked through last, and how far a match reached into it.
    seen_tail: (u64, usize, usize),
}

impl Finder {
    /// A log of `total` bytes.
    pub fn new(total: u64, encoding: Encoding) -> Self {
        Self {
            encoding,
            total,
            scanner: Scanner::at(total, encoding),
            index: Index::default(),
            hits: None,
            own: None,
            told: total,
            filtered: None,
            editions: 0,
            kept: Kept::default(),
            asked: (total, total),
            seen_tail: (0, 0, 0),
        }
    }

    /// Looks for another pattern, from the end on.
    pub fn look_for(&mut self, pattern: Pattern) {
        self.hits = Some(Hits::new(pattern));
        self.begin_anew();
    }

    /// Calls those lines errors that the pattern matches in, found from the end on; without one those
    /// that say that something went wrong, which are known already as far as the log was read.
    pub fn judge_by(&mut self, pattern: Option<Pattern>) {
        self.own = pattern.map(Hits::of_lines);
        self.told = self.total;
        if self.own.is_some() {
            self.begin_anew();
        }
    }

    /// Collects the lines that pass another filter, from the end on; or none any more.
    pub fn filter(&mut self, filter: Option<Filter>) {
        // No edition of another filter's lines is one of this one's.
        self.editions = self.filtered.as_ref().map_or(self.editions, Filtered::edition) + 1;
        self.filtered = filter.map(|filter| Filtered::new(filter, self.editions));
        if self.filtered.is_some() {
            self.begin_anew();
        }
    }

    /// Looks through the log once more, from the unfinished line back. What was found of something else
    /// in it stays, and is not found twice.
    fn begin_anew(&mut self) {
        let end = self.kept.end().unwrap_or(self.total);
        let again = self.scanner.again();
        self.scanner = again.unwrap_or_else(|| Scanner::at(end, self.encoding));
        self.seen_tail = (0, 0, 0);
        self.look_at_tail();
        self.ask_again();
    }

    /// Looks for nothing any more but what every log has: errors and lines.
    pub fn forget_pattern(&mut self) {
        self.hits = None;
    }

    /// The log has `total` bytes by now.
    pub fn grow(&mut self, total: u64) {
        if total > self.total && self.has_nothing() {
            // Its length was not known before: the newest comes first all the same.
            self.scanner.move_to(total);
            self.asked = (total, total);
            self.told = self.told.max(total);
        }
        self.total = self.total.max(total);
    }

    /// Nothing was given, and nothing asked for.
    fn has_nothing(&self) -> bool {
        let here = self.scanner.bottom();
        here == self.scanner.top() && self.asked == (here, here) && self.kept.end().is_none()
    }

    /// What was asked for and has not come is asked for again.
    pub fn ask_again(&mut self) {
        self.asked = (self.scanner.bottom(), self.scanner.top());
    }

    /// What is wanted next. What it names counts as asked for.
    pub fn want(&mut self) -> Next {
        let (low, high) = self.asked;
        if high < self.total {
            let to = self.total.min(high + PIECE);
            self.asked.1 = to;
            return Next::Fetch { from: high, to };
        }
        if low == 0 {
            return Next::Nothing;
        }
        if self.kept.ending_at(low).is_some() {
            return if low == self.scanner.bottom() { Next::Advance } else { Next::Nothing };
        }
        let is_first = self.scanner.bottom() == self.scanner.top() && low == self.scanner.bottom();
        let from = low.saturating_sub(if is_first { FIRST } else { PIECE });
        self.asked.0 = from;
        Next::Fetch { from, to: low }
    }

    /// Looks through a piece that was kept.
    pub fn advance(&mut self) {
        let Some((from, piece)) = self.kept.ending_at(self.scanner.bottom()) else { return };
        let mut sink = Taking {
            encoding: self.encoding,
            index: &mut self.index,
            hits: [&mut self.hits, &mut self.own],
            filtered: &mut self.filtered,
        };
        self.scanner.give_before(piece, &mut sink);
        self.asked.0 = from;
        self.look_at_tail();
    }

    /// Takes bytes of the log that begin at `from`, in the order that they were asked for, or as the
    /// log grows. What is here already is passed over, and so is what does not touch it. Tells whether
    /// it goes on where that ends, or begins before.
    pub fn feed(&mut self, from: u64, bytes: &[u8]) -> bool {
        let to = from + bytes.len() as u64;
        self.grow(to);
        let (bottom, top) = (self.scanner.bottom(), self.scanner.top());
        let mut sink = Taking {
            encoding: self.encoding,
            index: &mut self.index,
            hits: [&mut self.hits, &mut self.own],
            filtered: &mut self.filtered,
        };
        if to == bottom && from < bottom {
            self.kept.take(from, bytes);
            self.scanner.give_before(bytes, &mut sink);
        } else if from <= top && to > top {
            let new = bytes.get((top - from) as usize..).unwrap_or_default();
            self.kept.take(top, new);
            self.scanner.give_after(new, &mut sink);
        } else {
            return from <= top;
        }
        self.asked =
            (self.asked.0.min(self.scanner.bottom()), self.asked.1.max(self.scanner.top()));
        self.look_at_tail();
        true
    }

    fn look_at_tail(&mut self) {
        if self.scanner.bottom() == 0 {
            self.index.begin();
            if let Some(filtered) = &mut self.filtered {
                filtered.begin();
            }
        }
        let Some((from, tail)) = self.scanner.tail() else { return };
        let seen = (from, tail.len(), self.hits.as_ref().map_or(0, Hits::reach));
        if self.seen_tail == seen {
            return;
        }
        self.seen_tail = seen;
        let whole = self.encoding.complete_prefix(tail);
        let continues = self.scanner.tail_continues();
        let parts = if whole.is_empty() && !tail.is_empty() {
            // A line of which no character is whole yet is one none the less.
            vec![Part::Drawn {
                at: from,
                text: String::new(),
                raw: &[],
                ahead: String::new(),
                continues,
            }]
        } else {
            parts(&Block { from, bytes: whole, ahead: &[], continues }, self.encoding)
        };
        self.index.take_tail(from, &parts);
        for hits in [&mut self.hits, &mut self.own].into_iter().flatten() {
            hits.take_tail(&parts);
        }
        if let Some(filtered) = &mut self.filtered {
            filtered.take_tail(&parts);
        }
    }

    /// How far it is.
    pub fn state(&self) -> State {
        let (hits, filtered) = (self.hits.as_ref(), self.filtered.as_ref());
        let bottom = self.scanner.looked_through_from();
        let is_counted = self.index.low() == Some(0);
        State {
            searched: self.scanner.top() - hits.and_then(Hits::low).unwrap_or(bottom).min(bottom),
            filtered: self.scanner.top()
                - filtered.and_then(Filtered::low).unwrap_or(bottom).min(bottom),
            passed: filtered.map_or(0, Filtered::len),
            edition: filtered.map_or(0, Filtered::edition),
            has_all_lines: !filtered.is_some_and(Filtered::is_capped),
            total: self.total,
            matches: hits.map_or(0, Hits::len),
            is_capped: hits.is_some_and(Hits::is_capped),
            judged: self.judged(),
            errors: match &self.own {
                Some(own) => own.len() as usize,
                None => self.index.count_of(Level::Error),
            },
            lines: is_counted.then(|| self.index.n_lines()),
        }
    }

    /// How many bytes at the log's end were looked through for errors.
    fn judged(&self) -> u64 {
        let low = match &self.own {
            // Where the log begins there may be no line.
            Some(own) => own.low().or((self.scanner.bottom() == 0).then_some(0)),
            None => self.index.low(),
        };
        low.map_or(0, |low| self.scanner.top().saturating_sub(low))
    }

    /// The match that is nearest to byte `from`.
    pub fn step(&self, from: u64, direction: Direction) -> Option<Found> {
        let hits = self.hits.as_ref()?;
        let hit = match direction {
            Direction::Onward => hits.next(from),
            Direction::Back => hits.previous(from),
        };
        hit.map(|Hit { at, before }| Found { at, before })
    }

    /// The error that is nearest to byte `from`: the first line of each run of them, or every line that
    /// is one by an expression.
    pub fn step_error(&self, from: u64, direction: Direction) -> Option<u64> {
        match (&self.own, direction) {
            (Some(own), Direction::Onward) => own.next(from).map(|hit| hit.at),
            (Some(own), Direction::Back) => own.previous(from).map(|hit| hit.at),
            (None, Direction::Onward) => self.index.next_stop(Level::Error, from),
            (None, Direction::Back) => self.index.previous_stop(Level::Error, from),
        }
    }

    /// How many lines that ended since this was last asked are errors by the reader's expression.
    pub fn fresh_errors(&mut self) -> u64 {
        let (Some(own), Some(end)) = (&self.own, self.scanner.line_start()) else { return 0 };
        let n = own.count_in(self.told, end);
        self.told = self.told.max(end);
        n
    }

    /// Whether a line of this text is an error by the reader's expression.
    pub fn is_own_error(&self, text: &str) -> bool {
        self.own.as_ref().is_some_and(|own| own.pattern.is_in(text.as_bytes()))
    }

    /// How many matches begin in `from..to`.
    pub fn count_in(&self, from: u64, to: u64) -> u64 {
        self.hits.as_ref().map_or(0, |hits| hits.count_in(from, to))
    }

    /// Of each of `n` parts of the log that are alike the first match in it.
    pub fn ticks(&self, n: u32) -> Vec<u64> {
        let hits = self.hits.as_ref();
        self.spread(n, |from| Some(hits?.next(from)?.at))
    }

    /// The same with the lines of `level`.
    pub fn ticks_of(&self, level: Level, n: u32) -> Vec<u64> {
        self.spread(n, |from| match level {
            Level::Error => self.step_error(from, Direction::Onward),
            _ => self.index.next_stop(level, from),
        })
    }

    fn spread(&self, n: u32, next: impl Fn(u64) -> Option<u64>) -> Vec<u64> {
        let size = self.total.div_ceil(u64::from(n.max(1))).max(1);
        let mut ticks = Vec::new();
        let mut from = 0;
        while let Some(at) = next(from) {
            ticks.push(at);
            from = (at / size + 1) * size;
        }
        ticks
    }

    /// Where the pattern matches in a text of one line, in bytes.
    pub fn mark(&self, text: &str) -> Vec<(usize, usize)> {
        let mut ranges = Vec::new();
        if let Some(hits) = &self.hits {
            hits.pattern.find_in_line(text.as_bytes(), &mut |from, to| ranges.push((from, to)));
        }
        ranges
    }

    /// The lines that are shown, in order: where each begins, its bytes, its number if that is known,
    /// and whether it passes itself.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &[u8], Option<u64>, bool)> {
        let rows = self.filtered.iter().flat_map(Filtered::rows);
        rows.map(|(Row { at, raw, passes, .. }, number)| (*at, &**raw, number, *passes))
    }

    /// A byte of `from..=to` at which a line begins, and how many lines are before it, once that
    /// is known.
    pub fn point_in(&self, from: u64, to: u64) -> Option<(u64, u64)> {
        self.index.point_in(from, to)
    }

    /// With less of a line that may wait for its end, so that tests need no logs of many megabytes.
    #[doc(hidden)]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.scanner = self.scanner.with_limit(limit);
        self
    }

    /// How many bytes wait for the rest of their line.
    #[cfg(test)]
    pub(crate) fn n_waiting(&self) -> usize {
        self.scanner.n_waiting()
    }

    #[cfg(test)]
    pub(crate) fn hits(&self) -> Vec<u64> {
        self.hits.as_ref().map(Hits::all).unwrap_or_default()
    }
}

/// Where the blocks of a scan go.
struct Taking<'a> {
    encoding: Encoding,
    index: &'a mut Index,
    /// Matches, and lines that are errors by an expression.
    hits: [&'a mut Option<Hits>; 2],
    filtered: &'a mut Option<Filtered>,
}

impl Sink for Taking<'_> {
    fn take(&mut self, block: Block<'_>) {
        let to = block.from + block.bytes.len() as u64;
        let parts = parts(&block, self.encoding);
        self.index.take(block.from, to, &parts);
        for hits in self.hits.iter_mut().filter_map(|hits| hits.as_mut()) {
            hits.take(block.from, to, &parts);
        }
        if let Some(filtered) = self.filtered {
            filtered.take(block.from, to, &parts);
        }
    }
}
