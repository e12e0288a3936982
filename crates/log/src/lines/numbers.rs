//! Line numbers that are set from outside, by a search that has read all of the log, and the times of
//! earlier lines.

use super::{EntryRef, LogLines};
use crate::line::Line;
use crate::line_segment::LineSegment;
use crate::line_time::LineTime;

/// How many lines back the time of an earlier line is looked for.
const MAX_LINES_BACK: usize = 500;

impl LogLines {
    /// The line at entry `index`, unless that is a gap.
    pub fn line(&self, index: usize) -> Option<&Line> {
        match self.find(index)? {
            EntryRef::Line(line, _) => Some(line),
            EntryRef::Gap(_) => None,
        }
    }

    /// The byte ranges of the segments whose lines have no numbers.
    pub fn unnumbered(&self) -> Vec<(u64, u64)> {
        let unknown = self.segments.iter().filter(|segment| segment.before.is_none());
        unknown.map(|segment| (segment.from, segment.to)).collect()
    }

    /// Sets the number of a line: `before` lines are before byte `at`, where it begins. Returns whether
    /// any number was unknown.
    pub fn set_number(&mut self, at: u64, before: u64) -> bool {
        let covers = |from: u64, to: u64| from <= at && at <= to;
        let unknown = self.segments.iter_mut().filter(|segment| segment.before.is_none());
        let mut here = unknown.filter(|segment| covers(segment.from, segment.to));
        let Some(segment) = here.next() else { return false };
        segment.set_number(at, before);
        segment.before.is_some()
    }

    /// The byte at which line `number` begins, if it is known.
    pub fn offset_of_line(&self, number: u64) -> Option<u64> {
        let within = |segment: &LineSegment| segment.row_of(number).map(|line| line.offset);
        let partial = || {
            let last = self.segments.last()?.last_number()?;
            let partial = self.partial.as_ref().filter(|line| !line.continues);
            partial.filter(|_| number == last + 1).map(|line| line.offset)
        };
        self.segments.iter().find_map(within).or_else(partial)
    }

    /// The time of the nearest line before entry `index` that has one. None if a gap or too many lines
    /// without a time are between them.
    pub fn time_before(&self, index: usize) -> Option<LineTime> {
        let mut left = index;
        for (place, segment) in self.segments.iter().enumerate() {
            left = left.checked_sub(usize::from(self.gap(place).is_some()))?;
            let is_partial = place + 1 == self.segments.len() && left == segment.lines.len();
            if left < segment.lines.len() || is_partial {
                let before = segment.lines.get(..left)?;
                return before.iter().rev().take(MAX_LINES_BACK).find_map(|line| line.time);
            }
            left -= segment.lines.len();
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_known_number_gives_all_numbers_of_a_segment() {
        let mut log = LogLines::starting_at(100);
        log.append(100, b"cut\nfour\nfive\nsix\n");
        assert_eq!((log.unnumbered(), log.number(1)), (vec![(104, 118)], None));
        assert!(!log.set_number(90, 2));
        assert!(log.set_number(109, 4));
        assert_eq!((log.number(1), log.number(3)), (Some(4), Some(6)));
        assert!(!log.set_number(109, 7), "known numbers stay");
        assert!(log.unnumbered().is_empty());
    }
}
