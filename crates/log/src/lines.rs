//! The loaded lines of a log: segments anywhere in it, gaps between them, and the unfinished last
//! line.
//!
//! A log is opened at its end and grows there. Any part of a gap may be loaded later, in any order, and
//! dropped again. Every segment begins and ends at the boundary of a row, so no text is shown twice or
//! cut. Only a line of updates that is longer than a piece is cut at the end of the piece.

mod entries;
mod filtered;
mod numbers;
mod trim;

use super::assembler::Assembler;
use super::encoding::Encoding;
use super::level::Level;
use super::line::Line;
use super::line_break::ROW_BYTES;
use super::line_segment::{Gap, LineSegment};
use entries::EntryRef;
use filtered::FilteredProperties;

pub use entries::Entry;
pub use filtered::FilteredLine;

/// The size of a piece that is loaded, and of the end that is never dropped.
const PIECE: u64 = 256 << 10;
/// A piece that begins within a row omits at most this many bytes.
const MAX_OMITTED: u64 = 2 * ROW_BYTES as u64;

/// The lines that an append completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Added {
    /// How many.
    pub lines: usize,
    /// How many of them are errors.
    pub errors: usize,
}

/// The loaded lines of a log.
#[derive(Debug, Clone)]
pub struct LogLines {
    /// In order. The last one grows; there is always one.
    segments: Vec<LineSegment>,
    partial: Option<Line>,
    assembler: Assembler,
    encoding: Encoding,
    weight: usize,
    /// Properties of each line of a filtered log; empty for other logs.
    filtered: Vec<FilteredProperties>,
}

impl Default for LogLines {
    fn default() -> Self {
        Self::starting_at(0)
    }
}

impl LogLines {
    /// Starts without lines; the first bytes will be those at `offset`.
    pub fn starting_at(offset: u64) -> Self {
        Self {
            segments: vec![LineSegment::at(offset)],
            partial: None,
            assembler: Assembler::starting_at(offset),
            encoding: Encoding::default(),
            weight: 0,
            filtered: Vec::new(),
        }
    }

