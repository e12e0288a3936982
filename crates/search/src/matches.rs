//! The matches of one pattern, or the lines that match it, in a range of the log that grows at both
//! ends.
//!
//! A match is one number. Where a line looks as it is written, it is the byte at which the match
//! begins; elsewhere it is the byte at which the row begins plus the number of matches before it in
//! the row. So it is always within its row, and no two are equal. A matching line is the byte at which
//! it begins.
//!
//! Millions of matches are stored in four bytes each. More than that are only counted.

mod scan;

use crate::pattern::Pattern;
use crate::sections::{Section, within};
use scan::{FirstRow, Resume, ScanResult};
use std::collections::VecDeque;

/// The most matches that are stored.
const CAPACITY: usize = 4_000_000;
/// Appended blocks are joined up to this size.
const CHUNK: u64 = 4 << 20;

/// What counts as a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// Every match.
    Matches,
    /// Every line that matches, or row of a very long line; an empty match counts.
    Lines,
}

/// The matches in one block.
#[derive(Debug, Clone, Default)]
struct Chunk {
    from: u64,
    to: u64,
    /// In bytes from `from`, in order; fewer than `n` if the set was full.
    at: Vec<u32>,
    n: u64,
}

/// The matches so far.
#[derive(Debug, Clone)]
pub(crate) struct MatchSet {
    pub(crate) pattern: Pattern,
    unit: Unit,
    chunks: VecDeque<Chunk>,
    /// The matches in the unfinished line.
    tail: Vec<u64>,
    n: u64,
    n_stored: usize,
    capacity: usize,
    /// How to continue after the last block.
    resume: Resume,
    /// The matches at the beginning of the first block.
    first_row: FirstRow,
}

/// A match and its place among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    /// A byte of its row, a different one for each match.
    pub at: u64,
    /// How many matches are before it in the searched range.
    pub n_before: u64,
}

impl MatchSet {
    pub(crate) fn new(pattern: Pattern) -> Self {
        Self {
            pattern,
            unit: Unit::Matches,
            chunks: VecDeque::new(),
            tail: Vec::new(),
            n: 0,
            n_stored: 0,
            capacity: CAPACITY,
            resume: Resume::default(),
            first_row: FirstRow::default(),
        }
    }

    /// Collects matching lines instead of matches.
    pub(crate) fn of_lines(pattern: Pattern) -> Self {
        Self { unit: Unit::Lines, ..Self::new(pattern) }
    }

    /// How many matches there are.
    pub(crate) fn len(&self) -> u64 {
        self.n + self.tail.len() as u64
    }

    /// How far the last match reaches into the unfinished line.
    pub(crate) fn reach(&self) -> usize {
        self.resume.skip
    }

    /// Whether some matches are only counted.
    pub(crate) fn is_capped(&self) -> bool {
        self.n > self.n_stored as u64
    }

    /// The first byte of the searched range, if there is one.
    pub(crate) fn low(&self) -> Option<u64> {
        self.chunks.front().map(|chunk| chunk.from)
    }

