//! Where lines end, and where a very long line is cut into rows: one function for the view and for
//! the search.
//!
//! Cuts are at fixed bytes of the log, multiples of [`ROW_BYTES`], so that a line has the same rows
//! from wherever it is read: a reader who starts in its middle finds the next cut after at most two
//! rows. A line that is shorter than a row is never cut. Text that a carriage return overwrites is
//! not visible, so it does not count; only an endless line of updates is cut in the end.
//!
//! A cut moves a few bytes to the start of the next character. The cuts after it are counted from
//! the fixed byte all the same.

use super::encoding::Encoding;
use std::ops::Range;

/// A row of a line that is cut has at least this many bytes, and less than twice as many.
pub const ROW_BYTES: usize = 8 << 10;
/// A line of many updates is cut when it has this many bytes.
const MAX_UPDATES_BYTES: u64 = 4 << 20;
/// No character is longer; bytes that continue for longer are not text.
const MAX_CHARACTER_BYTES: u64 = 4;

/// Where a row ends and the next one begins, as indices into the bytes that were searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineBreak {
    /// The bytes of a line end.
    End(Range<usize>),
    /// The first byte of the next row of the same line.
    Cut(usize),
}

/// Finds the breaks of a log whose bytes arrive piece by piece.
#[derive(Debug, Clone)]
pub struct LineBreaker {
    encoding: Encoding,
    /// The byte of the log up to which it has looked for a break.
    searched: u64,
    /// The byte from which the row counts.
    row: u64,
    /// The byte after the last carriage return of the row.
    segment: u64,
    /// The most bytes of a row, updates included.
    limit: u64,
}

impl LineBreaker {
    /// Starts at byte `at` of the log, where a line begins.
    pub fn at_line_start(at: u64, encoding: Encoding) -> Self {
        // A unit of two bytes begins at an even byte of the log.
        let searched = at.next_multiple_of(encoding.width() as u64);
        Self { encoding, searched, row: at, segment: at, limit: MAX_UPDATES_BYTES }
    }

    /// Starts at byte `at`, where a line was cut.
    pub fn after_cut(at: u64, encoding: Encoding) -> Self {
        let late = at % ROW_BYTES as u64;
        let row = if late < MAX_CHARACTER_BYTES { at - late } else { at };
        Self { row, segment: row, ..Self::at_line_start(at, encoding) }
    }

    /// Starts at byte `at` of a line that began somewhere before it.
    pub fn within_line(at: u64, encoding: Encoding) -> Self {
        Self { limit: ROW_BYTES as u64, ..Self::at_line_start(at, encoding) }
    }

    /// Reads `encoding` instead. Call it before the first bytes.
    pub(crate) fn with_encoding(self, encoding: Encoding) -> Self {
        let searched = self.searched.next_multiple_of(encoding.width() as u64);
        Self { encoding, searched, ..self }
    }

    /// The next break in `bytes`, which begin at byte `offset` of the log. Call it again with the
    /// same bytes for the break after that; with more bytes, it continues where it stopped.
    pub fn next_break(&mut self, offset: u64, bytes: &[u8]) -> Option<LineBreak> {
        let (encoding, width) = (self.encoding, self.encoding.width());
        let index_of =
            |byte: u64| usize::try_from(byte.saturating_sub(offset)).unwrap_or(usize::MAX);
        let mut index = index_of(self.searched);
        let mut cut = self.next_cut();
        loop {
            if width == 1 {
                index += ordinary_bytes(bytes, index, index_of(cut));
            }
            let at = offset + index as u64;
            match encoding.unit_at(bytes, index) {
                None => {
                    self.searched = at;
                    return None;
                }
                Some(0x0a) => {
                    let end = index + width;
                    *self = Self::at_line_start(offset + end as u64, encoding);
                    return Some(LineBreak::End(index..end));
                }
                Some(0x0d) => {
                    self.segment = at + width as u64;
                    cut = self.next_cut();
                }
                Some(unit) if at >= cut => {
                    let is_inside_character =
                        encoding.is_continuation(unit) && at < cut + MAX_CHARACTER_BYTES;
                    if !is_inside_character {
                        *self = Self::after_cut(at, encoding);
                        return Some(LineBreak::Cut(index));
                    }
                }
                Some(_) => {}
            }
            index += width;
        }
    }

    /// The byte at which the row is cut if its line continues that far.
    fn next_cut(&self) -> u64 {
        let row = ROW_BYTES as u64;
        let multiple_after =
            |start: u64, least: u64| start.saturating_add(least).div_ceil(row) * row;
        multiple_after(self.segment, row).min(multiple_after(self.row, self.limit))
    }
}

/// How many bytes from `index` on, and before `end`, are neither a line feed nor a carriage return.
fn ordinary_bytes(bytes: &[u8], index: usize, end: usize) -> usize {
    let bytes = bytes.get(index..end.min(bytes.len())).unwrap_or_default();
    bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len())
}

