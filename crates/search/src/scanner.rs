//! Pieces of a log, in any sizes, become blocks of whole lines.
//!
//! What was taken is one range of the log; pieces come before or after it. What comes before is taken
//! from a line on at which nothing depends on the lines before it: the line before that one ends
//! whatever traceback there was. What comes after is taken up to the last line end; the rest is
//! the tail, the unfinished line.
//!
//! A line that is longer than [`LIMIT`] is cut, so that what waits is bounded. The piece of a line before
//! a cut is looked through together with some of what follows it.

use crate::parts::{Block, drawn, drawn_text, is_plain};
use jobshelf_log::line_break::{LineBreak, LineBreaker, LineBytes};
use jobshelf_log::{Encoding, LevelDetector};

/// More of a line than this never waits for its end.
const LIMIT: usize = 4 << 20;
/// A match across a cut may be so long.
pub(crate) const OVERLAP: usize = 8 << 10;
/// Longer lines are not asked whether they end a traceback.
const SHORT: usize = 64 << 10;

/// A place where blocks go.
pub(crate) trait Sink {
    /// Takes a block that comes before all others, or after them.
    fn take(&mut self, block: Block<'_>);
}

/// Cuts a log into blocks.
#[derive(Debug, Clone)]
pub(crate) struct Scanner {
    encoding: Encoding,
    /// All of `low..high` was taken.
    low: u64,
    high: u64,
    /// What ends at `low` and waits for what comes before it.
    waiting: Vec<u8>,
    /// What begins at `high`: a line that is not finished.
    tail: Vec<u8>,
    /// The tail is the rest of a line that was cut.
    continues: bool,
    /// The first bytes after `low`, if that is a cut within a line.
    ahead: Vec<u8>,
    /// No line's beginning was found yet: all there is is in `tail`.
    is_lost: bool,
    limit: usize,
}

impl Scanner {
    /// Begins at the end of a log that has `total` bytes.
    pub(crate) fn at(total: u64, encoding: Encoding) -> Self {
        Self {
            encoding,
            low: total,
            high: total,
            waiting: Vec::new(),
            tail: Vec::new(),
            continues: false,
            ahead: Vec::new(),
            is_lost: total > 0,
            limit: LIMIT,
        }
    }

    /// Begins at another end of the log, as long as nothing was given.
    pub(crate) fn move_to(&mut self, total: u64) {
        *self = Self { limit: self.limit, ..Self::at(total, self.encoding) };
    }

    /// Begins again at the unfinished line; none while its beginning is unknown.
    pub(crate) fn again(&self) -> Option<Self> {
        let low = self.line_start()?;
        let (tail, continues, limit) = (self.tail.clone(), self.continues, self.limit);
        let begun = Self::at(low, self.encoding);
        let mut again = Self { tail, continues, limit, is_lost: false, ..begun };
        let head = self.tail.get(..OVERLAP).unwrap_or(&self.tail);
        again.remember_ahead(head, continues);
        Some(again)
    }

    /// The first byte that was given.
    pub(crate) fn bottom(&self) -> u64 {
        self.low - self.waiting.len() as u64
    }

    /// The first byte that was looked through: what waits was not.
    pub(crate) fn looked_through_from(&self) -> u64 {
        if self.is_lost { self.top() } else { self.low }
    }

    /// The byte after the last that was given.
    pub(crate) fn top(&self) -> u64 {
        self.high + self.tail.len() as u64
    }

    /// The unfinished line: where it begins, and what there is of it. None as long as its beginning
    /// is unknown.
    pub(crate) fn tail(&self) -> Option<(u64, &[u8])> {
        (!self.is_lost).then_some((self.high, &self.tail))
    }

    /// Whether the unfinished line is the rest of one that was cut.
    pub(crate) fn tail_continues(&self) -> bool {
        self.continues
    }

    /// Where the unfinished line begins, if that is known.
    pub(crate) fn line_start(&self) -> Option<u64> {
        (!self.is_lost).then_some(self.high)
    }