    /// Searches the block `from..to`, except for bytes that were searched before.
    pub(crate) fn take(&mut self, from: u64, to: u64, sections: &[Section<'_>]) {
        let low = self.low().unwrap_or(to);
        let high = self.chunks.back().map_or(to, |chunk| chunk.to);
        if from < low {
            self.take_before(from, low.min(to), &within(sections, from, low));
        }
        if to > high {
            self.take_after(from.max(high), to, &within(sections, high, to));
        }
    }

    /// Searches the block `from..to`, which is before all others.
    fn take_before(&mut self, from: u64, to: u64, sections: &[Section<'_>]) {
        let found = self.scan(sections, Resume::default());
        if self.chunks.is_empty() {
            self.resume = found.resume;
        }
        self.remove_overlapping(found.resume);
        self.first_row = found.first_row;
        let chunk = self.chunk(from, to, &found.at);
        self.chunks.push_front(chunk);
    }

    /// Removes the matches of the first block that overlap one that begins before it.
    fn remove_overlapping(&mut self, resume: Resume) {
        let Some(next) = self.chunks.front_mut().filter(|next| resume.at == next.from) else {
            return;
        };
        let n = self.first_row.starts.partition_point(|from| *from < resume.skip);
        let n_stored = n.min(next.at.len());
        next.at.drain(..n_stored);
        if self.first_row.is_rendered {
            // The other matches of the row have fewer matches before them now.
            let rest = self.first_row.starts.len() - n;
            next.at.iter_mut().take(rest).for_each(|at| *at -= n as u32);
        }
        next.n -= n as u64;
        self.n -= n as u64;
        self.n_stored -= n_stored;
    }

    /// Searches the block `from..to`, which is after all others.
    fn take_after(&mut self, from: u64, to: u64, sections: &[Section<'_>]) {
        let found = self.scan(sections, self.resume);
        self.resume = found.resume;
        if self.chunks.is_empty() {
            self.first_row = found.first_row;
        }
        let chunk = self.chunk(from, to, &found.at);
        match self.chunks.back_mut() {
            Some(last) if last.to == from && to - last.from <= CHUNK => {
                let by = (from - last.from) as u32;
                // Once a chunk is only counted, it stays so: its positions must have no hole.
                if last.at.len() as u64 == last.n {
                    last.at.extend(chunk.at.iter().map(|at| at + by));
                } else {
                    self.n_stored -= chunk.at.len();
                }
                last.n += chunk.n;
                last.to = to;
            }
            _ => self.chunks.push_back(chunk),
        }
    }

    /// Replaces the matches in the unfinished line.
    pub(crate) fn take_tail(&mut self, sections: &[Section<'_>]) {
        self.tail = self.scan(sections, self.resume).at;
    }

    fn scan(&self, sections: &[Section<'_>], resume: Resume) -> ScanResult {
        match self.unit {
            Unit::Matches => self.find(sections, resume),
            Unit::Lines => self.find_lines(sections),
        }
    }

    fn chunk(&mut self, from: u64, to: u64, found: &[u64]) -> Chunk {
        let n = found.len() as u64;
        let room = self.capacity.saturating_sub(self.n_stored);
        let at: Vec<u32> = found.iter().take(room).map(|at| (at - from) as u32).collect();
        self.n += n;
        self.n_stored += at.len();
        Chunk { from, to, at, n }
    }

    /// The first match at byte `from` or after it.
    pub(crate) fn next(&self, from: u64) -> Option<Match> {
        let mut before = 0;
        for chunk in &self.chunks {
            if chunk.to > from {
                let index = chunk.at.partition_point(|at| chunk.from + u64::from(*at) < from);
                if let Some(at) = chunk.at.get(index) {
                    let at = chunk.from + u64::from(*at);
                    return Some(Match { at, n_before: before + index as u64 });
                }
            }
            before += chunk.n;
        }
        let index = self.tail.partition_point(|at| *at < from);
        self.tail.get(index).map(|at| Match { at: *at, n_before: before + index as u64 })
    }

    /// The last match before byte `to`.
    pub(crate) fn previous(&self, to: u64) -> Option<Match> {
        let mut before = self.n;
        let index = self.tail.partition_point(|at| *at < to);
        if let Some(at) = index.checked_sub(1).and_then(|index| self.tail.get(index)) {
            return Some(Match { at: *at, n_before: before + index as u64 - 1 });
        }
        for chunk in self.chunks.iter().rev() {
            before -= chunk.n;
            if chunk.from < to {
                let index = chunk.at.partition_point(|at| chunk.from + u64::from(*at) < to);
                if let Some((index, at)) =
                    index.checked_sub(1).and_then(|index| Some((index, chunk.at.get(index)?)))
                {
                    let at = chunk.from + u64::from(*at);
                    return Some(Match { at, n_before: before + index as u64 });
                }
            }
        }
        None
    }

    /// How many matches begin in `from..to`.
    pub(crate) fn count_in(&self, from: u64, to: u64) -> u64 {
        let before = |byte| self.next(byte).map_or(self.len(), |found| found.n_before);
        before(to).saturating_sub(before(from))
    }

    /// All stored matches, in order.
    #[cfg(test)]
    pub(crate) fn all(&self) -> Vec<u64> {
        let stored = self.chunks.iter();
        let stored = stored.flat_map(|c| c.at.iter().map(|at| c.from + u64::from(*at)));
        stored.chain(self.tail.iter().copied()).collect()
    }

    #[cfg(test)]
    pub(crate) fn with_capacity(mut self, capacity: usize) -> Self {
        self.capacity = capacity;
        self
    }
}
