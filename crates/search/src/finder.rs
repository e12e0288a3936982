//! Searches one log: names the bytes that it needs next, and answers questions about the results.
//!
//! It reads the log from its end to its beginning, since people look at the end, and onward as the
//! log grows. The caller asks [`next_action`](Finder::next_action) and feeds the bytes that it
//! names, in that order; it may ask for several pieces before the first one arrives. Another
//! pattern starts again at the end, first with the bytes in the cache.

use crate::byte_cache::ByteCache;
use crate::filter::{Filter, Filtered, Row};
use crate::findings::Findings;
use crate::matches::{Match, MatchSet};
use crate::pattern::Pattern;
use crate::scanner::Scanner;
use jobshelf_log::{Encoding, Level};
use jobshelf_search_protocol::{FilteredLine, LineStart, NextAction, Progress};

/// The size of a piece.
const PIECE: u64 = 4 << 20;
/// The first piece is small, so that the first results appear soon.
const FIRST_PIECE: u64 = 512 << 10;

/// Where to look for the nearest match or error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// At a byte or after it.
    Forward,
    /// Before it.
    Backward,
}

/// A search of one log.
#[derive(Debug, Clone)]
pub struct Finder {
    total: u64,
    scanner: Scanner,
    findings: Findings,
    /// `take_new_errors` has counted the errors in lines that begin before this byte.
    errors_counted_to: u64,
    /// The last edition of filtered lines.
    last_edition: u64,
    cache: ByteCache,
    /// The range of bytes that were fed or requested.
    requested: (u64, u64),
    /// The unfinished line that was searched last, its length, and how far a match reached into it.
    searched_tail: (u64, usize, usize),
}

impl Finder {
    /// A search of a log of `total` bytes.
    pub fn new(total: u64, encoding: Encoding) -> Self {
        Self {
            total,
            scanner: Scanner::at(total, encoding),
            findings: Findings { encoding, ..Findings::default() },
            errors_counted_to: total,
            last_edition: 0,
            cache: ByteCache::default(),
            requested: (total, total),
            searched_tail: (0, 0, 0),
        }
    }

    /// Searches for another pattern, starting at the end.
    pub fn set_pattern(&mut self, pattern: Pattern) {
        self.findings.matches = Some(MatchSet::new(pattern));
        self.restart();
    }

    /// Searches for no pattern; errors and line numbers are found all the same.
    pub fn clear_pattern(&mut self) {
        self.findings.matches = None;
    }

    /// Treats the lines that the pattern matches as errors, starting at the end. Without a pattern,
    /// errors are the lines whose words say so, and those are known as far as the log was read.
    pub fn set_error_pattern(&mut self, pattern: Option<Pattern>) {
        self.findings.error_matches = pattern.map(MatchSet::of_lines);
        self.errors_counted_to = self.total;
        if self.findings.error_matches.is_some() {
            self.restart();
        }
    }

    /// Collects the lines that pass another filter, starting at the end; or stops collecting.
    pub fn set_filter(&mut self, filter: Option<Filter>) {
        // Two filters share no edition.
        let filtered = &mut self.findings.filtered;
        self.last_edition = filtered.as_ref().map_or(self.last_edition, Filtered::edition) + 1;
        *filtered = filter.map(|filter| Filtered::new(filter, self.last_edition));
        if filtered.is_some() {
            self.restart();
        }
    }

    /// Searches the log once more, from the unfinished line backward. Results of other kinds stay
    /// and are not found twice.
    fn restart(&mut self) {
        let end = self.cache.end().unwrap_or(self.total);
        let restarted = self.scanner.restarted();
        self.scanner = restarted.unwrap_or_else(|| Scanner::at(end, self.findings.encoding));
        self.searched_tail = (0, 0, 0);
        self.search_tail();
        self.retry_pending();
    }

    /// The log has grown to `total` bytes.
    pub fn grow(&mut self, total: u64) {
        if total > self.total && self.is_untouched() {
            // The length was unknown until now: the newest bytes still come first.
            self.scanner.move_to(total);
            self.requested = (total, total);
            self.errors_counted_to = self.errors_counted_to.max(total);
        }
        self.total = self.total.max(total);
    }

    /// No bytes were fed or requested.
    fn is_untouched(&self) -> bool {
        let here = self.scanner.start();
        let is_empty = here == self.scanner.end() && self.cache.end().is_none();
        is_empty && self.requested == (here, here)
    }