    /// Takes the bytes that end at [`bottom`](Self::bottom).
    pub(crate) fn give_before(&mut self, bytes: &[u8], sink: &mut dyn Sink) {
        let from = self.bottom().saturating_sub(bytes.len() as u64);
        if self.is_lost {
            self.tail.splice(..0, bytes.iter().copied());
            (self.low, self.high) = (from, from);
            return self.find_a_beginning(sink);
        }
        self.waiting.splice(..0, bytes.iter().copied());
        let Some((start, continues)) = self.start_in(&self.waiting, from) else { return };
        let block = self.waiting.split_off(start);
        let ahead = std::mem::take(&mut self.ahead);
        self.low = from + start as u64;
        sink.take(Block { from: self.low, bytes: &block, ahead: &ahead, continues });
        self.remember_ahead(&block, continues);
    }

    /// Takes the bytes that begin at [`top`](Self::top).
    pub(crate) fn give_after(&mut self, bytes: &[u8], sink: &mut dyn Sink) {
        self.tail.extend_from_slice(bytes);
        if self.is_lost { self.find_a_beginning(sink) } else { self.take_lines(sink) }
    }

    /// Parts what is before the first line from the rest, once there is one.
    fn find_a_beginning(&mut self, sink: &mut dyn Sink) {
        let Some((start, continues)) = self.start_in(&self.tail, self.high) else { return };
        (self.is_lost, self.continues) = (false, continues);
        let lines = self.tail.split_off(start);
        self.waiting = std::mem::replace(&mut self.tail, lines);
        self.low = self.high + start as u64;
        self.high = self.low;
        let head = self.tail.get(..OVERLAP).unwrap_or(&self.tail).to_vec();
        self.remember_ahead(&head, continues);
        self.take_lines(sink);
    }

    /// Where a block may begin in `bytes`, which begin at byte `from` of the log, and whether that is
    /// within a line.
    fn start_in(&self, bytes: &[u8], from: u64) -> Option<(usize, bool)> {
        if from == 0 {
            return Some((0, false));
        }
        // Of the first line only the end is here.
        let first = self.line_end(bytes, 0, from);
        let mut start = first;
        while let Some(here) = start.filter(|here| *here <= self.limit) {
            start = self.line_end(bytes, here, from);
            let line = start.and_then(|end| bytes.get(here..end));
            if line.is_some_and(|line| self.is_fresh_after(line)) {
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

    /// Remembers the beginning of a block that was taken, if it was cut out of a line.
    fn remember_ahead(&mut self, block: &[u8], continues: bool) {
        if continues {
            self.ahead = block.get(..OVERLAP).unwrap_or(block).to_vec();
        }
    }

    /// Takes the whole lines of the tail.
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

    /// Takes the first `end` bytes of the tail; `overlap` of those that follow belong to its last line.
    fn take(&mut self, end: usize, overlap: usize, sink: &mut dyn Sink) {
        let rest = self.tail.split_off(end);
        let block = std::mem::replace(&mut self.tail, rest);
        let ahead = self.tail.get(..overlap.min(self.tail.len())).unwrap_or_default();
        let continues = std::mem::take(&mut self.continues);
        sink.take(Block { from: self.high, bytes: &block, ahead, continues });
        self.high += end as u64;
    }

    /// Where the line ends that begins at `start` of bytes that begin at `from`: after its line end.
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

    /// Where the unit ends that has its line feed before `end`; none if that byte is of another letter,
    /// or its other half is not here.
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

    fn is_fresh_after(&self, line: &[u8]) -> bool {
        if line.len() > SHORT {
            return false;
        }
        if self.encoding != Encoding::Utf8 {
            let line = self.encoding.decode(line);
            return LevelDetector::is_fresh_after(&drawn_text(line.trim_end_matches('\n')));
        }
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        if is_plain(line) {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            LevelDetector::is_fresh_after(&String::from_utf8_lossy(line))
        } else {
            LevelDetector::is_fresh_after(&drawn(line))
        }
    }

    #[cfg(test)]
    pub(crate) fn n_waiting(&self) -> usize {
        self.waiting.len() + self.tail.len()
    }

    pub(crate) fn with_limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }
}
