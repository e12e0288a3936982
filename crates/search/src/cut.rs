//! Where lines begin and end, as the view cuts them.
//!
//! The same rules as those of [`jobshelf_log::Assembler`], on bytes that are all here, without making
//! lines of them; a property test holds the one against the other.

use jobshelf_log::Encoding;
use jobshelf_log::cut::Cuts;

/// A line, or the rest of one, without its line end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut<'a> {
    /// The byte of the log that it begins at.
    pub(crate) at: u64,
    pub(crate) bytes: &'a [u8],
    /// It is the rest of a line that was cut.
    pub(crate) continues: bool,
}

impl Cut<'_> {
    /// Its rows: where each begins and ends. At least one.
    pub(crate) fn rows(self) -> impl Iterator<Item = (usize, usize)> {
        let mut next = Some(0);
        std::iter::from_fn(move || {
            let start = next?;
            let end = self.row_end(start);
            next = (end < self.bytes.len()).then_some(end);
            Some((start, end))
        })
    }

    fn row_end(self, start: usize) -> usize {
        let at = self.at + start as u64;
        let is_rest = start > 0 || self.continues;
        let mut cuts = if is_rest { Cuts::after_cut(at) } else { Cuts::of_line(at) };
        let mut from = start;
        loop {
            let end = Cuts::place(cuts.next(), self.at, self.bytes, from, Encoding::Utf8);
            let Some(end) = end else { return self.bytes.len() };
            // What is overwritten before it does not count.
            let stretch = self.bytes.get(from..=end).unwrap_or_default();
            match memchr::memrchr(b'\r', stretch) {
                None => return end,
                Some(found) => {
                    from += found + 1;
                    cuts.overwrite(self.at + from as u64);
                }
            }
        }
    }
}

/// Where the last line that is whole ends.
pub(crate) fn last_line_end(bytes: &[u8]) -> Option<usize> {
    memchr::memrchr(b'\n', bytes).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jobshelf_log::Assembler;
    use proptest::prelude::*;

    fn assert_as_assembled(bytes: &[u8]) {
        for at in [0, 5_000] {
            let mut assembler = Assembler::at_line_start(at);
            let mut starts: Vec<u64> =
                assembler.push(bytes).iter().map(|line| line.offset).collect();
            starts.extend(assembler.finish().map(|line| line.offset));
            let line = Cut { at, bytes, continues: false };
            assert_eq!(line.rows().map(|(start, _)| at + start as u64).collect::<Vec<_>>(), starts);
            // The rest of it has the rows that it has there.
            for (nth, start) in starts.iter().enumerate().skip(1) {
                let bytes = &bytes[(start - at) as usize..];
                let rest = Cut { at: *start, bytes, continues: true };
                let rows: Vec<u64> = rest.rows().map(|(row, _)| start + row as u64).collect();
                assert_eq!(rows, starts[nth..]);
                if nth > 3 {
                    break;
                }
            }
        }
    }

    #[test]
    fn a_line_of_five_megabytes_is_cut_as_the_view_cuts_it() {
        assert_as_assembled(&b"x".repeat(5 << 20));
        assert_as_assembled("é中".repeat(1 << 20).as_bytes());
        assert_as_assembled(&b"12 %\r".repeat(1 << 20));
        assert_as_assembled(&[0x80].repeat(200_000));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn every_line_is_cut_as_the_view_cuts_it(
            pieces in prop::collection::vec(
                (prop::sample::select(vec!["a", "é", "中", "\r", "\u{1f600}", " "]), 1usize..40_000), 1..8,
            ),
        ) {
            let line: String = pieces.iter().map(|(text, n)| text.repeat(*n)).collect();
            assert_as_assembled(line.as_bytes());
        }
    }
}
