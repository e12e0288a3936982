//! Drops lines that are far from the view, so that the memory of a page is bounded.
//!
//! One request loads them again, while the memory of a page never shrinks. The bound is on what the
//! lines take in memory, not on their bytes in the log: an empty line is one byte there, and a hundred
//! in memory.

use super::{LogLines, PIECE};
use crate::line::Line;

/// Beyond this weight, lines are dropped until it is a quarter below.
const WEIGHT_LIMIT: usize = 12 << 20;
const RETAINED: usize = WEIGHT_LIMIT / 4 * 3;
/// The most weight of the end of the log, which stays wherever the view is.
const MAX_TAIL: usize = WEIGHT_LIMIT / 4;

impl LogLines {
    /// Whether the lines exceed the memory limit.
    pub fn is_over_limit(&self) -> bool {
        self.weight > WEIGHT_LIMIT
    }

    /// Drops lines far from byte `view` until their weight is a quarter below the limit. The end of the
    /// log and the row at `view` stay, whatever their weight. Returns whether it dropped a line.
    pub fn trim(&mut self, view: u64) -> bool {
        let n_before = self.n_rows();
        let (tail_from, tail) = self.tail();
        let (from, to) = self.span_around(view, RETAINED.saturating_sub(tail));
        if let Some(last) = self.segments.last_mut().filter(|_| to < tail_from) {
            let tail = last.split_off(tail_from);
            self.segments.push(tail);
        }
        let last = self.segments.len() - 1;
        for (index, segment) in self.segments.iter_mut().enumerate() {
            if index == last {
                segment.retain(from.min(tail_from), u64::MAX);
            } else {
                segment.retain(from, to);
            }
        }
        let end = self.segments.pop();
        self.segments.retain(|segment| !segment.lines.is_empty());
        self.segments.extend(end);
        self.weight =
            self.segments.iter().flat_map(|segment| &segment.lines).map(Line::weight).sum();
        self.n_rows() < n_before
    }

    /// The byte from which the end of the log stays, and the weight of that end.
    fn tail(&self) -> (u64, usize) {
        let earliest = self.end().saturating_sub(PIECE);
        let (mut from, mut weight) = (self.end(), 0);
        let lines = self.segments.last().map_or(&[][..], |segment| &segment.lines);
        for (nth, line) in lines.iter().rev().enumerate() {
            let is_too_much = line.offset < earliest || weight + line.weight() > MAX_TAIL;
            if is_too_much && nth > 0 {
                break;
            }
            (from, weight) = (line.offset, weight + line.weight());
        }
        (from, weight)
    }

    /// The lines around byte `view` that weigh no more than `budget`: those that begin at the first
    /// byte or after it, and before the second.
    fn span_around(&self, view: u64, budget: usize) -> (u64, u64) {
        let (mut from, mut to, mut weight) = (view, u64::MAX, 0);
        let lines = self.segments.iter().flat_map(|segment| &segment.lines);
        for line in lines.filter(|line| line.offset > view) {
            // The view begins at that byte: it needs mostly the lines after it.
            if weight + line.weight() > budget / 4 * 3 {
                to = line.offset;
                break;
            }
            weight += line.weight();
        }
        let lines = self.segments.iter().rev().flat_map(|segment| segment.lines.iter().rev());
        for (nth, line) in lines.filter(|line| line.offset <= view).enumerate() {
            weight += line.weight();
            if weight > budget && nth > 0 {
                break;
            }
            from = line.offset;
        }
        (from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::Entry;
    use proptest::prelude::*;

    fn of(bytes: &[u8]) -> LogLines {
        let mut log = LogLines::starting_at(0);
        log.append(0, bytes);
        log
    }

    fn has_line(log: &LogLines, offset: u64) -> bool {
        let entry = log.get(log.index_at(offset));
        matches!(entry, Some(Entry::Line(line)) if line.offset == offset)
    }

    #[test]
    fn a_log_of_bare_line_ends_is_trimmed_below_the_limit_at_once() {
        let n = 300_000;
        for view in [0, n / 2, n - 1, u64::MAX] {
            let mut log = of(&b"\n".repeat(usize::try_from(n).unwrap()));
            assert!(log.is_over_limit());
            assert!(log.trim(view), "{view}");
            assert!(!log.is_over_limit(), "{view}");
            assert!(has_line(&log, view.min(n - 1)) && has_line(&log, n - 1), "{view}");
            assert!(!log.trim(view), "there is nothing left to drop");
        }
    }

    #[test]
    fn a_row_that_is_too_heavy_stays_and_is_not_dropped_again_and_again() {
        // Each of these bytes is three in memory.
        let mut log = of(&[b"\x80".repeat(8_000), b"\r".to_vec()].concat().repeat(524));
        log.append(log.end(), &b"\nx".repeat(1_000));
        assert!(log.is_over_limit());
        log.trim(0);
        assert!(!log.trim(0));
        assert!(has_line(&log, 0));
    }

    #[test]
    fn short_lines_far_from_long_ones_are_dropped_by_their_weight() {
        let short = b"\n".repeat(200_000);
        let long = format!("{}\n", "x".repeat(1_000)).repeat(4_000);
        let mut log = of(&[long.as_bytes(), &short].concat());
        log.trim(0);
        assert!(!log.is_over_limit());
        assert!(has_line(&log, 0) && has_line(&log, 1_001 * 3_000));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn one_trim_is_enough_and_keeps_the_view_and_the_end(
            parts in prop::collection::vec((0usize..3_000, 1usize..60_000), 1..6),
            view in any::<prop::sample::Index>(),
        ) {
            let mut bytes = Vec::new();
            let mut starts = Vec::new();
            for (length, count) in parts {
                let line = [b"x".repeat(length), b"\n".to_vec()].concat();
                for _ in 0..count.min((8 << 20) / (length + 1)) {
                    starts.push(bytes.len() as u64);
                    bytes.extend_from_slice(&line);
                }
            }
            let mut log = of(&bytes);
            let view = starts[view.index(starts.len())];
            if log.is_over_limit() {
                prop_assert!(log.trim(view));
            }
            prop_assert!(!log.is_over_limit());
            prop_assert!(has_line(&log, view) && has_line(&log, *starts.last().unwrap()));
            prop_assert!(!log.is_over_limit() && log.end() == bytes.len() as u64);
        }
    }
}
