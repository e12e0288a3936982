//! Where a very long line is cut into rows.
//!
//! Cuts are at fixed bytes of the log, multiples of [`ROW_BYTES`], so that a line is cut alike from
//! wherever it is read: whoever comes into its middle finds the next cut after at most two rows. A
//! line that is shorter than a row is never cut. What is overwritten by a carriage return is not part of the
//! row that is seen, so it does not count; only an endless line of updates is cut in the end.
//!
//! A cut is put off to the next character's beginning, a few bytes; what follows counts from the
//! fixed byte all the same.

use super::encoding::Encoding;

/// A row has at least so many bytes of a line that is cut, and less than twice as many.
pub const ROW_BYTES: usize = 8 << 10;
/// A line of many updates is cut when it has so many bytes.
const LINE_BYTES: u64 = 4 << 20;
/// No character is longer; bytes that go on are not text.
const CHARACTER_BYTES: u64 = 4;

/// The cuts of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cuts {
    /// Where the row began.
    row: u64,
    /// Where that part of it began which is not overwritten.
    segment: u64,
    /// How many bytes a row has at most, updates and all.
    limit: u64,
}

impl Cuts {
    /// Of a line that begins at byte `at` of the log.
    pub fn of_line(at: u64) -> Self {
        Self { row: at, segment: at, limit: LINE_BYTES }
    }

    /// Of the rest of a line that was cut, at byte `at` or just before it.
    pub fn after_cut(at: u64) -> Self {
        let past = at % ROW_BYTES as u64;
        Self::of_line(if past < CHARACTER_BYTES { at - past } else { at })
    }

    /// Of a line that is read from byte `at` on and began somewhere before it: nothing is known to
    /// be missed by a cut.
    pub fn from_within(at: u64) -> Self {
        Self { limit: ROW_BYTES as u64, ..Self::of_line(at) }
    }

    /// A carriage return ends at byte `at`: what follows overwrites what was before.
    pub fn overwrite(&mut self, at: u64) {
        self.segment = at;
    }

    /// The byte at which the row ends if the line goes on so far.
    pub fn next(&self) -> u64 {
        let row = ROW_BYTES as u64;
        let after = |start: u64, least: u64| start.saturating_add(least).div_ceil(row) * row;
        after(self.segment, row).min(after(self.row, self.limit))
    }

    /// Where to cut `bytes`, which begin at byte `at` of the log: at `next` or where the character
    /// there is whole, and not before `start`. None if that is not among them.
    pub fn place(
        next: u64,
        at: u64,
        bytes: &[u8],
        start: usize,
        encoding: Encoding,
    ) -> Option<usize> {
        let mut here = usize::try_from(next.checked_sub(at)?).ok()?.max(start);
        while let Some(unit) = encoding.unit_at(bytes, here) {
            if !Self::is_put_off(next, at + here as u64, encoding.goes_on(unit)) {
                return Some(here);
            }
            here += encoding.width();
        }
        None
    }

    /// Whether a cut that is due at `next` is put off beyond byte `at`, where a character `goes_on`.
    pub(super) fn is_put_off(next: u64, at: u64, goes_on: bool) -> bool {
        goes_on && at < next + CHARACTER_BYTES
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROW: u64 = ROW_BYTES as u64;

    #[test]
    fn a_line_is_cut_at_multiples_of_a_row_once_it_has_one() {
        assert_eq!(Cuts::of_line(0).next(), ROW);
        assert_eq!(Cuts::of_line(1).next(), 2 * ROW);
        assert_eq!(Cuts::of_line(ROW).next(), 2 * ROW);
        assert_eq!(Cuts::of_line(2 * ROW - 1).next(), 3 * ROW);
    }

    #[test]
    fn a_cut_that_was_put_off_moves_no_other() {
        for late in 0..CHARACTER_BYTES {
            assert_eq!(Cuts::after_cut(3 * ROW + late).next(), 4 * ROW, "{late} bytes late");
        }
    }

    #[test]
    fn what_is_overwritten_does_not_count() {
        let mut cuts = Cuts::of_line(0);
        cuts.overwrite(ROW - 1);
        assert_eq!(cuts.next(), 2 * ROW);
        cuts.overwrite(LINE_BYTES - 1);
        assert_eq!(cuts.next(), LINE_BYTES);
    }

    proptest! {
        #[test]
        fn who_comes_into_the_middle_finds_the_cuts_of_the_whole(
            start in 0u64..1 << 40,
            within in 0u64..1 << 30,
        ) {
            let next = Cuts::from_within(start + within).next();
            let mut cut = Cuts::of_line(start).next();
            prop_assert!(cut - start >= ROW && cut - start < 2 * ROW);
            cut += (next.saturating_sub(cut)).div_ceil(ROW) * ROW;
            prop_assert_eq!(cut, next);
            prop_assert!(next - (start + within) < 2 * ROW);
        }
    }
}
