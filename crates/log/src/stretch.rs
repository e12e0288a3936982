//! Lines of a log that stand one after the other, and the bytes they cover.
//!
//! Invariant: the lines cover `from..to` without a hole; `before` is right or unknown.

use super::line::Line;

/// A loaded part of a log.
#[derive(Debug, Clone, Default)]
pub(super) struct Stretch {
    /// The byte that its first line begins at.
    pub(super) from: u64,
    /// The first byte after its last line.
    pub(super) to: u64,
    /// How many lines of the log are before it, if that is known.
    pub(super) before: Option<u64>,
    /// Its lines; only the stretch at the log's end may have none.
    pub(super) lines: Vec<Line>,
}

/// Bytes of a log that are not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    /// The first byte that is missing.
    pub(super) from: u64,
    /// The first byte that is here again.
    pub(super) to: u64,
    /// How many lines they are: known of what was here once.
    pub(super) lines: Option<u64>,
}

impl Stretch {
    /// An empty one, where a line begins at byte `from`.
    pub(super) fn at(from: u64) -> Self {
        Self { from, to: from, before: (from == 0).then_some(0), lines: Vec::new() }
    }

    /// The number of its last line, if it is known.
    pub(super) fn last_number(&self) -> Option<u64> {
        self.before.map(|before| before + self.lines.len() as u64)
    }

    /// Takes the lines that follow, up to byte `to`; gives what they weigh.
    pub(super) fn extend(&mut self, mut lines: Vec<Line>, to: u64) -> usize {
        let weight = lines.iter().map(Line::weight).sum();
        self.lines.append(&mut lines);
        self.to = to;
        weight
    }

    /// Takes in the stretch that begins where this one ends.
    pub(super) fn join(&mut self, mut next: Self) {
        let own = self.lines.len() as u64;
        let before = next.before.and_then(|before| before.checked_sub(own));
        self.before = self.before.or(before);
        self.lines.append(&mut next.lines);
        self.to = next.to;
    }

    /// Lets go of the lines that begin outside of `from..to`.
    pub(super) fn keep(&mut self, from: u64, to: u64) {
        let end = self.lines.partition_point(|line| line.offset < to);
        if let Some(line) = self.lines.get(end) {
            self.to = line.offset;
        }
        self.lines.truncate(end);
        let first = self.lines.partition_point(|line| line.offset < from);
        self.lines.drain(..first);
        self.before = self.before.map(|before| before + first as u64);
        self.from = self.lines.first().map_or(self.to, |line| line.offset);
    }

    /// Lets go of the lines that begin at byte `at` or after it, into a stretch of their own.
    pub(super) fn split_off(&mut self, at: u64) -> Self {
        let index = self.lines.partition_point(|line| line.offset < at);
        let mut rest = Self { to: self.to, ..Self::default() };
        rest.lines = self.lines.split_off(index);
        rest.from = rest.lines.first().map_or(self.to, |line| line.offset);
        self.to = rest.from;
        rest.before = self.last_number();
        rest
    }
}
