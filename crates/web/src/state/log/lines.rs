//! What is loaded of a log: its lines, the unfinished one, and gaps that were skipped.
//!
//! A log is opened at its end and grows at both: new bytes are appended, earlier ones are loaded
//! before. Every entry begins and ends at a line's boundary, so nothing is shown twice or cut.

use super::assembler::Assembler;
use super::level::Level;
use super::line::Line;
use std::collections::VecDeque;

/// Beyond this, lines are let go from the beginning while the view follows the end.
const WEIGHT_LIMIT: usize = 24 << 20;
/// So many bytes before the first entry without one line end are shown from where they are cut.
const LONG_LINE: usize = 4 << 20;

/// A line, or bytes that were skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A line.
    Line(Line),
    /// Bytes `from..to` of the log are not loaded.
    Gap {
        /// The first byte that is missing.
        from: u64,
        /// The first byte that is here again.
        to: u64,
    },
}

/// What an append brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Added {
    /// Complete lines.
    pub lines: usize,
    /// How many of them are errors.
    pub errors: usize,
}

/// The loaded part of a log.
#[derive(Debug, Clone, Default)]
pub struct LogLines {
    entries: VecDeque<Entry>,
    partial: Option<Line>,
    assembler: Assembler,
    /// The byte that the first entry begins at.
    first: u64,
    weight: usize,
    /// The number of the first line, once it is known how many are before it.
    first_number: Option<u64>,
}

impl LogLines {
    /// Nothing loaded yet; the first bytes will be those at `offset`.
    pub fn starting_at(offset: u64) -> Self {
        Self {
            assembler: Assembler::starting_at(offset),
            first: offset,
            first_number: (offset == 0).then_some(1),
            ..Self::default()
        }
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
        if let (Some(line), Some(Entry::Gap { to, .. })) = (lines.first(), self.entries.back_mut())
        {
            *to = line.offset;
        }
        if self.entries.is_empty() {
            self.first = match lines.first() {
                Some(line) => line.offset,
                None => self.assembler.line_start(),
            };
        }
        let mut added = Added::default();
        for line in lines {
            added.lines += 1;
            added.errors += usize::from(line.level == Level::Error);
            self.weight += line.weight();
            self.entries.push_back(Entry::Line(line));
        }
        self.partial = self.assembler.partial();
        added
    }

    /// Ends the log: its last line is complete although no line end follows.
    pub fn finish(&mut self) {
        if let Some(line) = self.assembler.finish() {
            self.weight += line.weight();
            self.entries.push_back(Entry::Line(line));
        }
        self.partial = None;
    }

    /// Takes the bytes `offset..` that end where the first entry begins. Tells whether they held
    /// the beginning of a line; if not, nothing is taken, and more bytes are needed.
    pub fn prepend(&mut self, offset: u64, bytes: &[u8]) -> bool {
        if self.assembler.is_skipping() && self.entries.is_empty() {
            self.prepend_to_cut_line(offset, bytes);
            return true;
        }
        let mut lines = lines_of(Assembler::starting_at(offset), bytes);
        if lines.is_empty() {
            if bytes.len() < LONG_LINE {
                return false;
            }
            lines = lines_of(Assembler::at_line_start(offset), bytes);
        }
        self.first = lines.first().map_or(offset, |line| line.offset);
        self.first_number = (self.first == 0).then_some(1);
        for line in lines.into_iter().rev() {
            self.weight += line.weight();
            self.entries.push_front(Entry::Line(line));
        }
        true
    }

    /// All that is here is the end of one long line: with what is before it, it is read anew.
    fn prepend_to_cut_line(&mut self, offset: u64, bytes: &[u8]) {
        let tail = self.assembler.take_waiting();
        let end = self.first;
        *self = Self::starting_at(offset);
        self.append(offset, bytes);
        self.append(end, &tail);
    }