    /// Requests all bytes again that were requested and did not arrive.
    pub fn retry_pending(&mut self) {
        self.requested = (self.scanner.start(), self.scanner.end());
    }

    /// Names the next action of the caller; bytes that it names count as requested. If the next
    /// bytes are in the cache, it searches them and asks the caller to call it again.
    pub fn next_action(&mut self) -> NextAction {
        let (low, high) = self.requested;
        if high < self.total {
            let to = self.total.min(high + PIECE);
            self.requested.1 = to;
            return NextAction::Fetch { from: high, to };
        }
        if low == 0 {
            return NextAction::Idle;
        }
        if let Some((from, piece)) = self.cache.ending_at(low) {
            if low != self.scanner.start() {
                return NextAction::Idle;
            }
            self.scanner.prepend(piece, &mut self.findings);
            self.requested.0 = from;
            self.search_tail();
            return NextAction::AskAgain;
        }
        let is_first = self.scanner.start() == self.scanner.end() && low == self.scanner.start();
        let from = low.saturating_sub(if is_first { FIRST_PIECE } else { PIECE });
        self.requested.0 = from;
        NextAction::Fetch { from, to: low }
    }

    /// Takes bytes of the log that begin at `from`, in the order of the requests or as the log
    /// grows. Skips bytes that it has, and bytes that do not touch those. Returns whether no byte is
    /// missing before them.
    pub fn feed(&mut self, from: u64, bytes: &[u8]) -> bool {
        let to = from + bytes.len() as u64;
        self.grow(to);
        let (start, end) = (self.scanner.start(), self.scanner.end());
        if to == start && from < start {
            self.cache.insert(from, bytes);
            self.scanner.prepend(bytes, &mut self.findings);
        } else if from <= end && to > end {
            let new = bytes.get((end - from) as usize..).unwrap_or_default();
            self.cache.insert(end, new);
            self.scanner.append(new, &mut self.findings);
        } else {
            return from <= end;
        }
        let (low, high) = self.requested;
        self.requested = (low.min(self.scanner.start()), high.max(self.scanner.end()));
        self.search_tail();
        true
    }

    fn search_tail(&mut self) {
        if self.scanner.start() == 0 {
            self.findings.begin();
        }
        let Some((from, tail)) = self.scanner.tail() else { return };
        let reach = self.findings.matches.as_ref().map_or(0, MatchSet::reach);
        let searched = (from, tail.len(), reach);
        if self.searched_tail != searched {
            self.searched_tail = searched;
            self.findings.set_tail(from, tail, self.scanner.tail_continues());
        }
    }

    /// Returns how far the search is.
    pub fn progress(&self) -> Progress {
        let Findings { index, matches, error_matches, filtered, .. } = &self.findings;
        let (matches, filtered) = (matches.as_ref(), filtered.as_ref());
        let start = self.scanner.searched_from();
        let searched_from = |low: Option<u64>| self.scanner.end() - low.unwrap_or(start).min(start);
        let is_counted = index.low() == Some(0);
        Progress {
            total: self.total,
            searched: searched_from(matches.and_then(MatchSet::low)),
            matches: matches.map_or(0, MatchSet::len),
            is_capped: matches.is_some_and(MatchSet::is_capped),
            lines: is_counted.then(|| index.n_lines()),
            classified: self.classified(),
            errors: match error_matches {
                Some(errors) => errors.len(),
                None => index.count_of(Level::Error) as u64,
            },
            filtered: searched_from(filtered.and_then(Filtered::low)),
            passed: filtered.map_or(0, Filtered::len),
            has_all_lines: !filtered.is_some_and(Filtered::is_capped),
            edition: filtered.map_or(0, Filtered::edition),
        }
    }

    /// How many bytes at the end of the log were searched for errors.
    fn classified(&self) -> u64 {
        let low = match &self.findings.error_matches {
            // A log whose beginning was read may still have no complete line.
            Some(errors) => errors.low().or((self.scanner.start() == 0).then_some(0)),
            None => self.findings.index.low(),
        };
        low.map_or(0, |low| self.scanner.end().saturating_sub(low))
    }

