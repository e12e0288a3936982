//! Which lines are in view, and how high the rest is.
//!
//! All rows are of one height, so a place in the view is a row's number. A wrapped line takes as
//! many rows as its columns need; what is not loaded takes as many as its bytes would at the mean
//! of what is. Only the entries of a [`Window`] become elements of the page.
//!
//! A [`ScrollAnchor`] is a place that stays what it is when an estimate is corrected.

use super::line::Line;
use super::line_break::ROW_BYTES;
use super::line_segment::Gap;
use super::lines::LogLines;
use super::viewport::ROW_HEIGHT;

/// The bytes of a row while nothing is known of the log.
const USUAL_ROW: u64 = 80;
/// No gap is higher, so that sums stay far from their limits.
const HIGHEST_GAP: u64 = 1 << 28;

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
    /// Where each item's rows begin, and at last where they all end, without those of gaps. Empty:
    /// one row each.
    starts: Vec<usize>,
    /// Entry and update of each item. Empty: items are entries.
    updates: Vec<(u32, u32)>,
    gaps: Vec<GapRows>,
    rows: usize,
}

/// The rows of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct GapRows {
    item: usize,
    row: usize,
    rows: usize,
    gap: Gap,
}

/// The items to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// The first item.
    pub first: usize,
    /// The first item that is not drawn any more.
    pub end: usize,
    /// Its first row; a gap may begin above it.
    pub first_row: usize,
    /// The first row that is not drawn any more; a gap may end below it.
    pub end_row: usize,
}

/// A place in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScrollAnchor {
    /// The byte that the entry there begins at, or a byte in a gap.
    pub byte: u64,
    /// How many pixels the place is below the beginning of that entry.
    pub below: i64,
}

impl Layout {
    /// Lays `log` out.
    pub fn of(log: &LogLines, mode: Mode) -> Self {
        let mut layout = Self::default();
        let mut entry = 0;
        for (index, segment) in log.segments().iter().enumerate() {
            if let Some(gap) = log.gap(index) {
                let (item, row) = (layout.items, layout.rows);
                layout.gaps.push(GapRows { item, row, rows: 0, gap });
                layout.add(entry, None, mode);
                entry += 1;
            }
            if mode == Mode::default() {
                layout.items += segment.lines.len();
                layout.rows += segment.lines.len();
            } else {
                for line in &segment.lines {
                    layout.add(entry, Some(line), mode);
                    entry += 1;
                }
            }
        }
        if let Some(line) = log.partial() {
            layout.add(entry, Some(line), mode);
        }
        if mode != Mode::default() {
            layout.starts.push(layout.rows);
        }
        layout.estimate(log.loaded(), mode);
        layout
    }

    /// Adds the items of an entry; of a gap, without its rows.
    fn add(&mut self, entry: usize, line: Option<&Line>, mode: Mode) {
        let entry = u32::try_from(entry).unwrap_or(u32::MAX);
        if mode == Mode::default() {
            self.items += 1;
            self.rows += usize::from(line.is_some());
            return;
        }
        let heights = match line {
            Some(line) if mode.raw => line.update_columns(),
            Some(line) => vec![line.columns],
            None => vec![0],
        };
        for (update, columns) in (0..).zip(heights) {
            self.starts.push(self.rows);
            if line.is_some() {
                self.rows += rows_for(columns, mode.wrap_at);
            }
            if mode.raw {
                self.updates.push((entry, update));
            }
            self.items += 1;
        }
    }

    /// Gives the gaps their rows, by the `loaded` bytes that took the rows there are.
    fn estimate(&mut self, loaded: u64, mode: Mode) {
        let lines = self.rows as u64;
        for place in &mut self.gaps {
            let bytes = place.gap.to - place.gap.from;
            let estimate = match loaded {
                0 => bytes / USUAL_ROW,
                loaded => (bytes as f64 / loaded as f64 * lines as f64) as u64,
            };
            // Very long lines have more rows than one.
            let least = bytes / (2 * ROW_BYTES as u64);
            let known = place.gap.lines.filter(|_| mode == Mode::default());
            let known = known.map(|lines| lines.max(least));
            let rows = known.unwrap_or(estimate).clamp(1, HIGHEST_GAP);
            // The rows of all gaps before it are among `self.rows` beyond the loaded ones.
            place.row = place.row.saturating_add(self.rows - lines as usize);
            place.rows = rows as usize;
            self.rows = self.rows.saturating_add(place.rows);
        }
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
        self.rows
    }