    /// Takes bytes from the beginning of the gap that is entry `index`.
    pub fn fill_gap(&mut self, index: usize, bytes: &[u8]) {
        let Some(Entry::Gap { from, to }) = self.entries.get(index).cloned() else { return };
        let mut assembler = Assembler::at_line_start(from);
        let mut lines = assembler.push(bytes);
        let closed = from + bytes.len() as u64 >= to;
        if closed || lines.is_empty() {
            lines.extend(assembler.finish());
        }
        let rest = self.entries.split_off(index);
        for line in lines {
            self.weight += line.weight();
            self.entries.push_back(Entry::Line(line));
        }
        if !closed {
            self.entries.push_back(Entry::Gap { from: assembler.line_start(), to });
        }
        self.entries.extend(rest.into_iter().skip(1));
    }

    /// Whether more is held than should be.
    pub fn is_heavy(&self) -> bool {
        self.weight > WEIGHT_LIMIT
    }

    /// Lets lines go from the beginning until what is held is not too much.
    pub fn trim(&mut self) {
        while self.weight > WEIGHT_LIMIT && self.entries.len() > 1 {
            match self.entries.pop_front() {
                Some(Entry::Line(line)) => {
                    self.weight = self.weight.saturating_sub(line.weight());
                    self.first_number = self.first_number.map(|number| number + 1);
                }
                Some(Entry::Gap { .. }) => self.first_number = None,
                None => break,
            }
            self.first = match self.entries.front() {
                Some(Entry::Line(line)) => line.offset,
                Some(Entry::Gap { from, .. }) => *from,
                None => self.end(),
            };
        }
    }

    /// How many entries there are, the unfinished line among them.
    pub fn len(&self) -> usize {
        self.entries.len() + usize::from(self.partial.is_some())
    }

    /// Whether nothing is loaded.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Entry `index`; the unfinished line is the last.
    pub fn get(&self, index: usize) -> Option<Entry> {
        match self.entries.get(index) {
            Some(entry) => Some(entry.clone()),
            None if index == self.entries.len() => self.partial.clone().map(Entry::Line),
            None => None,
        }
    }

    /// The lines and gaps in order, the unfinished line last.
    pub fn iter(&self) -> impl Iterator<Item = Result<&Line, (u64, u64)>> {
        let complete = self.entries.iter().map(|entry| match entry {
            Entry::Line(line) => Ok(line),
            Entry::Gap { from, to } => Err((*from, *to)),
        });
        complete.chain(self.partial.iter().map(Ok))
    }

    /// The number of the line that is entry `index`, if it is known.
    pub fn number(&self, index: usize) -> Option<u64> {
        let first = self.first_number?;
        // Gaps are rare; behind the first one no number is known.
        let gap = self.entries.iter().position(|entry| matches!(entry, Entry::Gap { .. }));
        gap.is_none_or(|gap| index < gap).then(|| first + index as u64)
    }

    /// The byte that the first entry begins at: 0 when everything before is here.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// The first entry that begins at byte `offset` or after it.
    pub fn index_at(&self, offset: u64) -> usize {
        self.entries.partition_point(|entry| match entry {
            Entry::Line(line) => line.offset < offset,
            Entry::Gap { from, .. } => *from < offset,
        })
    }

    /// The byte that is awaited next.
    pub fn end(&self) -> u64 {
        self.assembler.line_start() + self.assembler.waiting() as u64
    }

    /// All that is loaded, as plain text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for line in self.iter().flatten() {
            text.push_str(&line.text());
            text.push('\n');
        }
        text
    }

    /// The last line that says something.
    pub fn last_text(&self) -> Option<String> {
        let complete = self.entries.iter().rev().filter_map(|entry| match entry {
            Entry::Line(line) => Some(line),
            Entry::Gap { .. } => None,
        });
        let mut newest_first = self.partial.iter().chain(complete).map(Line::text);
        newest_first.find(|text| !text.trim().is_empty())
    }

    fn open_gap(&mut self, offset: u64) {
        let from = self.assembler.line_start();
        self.assembler = Assembler::starting_at(offset);
        self.partial = None;
        match self.entries.back_mut() {
            Some(Entry::Gap { to, .. }) => *to = offset,
            _ => self.entries.push_back(Entry::Gap { from, to: offset }),
        }
    }
}

fn lines_of(mut assembler: Assembler, bytes: &[u8]) -> Vec<Line> {
    let mut lines = assembler.push(bytes);
    lines.extend(assembler.finish());
    lines
}

#[cfg(test)]
mod tests;
