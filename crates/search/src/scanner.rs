//! Groups pieces of a log, of any size, into blocks of whole lines.
//!
//! The blocks cover one range of the log, and pieces arrive before or after it. A piece before it
//! becomes a block from the first line that does not depend on earlier lines: the line before that
//! one ends any traceback. A piece after it becomes a block up to its last line end; the rest is the
//! tail, the unfinished line.
//!
//! A line that is longer than [`LIMIT`] is cut, so the bytes that wait are bounded. The part of a line
//! before a cut is searched together with some bytes after it.

use crate::sections::{Block, is_plain, rendered, rendered_text};
use jobshelf_log::line_break::{LineBreak, LineBreaker, LineBytes};
use jobshelf_log::{Encoding, LevelDetector};

/// The most bytes of a line that wait for its end.
const LIMIT: usize = 4 << 20;
/// The longest match that is found across a cut.
pub(crate) const OVERLAP: usize = 8 << 10;
/// Longer lines are not tested for the end of a traceback.
const MAX_TRACEBACK_END: usize = 64 << 10;

/// Receives the blocks.
pub(crate) trait Sink {
    /// Takes a block that is before or after all others.
    fn take(&mut self, block: Block<'_>);
}

/// Groups a log into blocks.
#[derive(Debug, Clone)]
pub(crate) struct Scanner {
    encoding: Encoding,
    /// The blocks cover `low..high`.
    low: u64,
    high: u64,
    /// Bytes that end at `low` and wait for the bytes before them.
    pending: Vec<u8>,
    /// The bytes from `high` on: the unfinished line.
    tail: Vec<u8>,
    /// The tail is the rest of a line that was cut.
    continues: bool,
    /// The first bytes after `low`, if a line was cut there.
    ahead: Vec<u8>,
    /// It has not found the beginning of a line yet, and all bytes are in `tail`.
    seeks_line_start: bool,
    limit: usize,
}

impl Scanner {
    /// Starts at the end of a log of `total` bytes.
    pub(crate) fn at(total: u64, encoding: Encoding) -> Self {
        Self {
            encoding,
            low: total,
            high: total,
            pending: Vec::new(),
            tail: Vec::new(),
            continues: false,
            ahead: Vec::new(),
            seeks_line_start: total > 0,
            limit: LIMIT,
        }
    }

    /// Starts at another end of the log. Only before the first bytes.
    pub(crate) fn move_to(&mut self, total: u64) {
        *self = Self { limit: self.limit, ..Self::at(total, self.encoding) };
    }

    /// A scanner that starts at the unfinished line; none while its beginning is unknown.
    pub(crate) fn restarted(&self) -> Option<Self> {
        let low = self.line_start()?;
        let (tail, continues, limit) = (self.tail.clone(), self.continues, self.limit);
        let begun = Self::at(low, self.encoding);
        let mut restarted = Self { tail, continues, limit, seeks_line_start: false, ..begun };
        let head = self.tail.get(..OVERLAP).unwrap_or(&self.tail);
        restarted.remember_ahead(head, continues);
        Some(restarted)
    }

    /// The first byte that it received.
    pub(crate) fn start(&self) -> u64 {
        self.low - self.pending.len() as u64
    }

    /// The first byte in a block: pending bytes are not searched yet.
    pub(crate) fn searched_from(&self) -> u64 {
        if self.seeks_line_start { self.end() } else { self.low }
    }

    /// The byte after the last one that it received.
    pub(crate) fn end(&self) -> u64 {
        self.high + self.tail.len() as u64
    }

    /// The unfinished line: the byte at which it begins, and its bytes. None while its beginning is
    /// unknown.
    pub(crate) fn tail(&self) -> Option<(u64, &[u8])> {
        (!self.seeks_line_start).then_some((self.high, &self.tail))
    }

    /// Whether the unfinished line is the rest of one that was cut.
    pub(crate) fn tail_continues(&self) -> bool {
        self.continues
    }

    /// The byte at which the unfinished line begins, if it is known.
    pub(crate) fn line_start(&self) -> Option<u64> {
        (!self.seeks_line_start).then_some(self.high)
    }

    /// Takes the bytes that end at [`start`](Self::start).
    pub(crate) fn prepend(&mut self, bytes: &[u8], sink: &mut dyn Sink) {
        let from = self.start().saturating_sub(bytes.len() as u64);
        if self.seeks_line_start {
            self.tail.splice(..0, bytes.iter().copied());
            (self.low, self.high) = (from, from);
            return self.find_first_line(sink);
        }
        self.pending.splice(..0, bytes.iter().copied());
        let Some((start, continues)) = self.start_in(&self.pending, from) else { return };
        let block = self.pending.split_off(start);
        let ahead = std::mem::take(&mut self.ahead);
        self.low = from + start as u64;
        sink.take(Block { from: self.low, bytes: &block, ahead: &ahead, continues });
        self.remember_ahead(&block, continues);
    }

    /// Takes the bytes that begin at [`end`](Self::end).
    pub(crate) fn append(&mut self, bytes: &[u8], sink: &mut dyn Sink) {
        self.tail.extend_from_slice(bytes);
        if self.seeks_line_start { self.find_first_line(sink) } else { self.take_lines(sink) }
    }