    /// The row that `item` begins at.
    pub fn row_of(&self, item: usize) -> usize {
        if item >= self.items {
            return self.rows;
        }
        let mut row = self.starts.get(item).copied().unwrap_or(item);
        for gap in self.gaps.iter().take_while(|gap| gap.item < item) {
            row += gap.rows;
            row -= usize::from(self.starts.is_empty());
        }
        row
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
        let top_row = top.saturating_sub(spare);
        let last_row = top.saturating_add(rows).saturating_add(spare);
        let first = self.item_at(top_row);
        let end = if last_row >= self.rows { self.items } else { self.item_at(last_row) + 1 };
        let end = end.min(self.items).max(first);
        let (first_row, end_row) = (self.row_of(first), self.row_of(end));
        // Of a gap, only what is in the window.
        let begins_in_gap = self.gap_of(first).is_some();
        let ends_in_gap = end > first && self.gap_of(end - 1).is_some();
        Window {
            first,
            end,
            first_row: if begins_in_gap { first_row.max(top_row) } else { first_row },
            end_row: if ends_in_gap { end_row.min(last_row + 1) } else { end_row },
        }
    }

    /// The rows of `window` that `item` takes.
    pub fn rows_within(&self, item: usize, window: Window) -> (usize, usize) {
        (self.row_of(item).max(window.first_row), self.row_of(item + 1).min(window.end_row))
    }

    /// A byte in the middle of the first gap in `window`.
    pub fn missing_byte_in(&self, window: Window) -> Option<u64> {
        let gap = self.gaps.iter().find(|gap| (window.first..window.end).contains(&gap.item))?;
        let (row, end) = self.rows_within(gap.item, window);
        Some(gap.byte_at(row.midpoint(end)))
    }

    /// The place at pixel `top` of a view that is `height` pixels high. Where a line is in view,
    /// it is on the first of them.
    pub fn anchor_at(&self, log: &LogLines, top: i64, height: i64) -> ScrollAnchor {
        if top <= 0 {
            // Who has gone to the beginning is to see it, whatever is loaded between.
            return ScrollAnchor::default();
        }
        let row = (top / ROW_HEIGHT).max(0) as usize;
        let mut item = self.item_at(row).min(self.items.saturating_sub(1));
        if let Some(gap) = self.gap_of(item) {
            let end = gap.row + gap.rows;
            if item + 1 >= self.items || end as i64 * ROW_HEIGHT >= top + height {
                return ScrollAnchor { byte: gap.byte_at(row), below: top % ROW_HEIGHT };
            }
            item += 1;
        }
        let (entry, _) = self.entry_of(item);
        ScrollAnchor {
            byte: log.offset(entry),
            below: top - self.row_of_entry(entry) as i64 * ROW_HEIGHT,
        }
    }

    /// The pixel at which `spot` is now.
    pub fn top_of(&self, log: &LogLines, spot: ScrollAnchor) -> i64 {
        let entry = log.index_at(spot.byte);
        let row = self.row_of_entry(entry);
        let gap = self.gaps.iter().find(|gap| gap.row == row);
        if let Some(gap) = gap {
            return gap.row_at(spot.byte) as i64 * ROW_HEIGHT + spot.below;
        }
        // A line may have become lower since.
        let height = (self.row_of_entry(entry + 1) - row) as i64 * ROW_HEIGHT;
        row as i64 * ROW_HEIGHT + spot.below.min(height)
    }

    fn gap_of(&self, item: usize) -> Option<&GapRows> {
        self.gaps.iter().find(|gap| gap.item == item)
    }

    /// The item that row `row` belongs to.
    fn item_at(&self, row: usize) -> usize {
        let (mut of_gaps, mut n_gaps) = (0, 0);
        for gap in self.gaps.iter().take_while(|gap| gap.row <= row) {
            if row < gap.row + gap.rows {
                return gap.item;
            }
            of_gaps += gap.rows;
            n_gaps += 1;
        }
        let row = row - of_gaps;
        if self.starts.is_empty() {
            return (row + n_gaps).min(self.items);
        }
        let after = self.starts.partition_point(|start| *start <= row);
        after.saturating_sub(1).min(self.items)
    }
}

impl GapRows {
    fn bytes_per_row(&self) -> f64 {
        (self.gap.to - self.gap.from) as f64 / self.rows as f64
    }

    fn byte_at(&self, row: usize) -> u64 {
        let byte = row.saturating_sub(self.row) as f64 * self.bytes_per_row();
        // Up, so that the byte of a row is in that row.
        (self.gap.from + byte.ceil() as u64).min(self.gap.to - 1)
    }

    fn row_at(&self, byte: u64) -> usize {
        let row = byte.saturating_sub(self.gap.from) as f64 / self.bytes_per_row();
        self.row + (row as usize).min(self.rows - 1)
    }
}

fn rows_for(columns: u32, wrap_at: Option<u32>) -> usize {
    match wrap_at {
        Some(width) if width > 0 => columns.div_ceil(width).max(1) as usize,
        _ => 1,
    }
}

#[cfg(test)]
mod tests;