    /// Returns the match nearest to byte `from`.
    pub fn nearest_match(&self, from: u64, direction: Direction) -> Option<Match> {
        let matches = self.findings.matches.as_ref()?;
        match direction {
            Direction::Forward => matches.next(from),
            Direction::Backward => matches.previous(from),
        }
    }

    /// Returns the error nearest to byte `from`: the first line of a run of errors, or any line that
    /// matches the error pattern.
    pub fn nearest_error(&self, from: u64, direction: Direction) -> Option<u64> {
        let index = &self.findings.index;
        match (&self.findings.error_matches, direction) {
            (Some(errors), Direction::Forward) => errors.next(from).map(|error| error.at),
            (Some(errors), Direction::Backward) => errors.previous(from).map(|error| error.at),
            (None, Direction::Forward) => index.next_run(Level::Error, from),
            (None, Direction::Backward) => index.previous_run(Level::Error, from),
        }
    }

    /// Returns how many lines that ended since the last call match the error pattern.
    pub fn take_new_errors(&mut self) -> u64 {
        let Some(end) = self.scanner.line_start() else { return 0 };
        let Some(errors) = &self.findings.error_matches else { return 0 };
        let n = errors.count_in(self.errors_counted_to, end);
        self.errors_counted_to = self.errors_counted_to.max(end);
        n
    }

    /// Returns whether a line of this text matches the error pattern.
    pub fn matches_error_pattern(&self, text: &str) -> bool {
        let errors = self.findings.error_matches.as_ref();
        errors.is_some_and(|errors| errors.pattern.is_in(text.as_bytes()))
    }

    /// Returns how many matches begin in `from..to`.
    pub fn count_matches(&self, from: u64, to: u64) -> u64 {
        self.findings.matches.as_ref().map_or(0, |matches| matches.count_in(from, to))
    }

    /// Divides the log into `n` equal parts and returns the first match of each.
    pub fn match_ticks(&self, n: u32) -> Vec<u64> {
        self.ticks(n, |from| self.nearest_match(from, Direction::Forward).map(|found| found.at))
    }

    /// Divides the log into `n` equal parts and returns the first line of `level` of each.
    pub fn level_ticks(&self, level: Level, n: u32) -> Vec<u64> {
        self.ticks(n, |from| match level {
            Level::Error => self.nearest_error(from, Direction::Forward),
            _ => self.findings.index.next_run(level, from),
        })
    }

    fn ticks(&self, n: u32, next: impl Fn(u64) -> Option<u64>) -> Vec<u64> {
        let size = self.total.div_ceil(u64::from(n.max(1))).max(1);
        let mut ticks = Vec::new();
        let mut from = 0;
        while let Some(at) = next(from) {
            ticks.push(at);
            from = (at / size + 1) * size;
        }
        ticks
    }

    /// Returns the byte ranges of the pattern's matches in the text of one line.
    pub fn highlight(&self, text: &str) -> Vec<(usize, usize)> {
        let mut ranges = Vec::new();
        if let Some(matches) = &self.findings.matches {
            matches.pattern.find_in_line(text.as_bytes(), &mut |from, to| ranges.push((from, to)));
        }
        ranges
    }

    /// Returns the lines that the filter shows, in order, each with its bytes.
    pub fn filtered_lines(&self) -> impl Iterator<Item = (FilteredLine, &[u8])> {
        let rows = self.findings.filtered.iter().flat_map(Filtered::rows);
        rows.map(|(Row { at, raw, passes, .. }, number)| {
            let length = u32::try_from(raw.len()).unwrap_or(u32::MAX);
            (FilteredLine { at: *at, length, number, is_context: !passes }, &**raw)
        })
    }

    /// Returns a byte of `from..=to` at which a line begins, once its number is known.
    pub fn line_start_in(&self, from: u64, to: u64) -> Option<LineStart> {
        self.findings.index.line_start_in(from, to)
    }

    /// Lowers the size at which a line is cut, so that tests need no logs of many megabytes.
    #[doc(hidden)]
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.scanner = self.scanner.with_limit(limit);
        self
    }

    /// How many bytes wait for the rest of their line.
    #[cfg(test)]
    pub(crate) fn n_pending(&self) -> usize {
        self.scanner.n_pending()
    }

    #[cfg(test)]
    pub(crate) fn match_bytes(&self) -> Vec<u64> {
        self.findings.matches.as_ref().map(MatchSet::all).unwrap_or_default()
    }
}