    /// Starts the first block at the first suitable line.
    fn find_first_line(&mut self, sink: &mut dyn Sink) {
        let Some((start, continues)) = self.start_in(&self.tail, self.high) else { return };
        (self.seeks_line_start, self.continues) = (false, continues);
        let lines = self.tail.split_off(start);
        self.pending = std::mem::replace(&mut self.tail, lines);
        self.low = self.high + start as u64;
        self.high = self.low;
        let head = self.tail.get(..OVERLAP).unwrap_or(&self.tail).to_vec();
        self.remember_ahead(&head, continues);
        self.take_lines(sink);
    }

    /// The index at which a block may begin in `bytes`, which begin at byte `from` of the log, and
    /// whether a line is cut there.
    fn start_in(&self, bytes: &[u8], from: u64) -> Option<(usize, bool)> {
        if from == 0 {
            return Some((0, false));
        }
        // Only the end of the first line may be here.
        let first = self.line_end(bytes, 0, from);
        let mut start = first;
        while let Some(here) = start.filter(|here| *here <= self.limit) {
            start = self.line_end(bytes, here, from);
            let line = start.and_then(|end| bytes.get(here..end));
            if line.is_some_and(|line| self.ends_traceback(line)) {
                return start.map(|start| (start, false));
            }
        }
        if bytes.len() <= self.limit {
            return None;
        }
        // Too much is pending: start at the beginning of a line, or else where the view cuts.
        if let Some(first) = first {
            return Some((first, false));
        }
        match LineBreaker::within_line(from, self.encoding).next_break(from, bytes)? {
            LineBreak::End(line_end) => Some((line_end.end, false)),
            LineBreak::Cut(start) => Some((start, true)),
        }
    }

    /// Remembers the beginning of a block, if a line was cut there.
    fn remember_ahead(&mut self, block: &[u8], continues: bool) {
        if continues {
            self.ahead = block.get(..OVERLAP).unwrap_or(block).to_vec();
        }
    }

    /// Makes a block of the whole lines of the tail.
    fn take_lines(&mut self, sink: &mut dyn Sink) {
        if let Some(end) = self.last_line_end() {
            self.take(end, 0, sink);
        }
        while self.tail.len() > self.limit + OVERLAP {
            let most = self.tail.len() - OVERLAP;
            let (bytes, continues) = (self.tail.as_slice(), self.continues);
            let line = LineBytes { at: self.high, bytes, continues, encoding: self.encoding };
            let end = line.rows().map(|row| row.end).take_while(|end| *end <= most).last();
            let Some(end) = end.filter(|end| *end > 0) else { return };
            self.take(end, OVERLAP, sink);
            self.continues = true;
        }
    }

    /// Makes a block of the first `end` bytes of the tail; up to `overlap` of the bytes after them
    /// belong to its last line.
    fn take(&mut self, end: usize, overlap: usize, sink: &mut dyn Sink) {
        let rest = self.tail.split_off(end);
        let block = std::mem::replace(&mut self.tail, rest);
        let ahead = self.tail.get(..overlap.min(self.tail.len())).unwrap_or_default();
        let continues = std::mem::take(&mut self.continues);
        sink.take(Block { from: self.high, bytes: &block, ahead, continues });
        self.high += end as u64;
    }

    /// The index after the line end of the line at `start`; `bytes` begin at byte `from` of the log.
    fn line_end(&self, bytes: &[u8], start: usize, from: u64) -> Option<usize> {
        let mut at = start;
        loop {
            let rest = bytes.get(at..)?;
            let end = at + memchr::memchr(b'\n', rest)? + 1;
            if let Some(end) = self.end_of_unit(bytes, end, from) {
                return Some(end);
            }
            at = end;
        }
    }

    fn last_line_end(&self) -> Option<usize> {
        let mut rest = self.tail.as_slice();
        loop {
            let end = memchr::memrchr(b'\n', rest)? + 1;
            if let Some(end) = self.end_of_unit(&self.tail, end, self.high) {
                return Some(end);
            }
            rest = rest.get(..end - 1)?;
        }
    }

    /// The end of the line feed whose byte 0x0a is before `end`; none if that byte belongs to another
    /// character, or its other half is missing.
    fn end_of_unit(&self, bytes: &[u8], end: usize, from: u64) -> Option<usize> {
        let is_even = (from + end as u64).is_multiple_of(2);
        match self.encoding {
            Encoding::Utf8 | Encoding::Windows1252 => Some(end),
            Encoding::Utf16Le => (!is_even && bytes.get(end) == Some(&0)).then_some(end + 1),
            Encoding::Utf16Be => {
                let high = end.checked_sub(2).and_then(|index| bytes.get(index));
                (is_even && high == Some(&0)).then_some(end)
            }
        }
    }

    fn ends_traceback(&self, line: &[u8]) -> bool {
        if line.len() > MAX_TRACEBACK_END {
            return false;
        }
        if self.encoding != Encoding::Utf8 {
            let line = self.encoding.decode(line);
            return LevelDetector::ends_traceback(&rendered_text(line.trim_end_matches('\n')));
        }
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        if is_plain(line) {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            LevelDetector::ends_traceback(&String::from_utf8_lossy(line))
        } else {
            LevelDetector::ends_traceback(&rendered(line))
        }
    }

    #[cfg(test)]
    pub(crate) fn n_pending(&self) -> usize {
        self.pending.len() + self.tail.len()
    }

    pub(crate) fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }
}
