//! Consecutive lines of a log, and the bytes that they cover.
//!
//! Invariant: the lines cover `from..to` without a gap; `before` is correct or unknown.

use super::line::Line;

/// A loaded part of a log.
#[derive(Debug, Clone, Default)]
pub(super) struct LineSegment {
    /// The byte at which its first line begins.
    pub(super) from: u64,
    /// The first byte after its last line.
    pub(super) to: u64,
    /// How many lines of the log begin before it, if that is known.
    pub(super) before: Option<u64>,
    /// Its lines, or rows of them. Only the segment at the end of the log may be empty.
    pub(super) lines: Vec<Line>,
    /// The indices of the rows that continue a line, in order.
    continuing: Vec<u32>,
    /// It ends within a line.
    pub(super) is_cut: bool,
}

/// Bytes of a log that are not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    /// The first byte that is missing.
    pub(super) from: u64,
    /// The first byte after the gap.
    pub(super) to: u64,
    /// How many lines it has, if they were loaded before.
    pub(super) lines: Option<u64>,
}

impl LineSegment {
    /// An empty segment at byte `from`, where a row begins.
    pub(super) fn at(from: u64) -> Self {
        Self { from, to: from, before: (from == 0).then_some(0), ..Self::default() }
    }

    /// How many lines begin in its first `n` rows.
    fn begun(&self, n: usize) -> usize {
        n - self.continuing.partition_point(|index| (*index as usize) < n)
    }

    /// How many lines begin in it.
    pub(super) fn n_lines(&self) -> usize {
        self.begun(self.lines.len())
    }

    /// The line number of row `index`, if it is known.
    pub(super) fn number(&self, index: usize) -> Option<u64> {
        self.before.map(|before| before + self.begun(index + 1) as u64)
    }

    /// The number of its last line, if it is known.
    pub(super) fn last_number(&self) -> Option<u64> {
        self.before.map(|before| before + self.n_lines() as u64)
    }

    /// The row at which line `number` begins.
    pub(super) fn row_of(&self, number: u64) -> Option<&Line> {
        let nth = usize::try_from(number.checked_sub(self.before? + 1)?).ok()?;
        let mut index = nth;
        for row in &self.continuing {
            if *row as usize > index {
                break;
            }
            index += 1;
        }
        self.lines.get(index)
    }

    /// Sets the line numbers: `before` lines begin before byte `at`, which is the beginning of a line.
    pub(super) fn set_number(&mut self, at: u64, before: u64) {
        let own = self.begun(self.lines.partition_point(|line| line.offset < at));
        self.before = before.checked_sub(own as u64);
    }

    /// Appends lines up to byte `to`, which may be within a line; returns their weight.
    pub(super) fn extend(&mut self, mut lines: Vec<Line>, to: u64, is_cut: bool) -> usize {
        let weight = lines.iter().map(Line::weight).sum();
        let known = self.lines.len();
        self.lines.append(&mut lines);
        (self.to, self.is_cut) = (to, is_cut);
        self.find_continuing(known);
        weight
    }

    /// Appends the segment that begins where this one ends.
    pub(super) fn join(&mut self, mut next: Self) {
        let own = self.n_lines() as u64;
        let before = next.before.and_then(|before| before.checked_sub(own));
        self.before = self.before.or(before);
        let known = self.lines.len();
        self.lines.append(&mut next.lines);
        (self.to, self.is_cut) = (next.to, next.is_cut);
        self.find_continuing(known);
    }

    /// Drops the lines that begin outside of `from..to`; returns whether there was one.
    pub(super) fn retain(&mut self, from: u64, to: u64) {
        let end = self.lines.partition_point(|line| line.offset < to);
        if let Some(line) = self.lines.get(end) {
            (self.to, self.is_cut) = (line.offset, line.continues);
        }
        self.lines.truncate(end);
        let first = self.lines.partition_point(|line| line.offset < from);
        self.before = self.before.map(|before| before + self.begun(first) as u64);
        self.lines.drain(..first);
        self.from = self.lines.first().map_or(self.to, |line| line.offset);
        self.find_continuing(0);
    }

    /// Splits off the lines that begin at byte `at` or after it.
    pub(super) fn split_off(&mut self, at: u64) -> Self {
        let index = self.lines.partition_point(|line| line.offset < at);
        let mut rest = Self { to: self.to, is_cut: self.is_cut, ..Self::default() };
        rest.lines = self.lines.split_off(index);
        rest.from = rest.lines.first().map_or(self.to, |line| line.offset);
        self.to = rest.from;
        self.is_cut = rest.lines.first().map_or(self.is_cut, |line| line.continues);
        self.find_continuing(self.lines.len());
        rest.find_continuing(0);
        rest.before = self.last_number();
        rest
    }

    /// Indexes the rows that continue a line; the first `known` rows are indexed already.
    fn find_continuing(&mut self, known: usize) {
        self.continuing.truncate(self.continuing.partition_point(|row| (*row as usize) < known));
        // `skip` would step over every known row, with each row that is added.
        let new = self.lines.get(known..).unwrap_or_default();
        let rows = (u32::try_from(known).unwrap_or(u32::MAX)..).zip(new);
        self.continuing.extend(rows.filter(|(_, line)| line.continues).map(|(row, _)| row));
    }
}