    /// Decodes `encoding` instead of UTF-8. Call it before the first bytes.
    #[must_use]
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.assembler = self.assembler.with_encoding(encoding);
        self.encoding = encoding;
        self
    }

    /// The encoding of the log.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Appends bytes of the log that begin at `offset`. Skips bytes that it has; missing bytes before
    /// them become a gap.
    pub fn append(&mut self, offset: u64, bytes: &[u8]) -> Added {
        let known = usize::try_from(self.end().saturating_sub(offset)).unwrap_or(usize::MAX);
        let Some(bytes) = bytes.get(known..) else { return Added::default() };
        if offset > self.end() {
            self.open_gap(offset);
        }
        let lines = self.assembler.push(bytes);
        let added = Added {
            lines: lines.iter().filter(|line| !line.continues).count(),
            errors: lines.iter().filter(|line| line.level == Level::Error).count(),
        };
        self.take(lines);
        self.partial = self.assembler.partial();
        added
    }

    /// Ends the log: shows its last line up to the last byte although it has no line end. Another attempt
    /// of the task may continue it.
    pub fn finish(&mut self) {
        self.partial = self.assembler.clone().finish();
    }

    fn take(&mut self, lines: Vec<Line>) {
        let to = self.assembler.line_start();
        let Some(tail) = self.segments.last_mut() else { return };
        if tail.lines.is_empty() {
            *tail = LineSegment::at(lines.first().map_or(to, |line| line.offset));
        }
        self.weight += tail.extend(lines, to, self.assembler.continues());
    }

    fn open_gap(&mut self, offset: u64) {
        self.assembler = Assembler::starting_at(offset).with_encoding(self.encoding);
        self.partial = None;
        self.segments.retain(|segment| !segment.lines.is_empty());
        self.segments.push(LineSegment::at(offset));
    }

    /// The offset and length of the piece to load for byte `offset`. None if that byte is loaded, or
    /// will be appended.
    pub fn piece_at(&self, offset: u64) -> Option<(u64, u64)> {
        let index = self.segments.partition_point(|segment| segment.from <= offset);
        if self.ends_within_line(index) {
            return None;
        }
        let gap = self.gap(index).filter(|gap| gap.from <= offset)?;
        let length = (gap.to - gap.from).min(PIECE);
        let start = offset.saturating_sub(PIECE / 2).clamp(gap.from, gap.to - length);
        // A piece that begins at the beginning of a line omits nothing.
        let start = if start - gap.from < MAX_OMITTED { gap.from } else { start };
        Some((start, length))
    }

    /// Loads a piece that [`piece_at`](Self::piece_at) named, or the beginning of one. Returns whether
    /// it added a line.
    pub fn load(&mut self, offset: u64, bytes: &[u8]) -> bool {
        let index = self.segments.partition_point(|segment| segment.from <= offset);
        let Some(gap) = self.gap(index).filter(|gap| gap.from <= offset) else { return false };
        let room = usize::try_from(gap.to - offset).unwrap_or(usize::MAX);
        let bytes = bytes.get(..room).unwrap_or(bytes);
        let is_cut = index.checked_sub(1).is_some_and(|before| self.is_cut(before));
        let assembler = match offset == gap.from {
            true if is_cut => Assembler::after_cut(offset),
            true => Assembler::at_line_start(offset),
            false => Assembler::starting_at(offset),
        };
        let mut assembler = assembler.with_encoding(self.encoding);
        let mut lines = assembler.push(bytes);
        if bytes.len() == room && !self.ends_within_line(index) {
            lines.extend(assembler.finish());
        } else if lines.is_empty() && bytes.len() > MAX_OMITTED as usize {
            lines.extend(assembler.cut());
        }
        let Some(first) = lines.first() else { return false };
        let mut new = LineSegment::at(first.offset);
        self.weight += new.extend(lines, assembler.line_start(), assembler.continues());
        let meets_the_end = self.ends_within_line(index) && new.to == self.assembler.line_start();
        let is_cut = new.is_cut;
        self.insert(index, new);
        if meets_the_end {
            // The bytes at the end of the log turn out to begin a row.
            self.assembler.begin_row(is_cut);
            self.partial = self.assembler.partial();
        }
        true
    }

    /// Whether the gap before segment `index` ends within a line: so far, only the end of a line was
    /// appended.
    fn ends_within_line(&self, index: usize) -> bool {
        self.assembler.is_skipping() && index + 1 == self.segments.len()
    }

    /// Whether segment `index` ends within a line.
    fn is_cut(&self, index: usize) -> bool {
        self.segments.get(index).is_some_and(|segment| segment.is_cut)
    }

    /// Inserts a segment before segment `index`, and joins it with the segments that it touches.
    fn insert(&mut self, index: usize, mut new: LineSegment) {
        if self.segments.get(index).is_some_and(|next| next.from == new.to) {
            let next = self.segments.remove(index);
            new.join(next);
        }
        let before = index.checked_sub(1).and_then(|index| self.segments.get_mut(index));
        match before {
            Some(before) if before.to == new.from => before.join(new),
            _ => self.segments.insert(index, new),
        }
    }

    /// How many bytes of the log are loaded as lines.
    pub(super) fn loaded(&self) -> u64 {
        self.segments.iter().map(|segment| segment.to - segment.from).sum()
    }

    pub(super) fn segments(&self) -> &[LineSegment] {
        &self.segments
    }

    /// The unfinished line.
    pub(super) fn partial(&self) -> Option<&Line> {
        self.partial.as_ref()
    }

    /// The gap before segment `index`.
    pub(super) fn gap(&self, index: usize) -> Option<Gap> {
        let next = self.segments.get(index)?;
        let before = index.checked_sub(1).and_then(|index| self.segments.get(index));
        let from = before.map_or(0, |segment| segment.to);
        let until = before.map_or(Some(0), LineSegment::last_number);
        let lines = next.before.zip(until).and_then(|(next, until)| next.checked_sub(until));
        (from < next.from).then_some(Gap { from, to: next.from, lines })
    }

    /// How many entries there are, including the unfinished line.
    pub fn len(&self) -> usize {
        let gaps = (0..self.segments.len()).filter(|index| self.gap(*index).is_some()).count();
        gaps + self.n_rows()
    }

    fn n_rows(&self) -> usize {
        let complete: usize = self.segments.iter().map(|segment| segment.lines.len()).sum();
        complete + usize::from(self.partial.is_some())
    }

    /// How many lines begin in the segments, including the unfinished one.
    pub fn n_lines(&self) -> usize {
        let complete: usize = self.segments.iter().map(LineSegment::n_lines).sum();
        complete + usize::from(self.partial.as_ref().is_some_and(|line| !line.continues))
    }

    /// Whether no line is loaded.
    pub fn is_empty(&self) -> bool {
        self.n_rows() == 0
    }

    /// Whether there is no gap.
    pub fn is_whole(&self) -> bool {
        self.len() == self.n_rows()
    }

    /// The byte after the last one.
    pub fn end(&self) -> u64 {
        self.assembler.line_start() + self.assembler.n_pending() as u64
    }

    /// All loaded lines as plain text.
    pub fn text(&self) -> String {
        let (mut text, mut next) = (String::new(), 0);
        for line in self.iter() {
            let Ok(line) = line else {
                next = text.len();
                continue;
            };
            if line.continues && next < text.len() {
                text.pop();
            }
            text.push_str(&line.text());
            text.push('\n');
        }
        text
    }

    /// The last line with visible text.
    pub fn last_text(&self) -> Option<String> {
        let complete = self.segments.iter().rev().flat_map(|segment| segment.lines.iter().rev());
        let mut newest_first = self.partial.iter().chain(complete).map(Line::text);
        newest_first.find(|text| !text.trim().is_empty())
    }
}

#[cfg(test)]
mod long_tests;
#[cfg(test)]
mod tests;
