//! Cuts the bytes of a log into lines, whatever pieces they arrive in.
//!
//! A line ends at `\n` (a `\r` before it belongs to the end); a very long one is cut into rows that
//! say so ([`Line::continues`]). Bytes of an unfinished line wait here; text is made of them only
//! once they are whole, so no character is ever split. In UTF-16 a unit begins at every even byte
//! of the log, wherever a piece of it does.

use super::cut::Cuts;
use super::encoding::Encoding;
use super::level::LevelDetector;
use super::line::Line;
use super::style::Style;

/// Takes bytes, gives lines.
#[derive(Debug, Clone)]
pub struct Assembler {
    /// The unfinished line.
    pending: Vec<u8>,
    /// The byte of the log that `pending` begins at.
    offset: u64,
    /// How much of `pending` was looked through.
    scanned: usize,
    /// Where it is cut if it goes on.
    cuts: Cuts,
    /// It is the rest of a line that was cut.
    continues: bool,
    encoding: Encoding,
    style: Style,
    detector: LevelDetector,
    /// The first line is cut at its beginning and is left out.
    skips_first: bool,
}

/// Where a line ends and the next begins.
enum Break {
    /// At a line end: its first byte, and the first after it.
    End(usize, usize),
    /// In the middle of a line.
    Cut(usize),
}

impl Default for Assembler {
    fn default() -> Self {
        Self::at_line_start(0)
    }
}

impl Assembler {
    /// Begins at byte `offset` of a log. If that is not the log's beginning, what comes before
    /// the first line end is the end of a line whose beginning is unknown, and is left out.
    pub fn starting_at(offset: u64) -> Self {
        match offset {
            0 => Self::default(),
            _ => Self {
                skips_first: true,
                cuts: Cuts::from_within(offset),
                ..Self::at_line_start(offset)
            },
        }
    }

    /// Like [`Self::starting_at`], for an offset at which a line is known to begin.
    pub fn at_line_start(offset: u64) -> Self {
        Self {
            pending: Vec::new(),
            offset,
            scanned: 0,
            cuts: Cuts::of_line(offset),
            continues: false,
            encoding: Encoding::default(),
            style: Style::default(),
            detector: LevelDetector::default(),
            skips_first: false,
        }
    }

    /// Like [`Self::starting_at`], for an offset at which a line was cut.
    pub fn after_cut(offset: u64) -> Self {
        Self { cuts: Cuts::after_cut(offset), continues: true, ..Self::at_line_start(offset) }
    }

    /// The log is in `encoding` rather than UTF-8. Asked before the first bytes.
    pub fn with_encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self.scanned = self.lead(0);
        self
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
        Line::new(offset, &text, self.style, detector).continuing(self.continues)
    }

    /// Takes the next bytes; returns the lines they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Line> {
        self.pending.extend_from_slice(bytes);
        let mut lines = Vec::new();
        let mut done = 0;
        while let Some(found) = self.next_break() {
            let (Break::End(end, next) | Break::Cut(end @ next)) = found;
            if std::mem::take(&mut self.skips_first) {
                // What follows begins a row, and nothing is known of what came before it.
            } else {
                let mut detector = std::mem::take(&mut self.detector);
                let line = self.line(done, end, &mut detector);
                (self.style, self.detector) = (line.end, detector);
                lines.push(line);
            }
            (done, self.scanned) = (next, next);
            let at = self.offset + next as u64;
            self.continues = matches!(found, Break::Cut(_));
            self.cuts = if self.continues { Cuts::after_cut(at) } else { Cuts::of_line(at) };
        }
        self.pending.drain(..done);
        self.offset += done as u64;
        self.scanned -= done;
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
        self.scanned = self.lead(0);
        (self.cuts, self.continues) = (Cuts::of_line(self.offset), false);
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

    /// Whether the unfinished line is the rest of one that was cut.
    pub fn continues(&self) -> bool {
        self.continues
    }

    /// A row is now known to begin where this began; tells whether it `continues` a line.
    pub fn begin_row(&mut self, continues: bool) {
        (self.skips_first, self.continues) = (false, continues);
    }

    /// Ends the unfinished line in its middle: what is whole of it is a line.
    pub fn cut(&mut self) -> Option<Line> {
        self.pending.truncate(self.whole());
        let line = self.finish();
        (self.cuts, self.continues) = (Cuts::after_cut(self.offset), true);
        line
    }

    /// How many of the bytes that wait are whole characters.
    fn whole(&self) -> usize {
        let lead = self.lead(0).min(self.pending.len());
        lead + self.encoding.whole(self.pending.get(lead..).unwrap_or_default()).len()
    }

    /// Where the first line ends of what was not looked through.
    fn next_break(&mut self) -> Option<Break> {
        let width = self.encoding.width();
        let mut cut = self.cuts.next();
        self.pass_over(cut);
        while let Some(unit) = self.encoding.unit_at(&self.pending, self.scanned) {
            let here = self.scanned;
            let at = self.offset + here as u64;
            match unit {
                0x0a => return Some(Break::End(here, here + width)),
                0x0d => {
                    self.cuts.overwrite(at + width as u64);
                    cut = self.cuts.next();
                }
                _ if at >= cut && !Cuts::is_put_off(cut, at, self.encoding.goes_on(unit)) => {
                    return Some(Break::Cut(here));
                }
                _ => {}
            }
            self.scanned += width;
            self.pass_over(cut);
        }
        None
    }

    /// Passes over what is no line end and no carriage return, up to byte `cut` of the log.
    fn pass_over(&mut self, cut: u64) {
        if self.encoding.width() > 1 {
            return;
        }
        let room = usize::try_from(cut.saturating_sub(self.offset)).unwrap_or(usize::MAX);
        let waiting = self.pending.get(self.scanned..room.min(self.pending.len()));
        let waiting = waiting.unwrap_or_default();
        let end = waiting.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        self.scanned += end.unwrap_or(waiting.len());
    }
}

#[cfg(test)]
mod tests;
