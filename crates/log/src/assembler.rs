//! Splits the bytes of a log into lines, whatever pieces they arrive in.
//!
//! A line ends at `\n` (a `\r` before it belongs to the line end). A very long line is cut into rows
//! ([`Line::continues`]). The assembler holds the bytes of an unfinished line and decodes them once
//! their characters are complete, so no character is ever split. In UTF-16 a unit begins at every
//! even byte of the log, wherever a piece begins.

use super::encoding::Encoding;
use super::level::LevelDetector;
use super::line::Line;
use super::line_break::{LineBreak, LineBreaker};
use super::style::Style;

/// Takes bytes and returns lines.
#[derive(Debug, Clone)]
pub struct Assembler {
    /// The unfinished line.
    pending: Vec<u8>,
    /// The byte of the log that `pending` begins at.
    offset: u64,
    breaker: LineBreaker,
    /// The unfinished line is the rest of a line that was cut.
    continues: bool,
    encoding: Encoding,
    style: Style,
    detector: LevelDetector,
    /// The beginning of the first line is missing, so it is left out.
    skips_first: bool,
}

impl Default for Assembler {
    fn default() -> Self {
        Self::at_line_start(0)
    }
}

impl Assembler {
    /// Starts at byte `offset` of a log. If that is not the log's beginning, the bytes before the
    /// first line end belong to a line whose beginning is unknown, and are left out.
    pub fn starting_at(offset: u64) -> Self {
        match offset {
            0 => Self::default(),
            _ => Self {
                skips_first: true,
                breaker: LineBreaker::within_line(offset, Encoding::default()),
                ..Self::at_line_start(offset)
            },
        }
    }

    /// Like [`Self::starting_at`], for an offset at which a line is known to begin.
    pub fn at_line_start(offset: u64) -> Self {
        Self {
            pending: Vec::new(),
            offset,
            breaker: LineBreaker::at_line_start(offset, Encoding::default()),
            continues: false,
            encoding: Encoding::default(),
            style: Style::default(),
            detector: LevelDetector::default(),
            skips_first: false,
        }
    }

    /// Like [`Self::starting_at`], for an offset at which a line was cut.
    pub fn after_cut(offset: u64) -> Self {
        let breaker = LineBreaker::after_cut(offset, Encoding::default());
        Self { breaker, continues: true, ..Self::at_line_start(offset) }
    }

    /// Decodes `encoding` instead of UTF-8. Call it before the first bytes.
    #[must_use]
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self.breaker = self.breaker.with_encoding(encoding);
        self
    }

    /// How many pending bytes at `index` belong to a unit that began before it.
    fn lead(&self, index: usize) -> usize {
        (self.offset as usize).wrapping_add(index) % self.encoding.width()
    }

    /// Makes a line of the pending bytes `start..end`.
    fn line(&self, start: usize, end: usize, detector: &mut LevelDetector) -> Line {
        let bytes = self.pending.get(start + self.lead(start)..end).unwrap_or_default();
        let offset = self.offset + start as u64;
        // The byte order mark is not part of the text.
        let mark = if offset == 0 { self.encoding.byte_order_mark() } else { b"" };
        let text = self.encoding.decode(bytes.strip_prefix(mark).unwrap_or(bytes));
        Line::new(offset, &text, self.style, detector).continuing(self.continues)
    }

    /// Takes the next bytes; returns the lines they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Line> {
        self.pending.extend_from_slice(bytes);
        let mut lines = Vec::new();
        let mut done = 0;
        while let Some(found) = self.breaker.next_break(self.offset, &self.pending) {
            let (end, next, is_cut) = match found {
                LineBreak::End(line_end) => (line_end.start, line_end.end, false),
                LineBreak::Cut(at) => (at, at, true),
            };
            // After a skipped line a row begins, and nothing is known of the text before it.
            if !std::mem::take(&mut self.skips_first) {
                let mut detector = std::mem::take(&mut self.detector);
                let line = self.line(done, end, &mut detector);
                (self.style, self.detector) = (line.end, detector);
                lines.push(line);
            }
            done = next;
            self.continues = is_cut;
        }
        self.pending.drain(..done);
        self.offset += done as u64;
        lines
    }

    /// The unfinished line up to its last complete character, if any byte of it has arrived.
    pub fn partial(&self) -> Option<Line> {
        if self.pending.is_empty() || self.skips_first {
            return None;
        }
        Some(self.line(0, self.complete_len(), &mut self.detector.clone()))
    }

    /// Ends the log here: the unfinished line is complete.
    pub fn finish(&mut self) -> Option<Line> {
        if self.pending.is_empty() || self.skips_first {
            return None;
        }
        let mut detector = std::mem::take(&mut self.detector);
        let line = self.line(0, self.pending.len(), &mut detector);
        self.detector = detector;
        self.offset += self.pending.len() as u64;
        self.pending.clear();
        self.breaker = LineBreaker::at_line_start(self.offset, self.encoding);
        self.continues = false;
        Some(line)
    }

    /// The byte of the log that the unfinished line begins at.
    pub fn line_start(&self) -> u64 {
        self.offset
    }

    /// How many bytes the unfinished line has so far.
    pub fn n_pending(&self) -> usize {
        self.pending.len()
    }

    /// Whether it only has the end of a line whose beginning is unknown.
    pub fn is_skipping(&self) -> bool {
        self.skips_first
    }

    /// Whether the unfinished line is the rest of one that was cut.
    pub fn continues(&self) -> bool {
        self.continues
    }

    /// Declares that a row begins where the assembler started, and whether it `continues` a line.
    pub fn begin_row(&mut self, continues: bool) {
        (self.skips_first, self.continues) = (false, continues);
    }

    /// Cuts the unfinished line after its last complete character and returns what it has.
    pub fn cut(&mut self) -> Option<Line> {
        self.pending.truncate(self.complete_len());
        let line = self.finish();
        self.breaker = LineBreaker::after_cut(self.offset, self.encoding);
        self.continues = true;
        line
    }

    /// How many pending bytes are complete characters.
    fn complete_len(&self) -> usize {
        let lead = self.lead(0).min(self.pending.len());
        let pending = self.pending.get(lead..).unwrap_or_default();
        lead + self.encoding.complete_prefix(pending).len()
    }
}

#[cfg(test)]
mod tests;
