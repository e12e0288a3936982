//! Where lines begin and end, as the view cuts them.
//!
//! The same rules as those of [`jobshelf_log::Assembler`], on bytes that are all here, without making
//! lines of them; a property test holds the one against the other.

/// A row has no longer stretch without a carriage return.
pub(crate) const STRETCH_LIMIT: usize = 64 << 10;
/// A row has no more bytes.
const LINE_LIMIT: usize = 4 << 20;
/// No character of UTF-8 is longer.
const CHARACTER_LIMIT: usize = 4;

/// Where the row ends that begins at `start` of a line without its line end.
pub(crate) fn row_end(line: &[u8], start: usize) -> usize {
    if line.len() - start.min(line.len()) <= STRETCH_LIMIT {
        return line.len();
    }
    let mut stretch = start;
    for (here, byte) in line.iter().enumerate().skip(start) {
        let over = (here - stretch).saturating_sub(STRETCH_LIMIT);
        let over = over.max((here - start).saturating_sub(LINE_LIMIT));
        match byte {
            b'\r' => stretch = here + 1,
            _ if over > 0 && (!is_continuation(*byte) || over > CHARACTER_LIMIT) => return here,
            _ => {}
        }
    }
    line.len()
}

/// The rows of a line: where each begins and ends. At least one.
pub(crate) fn rows(line: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let end = row_end(line, start);
        next = (end < line.len()).then_some(end);
        Some((start, end))
    })
}

pub(crate) fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// `bytes` without a character at their end that is not all here.
pub(crate) fn without_cut_character(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().rposition(|byte| !is_continuation(*byte)).unwrap_or(0);
    let (before, last) = bytes.split_at(start);
    match std::str::from_utf8(last) {
        Err(error) if error.error_len().is_none() => before,
        _ => bytes,
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

    fn assert_as_assembled(line: &[u8]) {
        let mut assembler = Assembler::default();
        let mut starts: Vec<usize> =
            assembler.push(line).iter().map(|line| line.offset as usize).collect();
        starts.extend(assembler.finish().map(|line| line.offset as usize));
        assert_eq!(rows(line).map(|(start, _)| start).collect::<Vec<_>>(), starts);
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
