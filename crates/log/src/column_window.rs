//! What is drawn of a row that is far wider than any screen: the columns in view and some beside
//! them. The rest is room, as wide as it would be.

use super::line::columns_after;
use super::style::Span;

/// A row of no more columns is drawn whole.
pub const WIDE_ROW_COLUMNS: u32 = 2_048;
/// What is drawn begins and ends at multiples of this, so that not every pixel draws anew. Tabs
/// stand at multiples of eight, also within what is drawn.
const STEP: u32 = 256;

/// Columns of a row: from the first up to `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ColumnWindow {
    first: u32,
    end: u32,
}

/// A row in part.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VisibleColumns {
    /// What is drawn.
    pub spans: Vec<Span>,
    /// How many columns are before it.
    pub before: u32,
    /// How many are after it.
    pub after: u32,
    /// How many bytes of the row's text are before it.
    pub bytes_before: usize,
    /// How many UTF-16 units these are.
    pub units_before: usize,
}

impl ColumnWindow {
    /// What is to be drawn where `n` columns from `first` on are in view.
    pub fn around(first: u32, n: u32) -> Self {
        let end = first.saturating_add(n) / STEP;
        Self {
            first: (first / STEP).saturating_sub(1) * STEP,
            end: end.saturating_add(2).saturating_mul(STEP),
        }
    }

    /// What of `spans` is in these columns.
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
    fn what_is_in_view_and_a_step_beside_it_is_drawn() {
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
        fn what_is_left_out_is_as_wide_as_it_would_be(
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
            // Whatever is in view of the row is drawn.
            prop_assert!(part.before <= first || before.is_empty() || drawn.is_empty());
            prop_assert!(until >= first + n || after.is_empty());
        }
    }
}