/// A line without its line end, or the rest of one.
#[derive(Debug, Clone, Copy)]
pub struct LineBytes<'a> {
    /// The byte of the log that it begins at.
    pub at: u64,
    /// Its bytes; they contain no line feed.
    pub bytes: &'a [u8],
    /// It is the rest of a line that was cut.
    pub continues: bool,
    /// How the bytes spell text.
    pub encoding: Encoding,
}

impl LineBytes<'_> {
    /// The range of each of its rows. There is at least one.
    pub fn rows(self) -> impl Iterator<Item = Range<usize>> {
        let mut breaker = match self.continues {
            true => LineBreaker::after_cut(self.at, self.encoding),
            false => LineBreaker::at_line_start(self.at, self.encoding),
        };
        let mut next = Some(0);
        std::iter::from_fn(move || {
            let start = next?;
            next = match breaker.next_break(self.at, self.bytes) {
                Some(LineBreak::Cut(end)) => Some(end),
                Some(LineBreak::End(_)) | None => None,
            };
            Some(start..next.unwrap_or(self.bytes.len()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assembler::Assembler;
    use proptest::prelude::*;

    const ROW: u64 = ROW_BYTES as u64;

    fn next_cut(breaker: &LineBreaker) -> u64 {
        breaker.next_cut()
    }

    fn at_line_start(at: u64) -> LineBreaker {
        LineBreaker::at_line_start(at, Encoding::Utf8)
    }

    #[test]
    fn long_lines_are_cut_at_multiples_of_a_row() {
        assert_eq!(next_cut(&at_line_start(0)), ROW);
        assert_eq!(next_cut(&at_line_start(1)), 2 * ROW);
        assert_eq!(next_cut(&at_line_start(ROW)), 2 * ROW);
        assert_eq!(next_cut(&at_line_start(2 * ROW - 1)), 3 * ROW);
    }

    #[test]
    fn a_delayed_cut_moves_no_other_cut() {
        for late in 0..MAX_CHARACTER_BYTES {
            let breaker = LineBreaker::after_cut(3 * ROW + late, Encoding::Utf8);
            assert_eq!(next_cut(&breaker), 4 * ROW, "{late} bytes late");
        }
    }

    #[test]
    fn overwritten_text_does_not_count() {
        let mut breaker = at_line_start(0);
        breaker.segment = ROW - 1;
        assert_eq!(next_cut(&breaker), 2 * ROW);
        breaker.segment = MAX_UPDATES_BYTES - 1;
        assert_eq!(next_cut(&breaker), MAX_UPDATES_BYTES);
    }

    /// A line at once has the rows that it has when it arrives as part of a log.
    fn assert_rows_of_assembler(bytes: &[u8]) {
        let encoding = Encoding::Utf8;
        for at in [0, 5_000] {
            let mut assembler = Assembler::at_line_start(at);
            let mut starts: Vec<u64> =
                assembler.push(bytes).iter().map(|line| line.offset).collect();
            starts.extend(assembler.finish().map(|line| line.offset));
            let rows_of = |line: LineBytes<'_>| -> Vec<u64> {
                line.rows().map(|row| line.at + row.start as u64).collect()
            };
            assert_eq!(rows_of(LineBytes { at, bytes, continues: false, encoding }), starts);
            // The rest of it has the same rows.
            for (nth, start) in starts.iter().enumerate().skip(1).take(4) {
                let bytes = &bytes[(start - at) as usize..];
                let rest = LineBytes { at: *start, bytes, continues: true, encoding };
                assert_eq!(rows_of(rest), starts[nth..]);
            }
        }
    }

    #[test]
    fn a_line_of_megabytes_has_the_rows_of_the_view() {
        assert_rows_of_assembler(&b"x".repeat(5 << 20));
        assert_rows_of_assembler("é中".repeat(1 << 20).as_bytes());
        assert_rows_of_assembler(&b"12 %\r".repeat(1 << 20));
        assert_rows_of_assembler(&[0x80].repeat(200_000));
    }

    proptest! {
        #[test]
        fn a_reader_in_the_middle_finds_the_cuts_of_the_whole_line(
            start in 0u64..1 << 40,
            within in 0u64..1 << 30,
        ) {
            let next = next_cut(&LineBreaker::within_line(start + within, Encoding::Utf8));
            let mut cut = next_cut(&at_line_start(start));
            prop_assert!(cut - start >= ROW && cut - start < 2 * ROW);
            cut += (next.saturating_sub(cut)).div_ceil(ROW) * ROW;
            prop_assert_eq!(cut, next);
            prop_assert!(next - (start + within) < 2 * ROW);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn every_line_has_the_rows_of_the_view(
            pieces in prop::collection::vec(
                (prop::sample::select(vec!["a", "é", "中", "\r", "\u{1f600}", " "]), 1usize..40_000), 1..8,
            ),
        ) {
            let line: String = pieces.iter().map(|(text, n)| text.repeat(*n)).collect();
            assert_rows_of_assembler(line.as_bytes());
        }
    }
}
