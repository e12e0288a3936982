//! The columns that are drawn of a row that is far wider than any screen: the visible ones and some on
//! either side. Empty space of the same width replaces the others.

use super::line::columns_after;
use super::style::Span;

/// Wider rows are drawn in part.
pub const WIDE_ROW_COLUMNS: u32 = 2_048;
/// The drawn columns begin and end at multiples of this, so that not every pixel of scrolling draws
/// again. It is a multiple of eight, so tabs stay aligned.
const STEP: u32 = 256;

/// A range of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ColumnWindow {
    first: u32,
    end: u32,
}

/// The drawn columns of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VisibleColumns {
    /// Their text.
    pub spans: Vec<Span>,
    /// How many columns are before them.
    pub before: u32,
    /// How many columns are after them.
    pub after: u32,
    /// How many bytes of the row's text are before them.
    pub bytes_before: usize,
    /// How many UTF-16 units these bytes are.
    pub units_before: usize,
}

impl ColumnWindow {
    /// The columns to draw when `n` columns from `first` on are visible.
    pub fn around(first: u32, n: u32) -> Self {
        let end = first.saturating_add(n) / STEP;
        Self {
            first: (first / STEP).saturating_sub(1) * STEP,
            end: end.saturating_add(2).saturating_mul(STEP),
        }
    }

    /// The part of `spans` in these columns.
    pub fn slice(self, spans: Vec<Span>) -> VisibleColumns {
        let mut part = VisibleColumns::default();
        let mut column = 0;
        for span in spans {
            let mut drawn = String::new();
            for character in span.text.chars() {
                let next = columns_after(column, character);
                if column < self.first {
                    part.before = next;
                    part.bytes_before += character.len_utf8();
                    part.units_before += character.len_utf16();
                } else if column < self.end {
                    drawn.push(character);
                } else {
                    part.after += next - column;
                }
                column = next;
            }
            if !drawn.is_empty() {
                part.spans.push(Span { text: drawn, ..span });
            }
        }
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ansi;
    use crate::line::columns;
    use crate::style::Style;
    use proptest::prelude::*;

    fn text(spans: &[Span]) -> String {
        spans.iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn the_visible_columns_and_one_step_beside_are_drawn() {
        let row = "0123456789".repeat(1_000);
        let spans = ansi::draw(&row, Style::default()).spans;
        let part = ColumnWindow::around(1_000, 100).slice(spans.clone());
        assert_eq!((part.before, part.bytes_before, part.units_before), (512, 512, 512));
        assert_eq!(text(&part.spans), row[512..1_536]);
        assert_eq!(part.after, 10_000 - 1_536);
        let part = ColumnWindow::around(0, 100).slice(spans.clone());
        assert_eq!((part.before, text(&part.spans).len()), (0, 512));
        let part = ColumnWindow::around(9_950, 100).slice(spans);
        assert_eq!((part.before, part.after), (9_472, 0));
    }

    proptest! {
        #[test]
        fn omitted_columns_keep_their_width(
            row in "([a-z]{1,200}|é|中|🎬|\t|\u{1b}\\[3[0-7]m|\u{301}){0,200}",
            first in 0u32..5_000,
            n in 0u32..400,
        ) {
            let spans = ansi::draw(&row, Style::default()).spans;
            let whole = text(&spans);
            let part = ColumnWindow::around(first, n).slice(spans);
            let drawn = text(&part.spans);
            prop_assert!(whole[part.bytes_before..].starts_with(&drawn));
            let (before, rest) = whole.split_at(part.bytes_before);
            prop_assert_eq!(before.encode_utf16().count(), part.units_before);
            prop_assert_eq!(columns(before), part.before);
            let (drawn, after) = rest.split_at(drawn.len());
            let until = columns(&[before, drawn].concat());
            prop_assert_eq!(until + part.after, columns(&whole));
            // All visible columns are drawn.
            prop_assert!(part.before <= first || before.is_empty() || drawn.is_empty());
            prop_assert!(until >= first + n || after.is_empty());
        }
    }
}
