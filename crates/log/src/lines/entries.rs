//! The entries of a log in order: lines, the gaps between them, and the unfinished line last; by index
//! and by byte.

use super::LogLines;
use crate::line::Line;
use crate::line_segment::{Gap, LineSegment};

/// A line, or bytes that are not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A line.
    Line(Line),
    /// Bytes `from..to` of the log are not loaded.
    Gap {
        /// The first byte that is missing.
        from: u64,
        /// The first byte after the gap.
        to: u64,
    },
}

/// A borrowed entry.
pub(super) enum EntryRef<'a> {
    /// A line and its number.
    Line(&'a Line, Option<u64>),
    Gap(Gap),
}

impl LogLines {
    /// Entry `index`; the unfinished line is the last.
    pub fn get(&self, index: usize) -> Option<Entry> {
        Some(match self.find(index)? {
            EntryRef::Gap(Gap { from, to, .. }) => Entry::Gap { from, to },
            EntryRef::Line(line, _) => Entry::Line(line.clone()),
        })
    }

    /// The line number of entry `index`, if it is known.
    pub fn number(&self, index: usize) -> Option<u64> {
        match self.find(index)? {
            EntryRef::Line(_, number) => number,
            EntryRef::Gap(_) => None,
        }
    }

    /// The byte at which entry `index` begins.
    pub fn offset(&self, index: usize) -> u64 {
        match self.find(index) {
            Some(EntryRef::Gap(gap)) => gap.from,
            Some(EntryRef::Line(line, _)) => line.offset,
            None => self.end(),
        }
    }

    pub(super) fn find(&self, mut index: usize) -> Option<EntryRef<'_>> {
        for (place, segment) in self.segments.iter().enumerate() {
            if let Some(gap) = self.gap(place) {
                if index == 0 {
                    return Some(EntryRef::Gap(gap));
                }
                index -= 1;
            }
            if let Some(line) = segment.lines.get(index) {
                let number = match self.filtered.get(index) {
                    Some(own) => own.number,
                    None => segment.number(index),
                };
                return Some(EntryRef::Line(line, number));
            }
            index -= segment.lines.len();
        }
        let last = self.segments.last().and_then(LineSegment::last_number);
        let number = |line: &Line| last.map(|last| last + u64::from(!line.continues));
        self.partial.as_ref().filter(|_| index == 0).map(|line| EntryRef::Line(line, number(line)))
    }

    /// The index of the entry that contains byte `offset`; the last one for bytes beyond the end.
    pub fn index_at(&self, offset: u64) -> usize {
        let mut index = 0;
        for (place, segment) in self.segments.iter().enumerate() {
            if self.gap(place).is_some() {
                if offset < segment.from {
                    return index;
                }
                index += 1;
            }
            if offset < segment.to {
                let until = segment.lines.partition_point(|line| line.offset <= offset);
                return index + until.saturating_sub(1);
            }
            index += segment.lines.len();
        }
        index.min(self.len().saturating_sub(1))
    }

    /// The lines and gaps in order, the unfinished line last.
    pub fn iter(&self) -> impl Iterator<Item = Result<&Line, (u64, u64)>> {
        let segments = self.segments.iter().enumerate().flat_map(|(index, segment)| {
            let gap = self.gap(index).map(|gap| Err((gap.from, gap.to)));
            gap.into_iter().chain(segment.lines.iter().map(Ok))
        });
        segments.chain(self.partial.iter().map(Ok))
    }
}
