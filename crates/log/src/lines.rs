//! What is loaded of a log: segments of lines anywhere in it, gaps between them, and the
//! unfinished last line.
//!
//! A log is opened at its end and grows there; any piece of what is missing may be loaded later,
//! in any order, and let go again. Every segment begins and ends at a row's boundary, so nothing
//! is shown twice or cut. Only a line of updates that is longer than a piece is cut where a piece
//! ends.

mod entries;
mod filtered;
mod numbers;

use super::assembler::Assembler;
use super::encoding::Encoding;
use super::level::Level;
use super::line::Line;
use super::line_break::ROW_BYTES;
use super::line_segment::{Gap, LineSegment};
use entries::EntryRef;
use filtered::PickedOut;

pub use entries::Entry;
pub use filtered::FilteredLine;

/// Beyond this, lines far from the view are let go. What is let go is loaded again with one request;
/// what the page's memory has once grown to, it keeps.
const WEIGHT_LIMIT: usize = 12 << 20;
/// How much is loaded at once of what is missing, and always kept of the end.
const PIECE: u64 = 256 << 10;
/// A piece that begins in the middle of a row leaves at most this out.
const CUT: u64 = 2 * ROW_BYTES as u64;

/// What an append brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Added {
    /// Complete lines.
    pub lines: usize,
    /// How many of them are errors.
    pub errors: usize,
}

/// The loaded parts of a log.
#[derive(Debug, Clone)]
pub struct LogLines {
    /// In order. The last is the one that grows; there always is one.
    segments: Vec<LineSegment>,
    partial: Option<Line>,
    assembler: Assembler,
    encoding: Encoding,
    weight: usize,
    /// Of each line, where only some were picked out; else empty.
    filtered: Vec<PickedOut>,
}

impl Default for LogLines {
    fn default() -> Self {
        Self::starting_at(0)
    }
}

impl LogLines {
    /// Nothing loaded yet; the first bytes will be those at `offset`.
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

    /// The log is in `encoding` rather than UTF-8. Asked before anything is loaded.
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.assembler = self.assembler.with_encoding(encoding);
        self.encoding = encoding;
        self
    }

    /// What the log is in.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Takes bytes of the log that begin at `offset`. What is here already is passed over; what
    /// is missing before them becomes a gap.
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

    /// Ends the log: its last line is shown to its last byte although no line end follows. Another
    /// attempt may go on with it.
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

    /// What to load to see byte `offset`: where it begins and how long it is. Nothing if that
    /// byte is here, or will come by itself.
    pub fn piece_at(&self, offset: u64) -> Option<(u64, u64)> {
        let index = self.segments.partition_point(|segment| segment.from <= offset);
        if self.ends_within_line(index) {
            return None;
        }
        let gap = self.gap(index).filter(|gap| gap.from <= offset)?;
        let length = (gap.to - gap.from).min(PIECE);
        let start = offset.saturating_sub(PIECE / 2).clamp(gap.from, gap.to - length);
        // A piece that begins where a line does leaves nothing out.
        let start = if start - gap.from < CUT { gap.from } else { start };
        Some((start, length))
    }

    /// Takes a piece that [`piece_at`](Self::piece_at) named, or the beginning of one. Tells
    /// whether a line of it was missing.
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
        } else if lines.is_empty() && bytes.len() > CUT as usize {
            lines.extend(assembler.cut());
        }
        let Some(first) = lines.first() else { return false };
        let mut new = LineSegment::at(first.offset);
        self.weight += new.extend(lines, assembler.line_start(), assembler.continues());
        let meets_the_end = self.ends_within_line(index) && new.to == self.assembler.line_start();
        let is_cut = new.is_cut;
        self.insert(index, new);
        if meets_the_end {
            // What came of the end is not the end of a row after all, but begins one.
            self.assembler.begin_row(is_cut);
            self.partial = self.assembler.partial();
        }
        true
    }

    /// Whether what is missing before segment `index` ends within a line: what came of the log's
    /// end is only the end of a line as yet.
    fn ends_within_line(&self, index: usize) -> bool {
        self.assembler.is_skipping() && index + 1 == self.segments.len()
    }

    /// Whether segment `index` ends within a line.
    fn is_cut(&self, index: usize) -> bool {
        self.segments.get(index).is_some_and(|segment| segment.is_cut)
    }

    /// Puts a segment before segment `index`, and joins it with what it touches.
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

    /// Whether more is held than should be.
    pub fn is_over_limit(&self) -> bool {
        self.weight > WEIGHT_LIMIT
    }

    /// Lets lines go that are far from byte `view`, until what is held is a quarter below what may
    /// be. The end stays.
    pub fn trim(&mut self, view: u64) {
        // In bytes of the log, as if every byte weighed the same.
        let share = (WEIGHT_LIMIT / 4 * 3) as f64 / self.weight.max(1) as f64;
        let kept = (self.loaded() as f64 * share) as u64;
        let end = self.end();
        let tail_from = end.saturating_sub(PIECE);
        // The view begins at that byte: most of what it needs is after it, and rows may be large.
        let to = view.saturating_add(kept / 4 * 3).min(end);
        let from = to.saturating_sub(kept);
        if let Some(tail) = self.segments.last_mut().filter(|_| to < tail_from) {
            let end = tail.split_off(tail_from);
            self.segments.push(end);
        }
        let last = self.segments.len() - 1;
        for (index, segment) in self.segments.iter_mut().enumerate() {
            if index == last {
                segment.keep(from.min(tail_from), u64::MAX);
            } else {
                segment.keep(from, to);
            }
        }
        let end = self.segments.pop();
        self.segments.retain(|segment| !segment.lines.is_empty());
        self.segments.extend(end);
        self.weight = self.iter().flatten().map(Line::weight).sum();
    }

    /// How many bytes of the log are here as lines.
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

    /// What is missing before segment `index`.
    pub(super) fn gap(&self, index: usize) -> Option<Gap> {
        let next = self.segments.get(index)?;
        let before = index.checked_sub(1).and_then(|index| self.segments.get(index));
        let from = before.map_or(0, |segment| segment.to);
        let until = before.map_or(Some(0), LineSegment::last_number);
        let lines = next.before.zip(until).and_then(|(next, until)| next.checked_sub(until));
        (from < next.from).then_some(Gap { from, to: next.from, lines })
    }

    /// How many entries there are, the unfinished line among them.
    pub fn len(&self) -> usize {
        let gaps = (0..self.segments.len()).filter(|index| self.gap(*index).is_some()).count();
        gaps + self.n_rows()
    }

    fn n_rows(&self) -> usize {
        let complete: usize = self.segments.iter().map(|segment| segment.lines.len()).sum();
        complete + usize::from(self.partial.is_some())
    }

    /// How many lines begin in what is loaded, the unfinished one among them.
    pub fn n_lines(&self) -> usize {
        let complete: usize = self.segments.iter().map(LineSegment::n_lines).sum();
        complete + usize::from(self.partial.as_ref().is_some_and(|line| !line.continues))
    }

    /// Whether no line is loaded.
    pub fn is_empty(&self) -> bool {
        self.n_rows() == 0
    }

    /// Whether nothing is missing before the end.
    pub fn is_whole(&self) -> bool {
        self.len() == self.n_rows()
    }

    /// The byte that is awaited next.
    pub fn end(&self) -> u64 {
        self.assembler.line_start() + self.assembler.n_pending() as u64
    }

    /// All that is loaded, as plain text.
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

    /// The last line that says something.
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
