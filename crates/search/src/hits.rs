//! The matches of one pattern, or the lines that have one, in a part of the log that grows at both
//! ends.
//!
//! A match is one number: the byte of the log that it begins at, where its line is drawn as it is
//! written; else the byte its row begins at plus how many matches of the row are before it. So it is
//! always within its row, and no two are the same. A line that has one is the byte it begins at.
//!
//! Millions are kept, each in four bytes. Beyond that they are only counted.

mod look;

use crate::parts::{Part, within};
use crate::pattern::Pattern;
use look::{First, Found, Resume};
use std::collections::VecDeque;

/// So many are kept.
const MOST: usize = 4_000_000;
/// Blocks that come at the end are joined up to this size.
const CHUNK: u64 = 4 << 20;

/// What of a log is a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Each match.
    Matches,
    /// Each line that has one, or row of a very long line; an empty match counts.
    Lines,
}

/// The matches in one block.
#[derive(Debug, Clone, Default)]
struct Chunk {
    from: u64,
    to: u64,
    /// In bytes from `from`, in order; fewer than `n` where no more could be kept.
    at: Vec<u32>,
    n: u64,
}

/// The matches found so far.
#[derive(Debug, Clone)]
pub(crate) struct Hits {
    pub(crate) pattern: Pattern,
    of: Of,
    chunks: VecDeque<Chunk>,
    /// Those of the unfinished line.
    tail: Vec<u64>,
    n: u64,
    n_kept: usize,
    most: usize,
    /// How to go on after the last block.
    resume: Resume,
    /// What the first block begins with.
    first: First,
}

/// A match among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) at: u64,
    /// How many are before it in what was searched.
    pub(crate) before: u64,
}

impl Hits {
    pub(crate) fn new(pattern: Pattern) -> Self {
        Self {
            pattern,
            of: Of::Matches,
            chunks: VecDeque::new(),
            tail: Vec::new(),
            n: 0,
            n_kept: 0,
            most: MOST,
            resume: Resume::default(),
            first: First::default(),
        }
    }

