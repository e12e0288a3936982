//! Cuts the bytes of a log into lines, whatever pieces they arrive in.
//!
//! A line ends at `\n` (a `\r` before it belongs to the end), or where it would grow beyond a
//! limit. Bytes of an unfinished line wait here; text is made of them only once they are whole,
//! so no character is ever split. In UTF-16 a unit begins at every even byte of the log, wherever
//! a piece of it does.

use super::encoding::Encoding;
use super::level::LevelDetector;
use super::line::Line;
use super::style::Style;

/// A stretch without a line end or carriage return is broken here: no row has more text.
pub(super) const STRETCH_LIMIT: usize = 64 << 10;
/// A line of many updates is broken here.
const LINE_LIMIT: usize = 4 << 20;
/// No character is longer; bytes that go on are not text.
const CHARACTER_LIMIT: usize = 4;

/// Takes bytes, gives lines.
#[derive(Debug, Clone, Default)]
pub struct Assembler {
    /// The unfinished line.
    pending: Vec<u8>,
    /// The byte of the log that `pending` begins at.
    offset: u64,
    /// How much of `pending` was looked through.
    scanned: usize,
    /// Where the stretch after the last carriage return begins in `pending`.
    stretch: usize,
    encoding: Encoding,
    style: Style,
    detector: LevelDetector,
    /// The first line is cut at its beginning and is left out.
    skips_first: bool,
}

impl Assembler {
    /// Begins at byte `offset` of a log. If that is not the log's beginning, what comes before
    /// the first line end is the end of a line whose beginning is unknown, and is left out.
    pub fn starting_at(offset: u64) -> Self {
        Self { offset, skips_first: offset > 0, ..Self::default() }
    }

    /// Like [`Self::starting_at`], for an offset at which a line is known to begin.
    pub fn at_line_start(offset: u64) -> Self {
        Self { offset, ..Self::default() }
    }

    /// The log is in `encoding` rather than UTF-8. Asked before the first bytes.
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self.begin_scan();
        self
    }

    /// The first unit of what waits is the first to be looked at.
    fn begin_scan(&mut self) {
        self.scanned = self.lead(0);
        self.stretch = self.scanned;
    }

    /// How many bytes at `index` of what waits belong to a unit that began before.
    fn lead(&self, index: usize) -> usize {
        (self.offset as usize).wrapping_add(index) % self.encoding.width()
    }

    /// A line of the bytes from `start` to `end` of what waits.
    fn line(&self, start: usize, end: usize, detector: &mut LevelDetector) -> Line {
        let bytes = self.pending.get(start + self.lead(start)..end).unwrap_or_default();
        let offset = self.offset + start as u64;
        // The mark is not part of the text.
        let mark = if offset == 0 { self.encoding.mark() } else { b"" };
        let text = self.encoding.decode(bytes.strip_prefix(mark).unwrap_or(bytes));
        Line::new(offset, &text, self.style, detector)
    }

    /// Takes the next bytes; returns the lines they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Line> {
        self.pending.extend_from_slice(bytes);
        let mut lines = Vec::new();
        let mut done = 0;
        while let Some((end, next)) = self.next_break(done) {
            if std::mem::take(&mut self.skips_first) {
                // What follows begins a line, and nothing is known of what came before it.
            } else {
                let mut detector = std::mem::take(&mut self.detector);
                let line = self.line(done, end, &mut detector);
                (self.style, self.detector) = (line.end, detector);
                lines.push(line);
            }
            (done, self.scanned, self.stretch) = (next, next, next);
        }
        self.pending.drain(..done);
        self.offset += done as u64;
        self.scanned -= done;
        self.stretch -= done;
        lines
    }

    /// The unfinished line as far as it is whole, if anything of it is here.
    pub fn partial(&self) -> Option<Line> {
        if self.pending.is_empty() || self.skips_first {
            return None;
        }
        Some(self.line(0, self.whole(), &mut self.detector.clone()))
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
        self.begin_scan();
        Some(line)
    }

    /// The byte of the log that the unfinished line begins at.
    pub fn line_start(&self) -> u64 {
        self.offset
    }

    /// How many bytes wait for their line end.
    pub fn waiting(&self) -> usize {
        self.pending.len()
    }

    /// Whether only the end of a line is here, whose beginning is unknown.
    pub fn is_skipping(&self) -> bool {
        self.skips_first
    }

    /// A line is now known to begin where this began.
    pub fn begin_line(&mut self) {
        self.skips_first = false;
    }

    /// Ends the unfinished line in its middle: what is whole of it is a line.
    pub fn cut(&mut self) -> Option<Line> {
        self.pending.truncate(self.whole());
        self.finish()
    }

    /// How many of the bytes that wait are whole characters.
    fn whole(&self) -> usize {
        let lead = self.lead(0).min(self.pending.len());
        lead + self.encoding.whole(self.pending.get(lead..).unwrap_or_default()).len()
    }

    /// Where the line that begins at `start` ends, and where the next begins.
    fn next_break(&mut self, start: usize) -> Option<(usize, usize)> {
        let width = self.encoding.width();
        // Of a line whose beginning is unknown nothing is known to be missed by a cut.
        let limit = if self.skips_first { STRETCH_LIMIT } else { LINE_LIMIT };
        while let Some(unit) = self.encoding.unit_at(&self.pending, self.scanned) {
            let here = self.scanned;
            let over = (here - self.stretch).saturating_sub(STRETCH_LIMIT);
            let over = over.max((here - start).saturating_sub(limit));
            match unit {
                0x0a => return Some((here, here + width)),
                0x0d => self.stretch = here + width,
                _ if over > 0 && (!self.encoding.goes_on(unit) || over > CHARACTER_LIMIT) => {
                    return Some((here, here));
                }
                _ => {}
            }
            self.scanned += width;
        }
        None
    }
}

#[cfg(test)]
mod tests;
