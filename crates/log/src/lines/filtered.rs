//! A filtered log: only some of its lines, without gaps between them.

use super::LogLines;
use crate::assembler::Assembler;
use crate::encoding::Encoding;
use crate::line_segment::LineSegment;

/// The properties of a filtered line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FilteredProperties {
    pub(super) number: Option<u64>,
    /// It is shown as context of a line near it.
    is_context: bool,
}

/// A line of a filtered log.
#[derive(Debug, Clone, Copy)]
pub struct FilteredLine<'a> {
    /// The byte at which it begins.
    pub offset: u64,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Its number, if it is known.
    pub number: Option<u64>,
    /// It is shown as context of a line near it.
    pub is_context: bool,
}

impl LogLines {
    /// A log of these lines only, in order. It ends at byte `end` and has no gaps.
    pub fn filtered(encoding: Encoding, end: u64, rows: &[FilteredLine<'_>]) -> Self {
        let mut segment = LineSegment::at(0);
        let mut filtered = Vec::with_capacity(rows.len());
        for FilteredLine { offset, bytes, number, is_context } in rows {
            let mut cut = Assembler::at_line_start(*offset).with_encoding(encoding);
            let mut lines = cut.push(bytes);
            lines.extend(cut.finish());
            // An empty line needs a line end.
            let line = lines.into_iter().next().or_else(|| cut.push(b"\n").into_iter().next());
            if let Some(line) = line {
                segment.extend(vec![line], end, false);
                filtered.push(FilteredProperties { number: *number, is_context: *is_context });
            }
        }
        segment.to = end;
        let assembler = Assembler::starting_at(end).with_encoding(encoding);
        Self { segments: vec![segment], filtered, assembler, encoding, ..Self::default() }
    }

    /// Whether entry `index` is shown as context of a line near it.
    pub fn is_context(&self, index: usize) -> bool {
        self.filtered.get(index).is_some_and(|line| line.is_context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filtered_lines_have_their_own_numbers() {
        let row =
            |offset, bytes, number, is_context| FilteredLine { offset, bytes, number, is_context };
        let rows = [
            row(10, &b"\x1b[1mone"[..], Some(3), false),
            row(90, b"", Some(40), true),
            row(95, b"last", None, false),
        ];
        let lines = LogLines::filtered(Encoding::Utf8, 200, &rows);
        assert_eq!((lines.len(), lines.n_lines(), lines.is_whole()), (3, 3, true));
        let texts: Vec<String> = (0..3).map(|index| lines.line(index).unwrap().text()).collect();
        assert_eq!(texts, ["one", "", "last"]);
        assert_eq!((lines.number(0), lines.number(1), lines.number(2)), (Some(3), Some(40), None));
        assert_eq!((lines.is_context(0), lines.is_context(1)), (false, true));
        assert_eq!((lines.index_at(50), lines.index_at(90), lines.index_at(150)), (0, 1, 2));
        assert_eq!((lines.piece_at(50), lines.piece_at(0)), (None, None));
        assert!(lines.unnumbered().is_empty());
    }

    #[test]
    fn a_filter_may_pass_hundreds_of_thousands_of_lines() {
        // Each line that is added must cost the same, however many there are.
        let row = |offset| FilteredLine { offset, bytes: b"", number: None, is_context: false };
        let rows: Vec<_> = (0..300_000).map(row).collect();
        let lines = LogLines::filtered(Encoding::Utf8, 300_000, &rows);
        assert_eq!((lines.len(), lines.index_at(299_999)), (300_000, 299_999));
    }

    #[test]
    fn a_filter_without_lines_is_an_empty_log() {
        let lines = LogLines::filtered(Encoding::Utf8, 200, &[]);
        assert!(lines.is_empty() && lines.is_whole());
        assert_eq!(lines.piece_at(50), None);
    }
}