    /// The lines that have a match, rather than the matches.
    pub(crate) fn of_lines(pattern: Pattern) -> Self {
        Self { of: Of::Lines, ..Self::new(pattern) }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> u64 {
        self.n + self.tail.len() as u64
    }

    /// How far into the unfinished line the last match before it reaches.
    pub(crate) fn reach(&self) -> usize {
        self.resume.skip
    }

    /// Whether some of them were only counted.
    pub(crate) fn is_capped(&self) -> bool {
        self.n > self.n_kept as u64
    }

    /// Where what was searched begins, if it has a block.
    pub(crate) fn low(&self) -> Option<u64> {
        self.chunks.front().map(|chunk| chunk.from)
    }

    /// Takes the block `from..to`; what of it was searched already is passed over.
    pub(crate) fn take(&mut self, from: u64, to: u64, parts: &[Part<'_>]) {
        let low = self.low().unwrap_or(to);
        let high = self.chunks.back().map_or(to, |chunk| chunk.to);
        if from < low {
            self.take_before(from, low.min(to), &within(parts, from, low));
        }
        if to > high {
            self.take_after(from.max(high), to, &within(parts, high, to));
        }
    }

    /// Takes the block `from..to` that comes before all others.
    fn take_before(&mut self, from: u64, to: u64, parts: &[Part<'_>]) {
        let found = self.look(parts, Resume::default());
        if self.chunks.is_empty() {
            self.resume = found.resume;
        }
        self.pass_over(found.resume);
        self.first = found.first;
        let chunk = self.chunk(from, to, &found.at);
        self.chunks.push_front(chunk);
    }

    /// A match that goes on into the first block was found before it, if it was cut there.
    fn pass_over(&mut self, resume: Resume) {
        let Some(next) = self.chunks.front_mut().filter(|next| resume.at == next.from) else {
            return;
        };
        let n = self.first.starts.partition_point(|from| *from < resume.skip);
        let n_kept = n.min(next.at.len());
        next.at.drain(..n_kept);
        if self.first.is_drawn {
            // Those after them in their row have fewer before them now.
            let rest = self.first.starts.len() - n;
            next.at.iter_mut().take(rest).for_each(|at| *at -= n as u32);
        }
        next.n -= n as u64;
        self.n -= n as u64;
        self.n_kept -= n_kept;
    }

    /// Takes the block `from..to` that comes after all others.
    fn take_after(&mut self, from: u64, to: u64, parts: &[Part<'_>]) {
        let found = self.look(parts, self.resume);
        self.resume = found.resume;
        if self.chunks.is_empty() {
            self.first = found.first;
        }
        let chunk = self.chunk(from, to, &found.at);
        match self.chunks.back_mut() {
            Some(last) if last.to == from && to - last.from <= CHUNK => {
                let by = (from - last.from) as u32;
                // What is only counted is so for good: nothing after it is kept either.
                if last.at.len() as u64 == last.n {
                    last.at.extend(chunk.at.iter().map(|at| at + by));
                } else {
                    self.n_kept -= chunk.at.len();
                }
                last.n += chunk.n;
                last.to = to;
            }
            _ => self.chunks.push_back(chunk),
        }
    }

    /// What is found in the unfinished line, for now.
    pub(crate) fn take_tail(&mut self, parts: &[Part<'_>]) {
        self.tail = self.look(parts, self.resume).at;
    }

    fn look(&self, parts: &[Part<'_>], resume: Resume) -> Found {
        match self.of {
            Of::Matches => self.find(parts, resume),
            Of::Lines => self.find_lines(parts),
        }
    }

    fn chunk(&mut self, from: u64, to: u64, found: &[u64]) -> Chunk {
        let n = found.len() as u64;
        let room = self.most.saturating_sub(self.n_kept);
        let at: Vec<u32> = found.iter().take(room).map(|at| (at - from) as u32).collect();
        self.n += n;
        self.n_kept += at.len();
        Chunk { from, to, at, n }
    }

    /// The first match at byte `from` or after it.
    pub(crate) fn next(&self, from: u64) -> Option<Hit> {
        let mut before = 0;
        for chunk in &self.chunks {
            if chunk.to > from {
                let index = chunk.at.partition_point(|at| chunk.from + u64::from(*at) < from);
                if let Some(at) = chunk.at.get(index) {
                    let at = chunk.from + u64::from(*at);
                    return Some(Hit { at, before: before + index as u64 });
                }
            }
            before += chunk.n;
        }
        let index = self.tail.partition_point(|at| *at < from);
        self.tail.get(index).map(|at| Hit { at: *at, before: before + index as u64 })
    }

    /// The last match before byte `to`.
    pub(crate) fn previous(&self, to: u64) -> Option<Hit> {
        let mut before = self.n;
        let index = self.tail.partition_point(|at| *at < to);
        if let Some(at) = index.checked_sub(1).and_then(|index| self.tail.get(index)) {
            return Some(Hit { at: *at, before: before + index as u64 - 1 });
        }
        for chunk in self.chunks.iter().rev() {
            before -= chunk.n;
            if chunk.from < to {
                let index = chunk.at.partition_point(|at| chunk.from + u64::from(*at) < to);
                if let Some((index, at)) =
                    index.checked_sub(1).and_then(|index| Some((index, chunk.at.get(index)?)))
                {
                    let at = chunk.from + u64::from(*at);
                    return Some(Hit { at, before: before + index as u64 });
                }
            }
        }
        None
    }

    /// How many begin in `from..to`.
    pub(crate) fn count_in(&self, from: u64, to: u64) -> u64 {
        let before = |byte| self.next(byte).map_or(self.len(), |hit| hit.before);
        before(to).saturating_sub(before(from))
    }

    /// All that are kept, in order.
    #[cfg(test)]
    pub(crate) fn all(&self) -> Vec<u64> {
        let kept = self.chunks.iter();
        let kept = kept.flat_map(|c| c.at.iter().map(|at| c.from + u64::from(*at)));
        kept.chain(self.tail.iter().copied()).collect()
    }

    #[cfg(test)]
    pub(crate) fn keeping(mut self, most: usize) -> Self {
        self.most = most;
        self
    }
}
