//! Lines by their places, and line numbers that are learnt from elsewhere: who has read all of a log knows how many lines are
//! before any of them.

use super::{EntryRef, LogLines};
use crate::line::Line;
use crate::line_segment::LineSegment;
use crate::line_time::LineTime;

/// So many lines back the time of a line before is looked for.
const BACK: usize = 500;

impl LogLines {
    /// The line that is entry `index`, if that is one.
    pub fn line(&self, index: usize) -> Option<&Line> {
        match self.find(index)? {
            EntryRef::Line(line, _) => Some(line),
            EntryRef::Gap(_) => None,
        }
    }

    /// The loaded segments whose lines have no numbers: where each begins and ends.
    pub fn unnumbered(&self) -> Vec<(u64, u64)> {
        let unknown = self.segments.iter().filter(|segment| segment.before.is_none());
        unknown.map(|segment| (segment.from, segment.to)).collect()
    }

    /// `before` lines of the log are before byte `at`, where a line begins. Tells whether that says
    /// something new.
    pub fn set_number(&mut self, at: u64, before: u64) -> bool {
        let covers = |from: u64, to: u64| from <= at && at <= to;
        let unknown = self.segments.iter_mut().filter(|segment| segment.before.is_none());
        let mut here = unknown.filter(|segment| covers(segment.from, segment.to));
        let Some(segment) = here.next() else { return false };
        segment.set_number(at, before);
        segment.before.is_some()
    }

    /// The byte that line `number` begins at, if that is known.
    pub fn offset_of_line(&self, number: u64) -> Option<u64> {
        let within = |segment: &LineSegment| segment.row_of(number).map(|line| line.offset);
        let partial = || {
            let last = self.segments.last()?.last_number()?;
            let partial = self.partial.as_ref().filter(|line| !line.continues);
            partial.filter(|_| number == last + 1).map(|line| line.offset)
        };
        self.segments.iter().find_map(within).or_else(partial)
    }

    /// The time of the last line that has one and is directly before entry `index`, or so near
    /// that only few lines without a time are between them; all of them loaded.
    pub fn time_before(&self, index: usize) -> Option<LineTime> {
        let mut left = index;
        for (place, segment) in self.segments.iter().enumerate() {
            left = left.checked_sub(usize::from(self.gap(place).is_some()))?;
            let is_partial = place + 1 == self.segments.len() && left == segment.lines.len();
            if left < segment.lines.len() || is_partial {
                let before = segment.lines.get(..left)?;
                return before.iter().rev().take(BACK).find_map(|line| line.time);
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
    fn lines_have_numbers_once_one_place_of_their_stretch_is_known() {
        let mut log = LogLines::starting_at(100);
        log.append(100, b"cut\nfour\nfive\nsix\n");
        assert_eq!((log.unnumbered(), log.number(1)), (vec![(104, 118)], None));
        assert!(!log.set_number(90, 2));
        assert!(log.set_number(109, 4));
        assert_eq!((log.number(1), log.number(3)), (Some(4), Some(6)));
        assert!(!log.set_number(109, 7), "what is known stays");
        assert!(log.unnumbered().is_empty());
    }
}
