//! Which lines are in view, and how high the rest is.
//!
//! All rows are of one height, so a place in the view is a row's number. A wrapped line takes as
//! many rows as its columns need. Only the entries of a [`Window`] become elements of the page.

use super::lines::LogLines;

/// How lines become rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mode {
    /// The columns after which a line goes on in the next row; none never wraps.
    pub wrap_at: Option<u32>,
    /// Every update of a line has its own row.
    pub raw: bool,
}

/// The rows of a log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// How many items there are.
    items: usize,
    /// Where each item's rows begin, and at last where they all end. Empty: one row each.
    starts: Vec<usize>,
    /// Entry and update of each item. Empty: items are entries.
    updates: Vec<(u32, u32)>,
}

/// The items to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// The first item.
    pub first: usize,
    /// The first item that is not drawn any more.
    pub end: usize,
    /// Rows above them.
    pub rows_above: usize,
    /// Rows below them.
    pub rows_below: usize,
}

impl Layout {
    /// Lays `log` out.
    pub fn of(log: &LogLines, mode: Mode) -> Self {
        if mode == Mode::default() {
            return Self { items: log.len(), ..Self::default() };
        }
        let mut layout = Self::default();
        let mut rows = 0;
        for (index, entry) in log.iter().enumerate() {
            let entry_number = u32::try_from(index).unwrap_or(u32::MAX);
            let heights = match entry {
                Ok(line) if mode.raw => line.update_columns(),
                Ok(line) => vec![line.columns],
                Err(_) => vec![0],
            };
            for (update, columns) in (0..).zip(heights) {
                layout.starts.push(rows);
                rows += rows_for(columns, mode.wrap_at);
                if mode.raw {
                    layout.updates.push((entry_number, update));
                }
                layout.items += 1;
            }
        }
        layout.starts.push(rows);
        layout
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items == 0
    }

    /// All rows.
    pub fn rows(&self) -> usize {
        self.starts.last().copied().unwrap_or(self.items)
    }

    /// The row that `item` begins at.
    pub fn row_of(&self, item: usize) -> usize {
        if self.starts.is_empty() {
            return item.min(self.items);
        }
        self.starts.get(item).copied().unwrap_or_else(|| self.rows())
    }

    /// The row that entry `entry` of the log begins at.
    pub fn row_of_entry(&self, entry: usize) -> usize {
        if self.updates.is_empty() {
            return self.row_of(entry);
        }
        let item = self.updates.partition_point(|(of, _)| (*of as usize) < entry);
        self.row_of(item)
    }

    /// The entry of the log that `item` shows, and which of its updates if it shows one.
    pub fn entry_of(&self, item: usize) -> (usize, Option<usize>) {
        match self.updates.get(item) {
            Some((entry, update)) => (*entry as usize, Some(*update as usize)),
            None => (item, None),
        }
    }

    /// The items that cover `rows` rows from `top`, and `spare` rows on either side.
    pub fn window(&self, top: usize, rows: usize, spare: usize) -> Window {
        let first = self.item_at(top.saturating_sub(spare));
        let last_row = top.saturating_add(rows).saturating_add(spare);
        let end = if last_row >= self.rows() { self.items } else { self.item_at(last_row) + 1 };
        let end = end.min(self.items).max(first);
        Window {
            first,
            end,
            rows_above: self.row_of(first),
            rows_below: self.rows().saturating_sub(self.row_of(end)),
        }
    }

    /// The item that row `row` belongs to.
    fn item_at(&self, row: usize) -> usize {
        if self.starts.is_empty() {
            return row.min(self.items);
        }
        let after = self.starts.partition_point(|start| *start <= row);
        after.saturating_sub(1).min(self.items)
    }
}

fn rows_for(columns: u32, wrap_at: Option<u32>) -> usize {
    match wrap_at {
        Some(width) if width > 0 => columns.div_ceil(width).max(1) as usize,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn log(text: &str) -> LogLines {
        let mut log = LogLines::starting_at(0);
        log.append(0, text.as_bytes());
        log
    }

    #[test]
    fn without_wrapping_an_entry_is_a_row() {
        let layout = Layout::of(&log("a\nb\nc\nd"), Mode::default());
        assert_eq!((layout.len(), layout.rows()), (4, 4));
        let window = layout.window(1, 1, 0);
        assert_eq!(window, Window { first: 1, end: 3, rows_above: 1, rows_below: 1 });
    }

    #[test]
    fn a_wrapped_line_takes_the_rows_it_needs() {
        let mode = Mode { wrap_at: Some(4), raw: false };
        let layout = Layout::of(&log("abcde\n\nabcd\nx\n"), mode);
        assert_eq!((layout.len(), layout.rows()), (4, 5));
        assert_eq!((0..5).map(|i| layout.row_of(i)).collect::<Vec<_>>(), [0, 2, 3, 4, 5]);
        let window = layout.window(1, 1, 0);
        assert_eq!(window, Window { first: 0, end: 2, rows_above: 0, rows_below: 2 });
    }

    #[test]
    fn raw_shows_every_update() {
        let mode = Mode { wrap_at: None, raw: true };
        let layout = Layout::of(&log("1\r2\r3\nnext\n"), mode);
        assert_eq!((layout.len(), layout.rows()), (4, 4));
        assert_eq!(layout.entry_of(1), (0, Some(1)));
        assert_eq!(layout.entry_of(3), (1, Some(0)));
        assert_eq!((layout.row_of_entry(0), layout.row_of_entry(1)), (0, 3));
    }

    proptest! {
        #[test]
        fn a_window_and_what_is_around_it_are_all_rows(
            text in "([a-z\r]{0,12}\n){0,60}",
            wrap_at in prop::option::of(1u32..6),
            raw in any::<bool>(),
            top in 0usize..200,
            rows in 1usize..20,
            spare in 0usize..10,
        ) {
            let layout = Layout::of(&log(&text), Mode { wrap_at, raw });
            let window = layout.window(top, rows, spare);
            let drawn: usize = (window.first..window.end)
                .map(|item| layout.row_of(item + 1) - layout.row_of(item))
                .sum();
            prop_assert_eq!(window.rows_above + drawn + window.rows_below, layout.rows());
            // Whatever is in view is drawn.
            prop_assert!(window.rows_above <= top || window.first == layout.len());
            prop_assert!(window.rows_above + drawn >= (top + rows).min(layout.rows()));
        }
    }
}
