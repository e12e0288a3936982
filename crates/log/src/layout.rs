//! The visible lines, and the height of everything else.
//!
//! All rows have one height, so a position is the number of a row. A wrapped line has as many rows as
//! its columns need. A gap has as many rows as its bytes would have at the average of the loaded lines.
//! Only the entries of a [`Window`] become elements of the page.
//!
//! A [`ScrollAnchor`] is a position that stays valid when an estimate is corrected.

use super::line::Line;
use super::line_break::ROW_BYTES;
use super::line_segment::Gap;
use super::lines::LogLines;
use super::viewport::ROW_HEIGHT;

/// The bytes of a row while no line is loaded.
const ASSUMED_ROW_BYTES: u64 = 80;
/// The most rows of a gap, so that sums do not overflow.
const MAX_GAP_ROWS: u64 = 1 << 28;

/// How lines are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mode {
    /// The column at which a line wraps; none never wraps.
    pub wrap_at: Option<u32>,
    /// Every update of a line has its own row.
    pub raw: bool,
}

/// The rows of a log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// How many items there are.
    items: usize,
    /// The first row of each item, and the end of the last one, without the rows of gaps. If empty,
    /// each item has one row.
    starts: Vec<usize>,
    /// The entry and update of each item. If empty, items are entries.
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
    /// The item after the last.
    pub end: usize,
    /// Its first row; a gap may begin above it.
    pub first_row: usize,
    /// The row after the last; a gap may end below it.
    pub end_row: usize,
}

/// A position in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScrollAnchor {
    /// The byte at which the entry there begins, or a byte in a gap.
    pub byte: u64,
    /// How many pixels the position is below the beginning of that entry.
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

    /// Adds the items of an entry; a gap gets its rows later.
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

    /// Estimates the rows of the gaps from the rows of the `loaded` bytes.
    fn estimate(&mut self, loaded: u64, mode: Mode) {
        let lines = self.rows as u64;
        for place in &mut self.gaps {
            let bytes = place.gap.to - place.gap.from;
            let estimate = match loaded {
                0 => bytes / ASSUMED_ROW_BYTES,
                loaded => (bytes as f64 / loaded as f64 * lines as f64) as u64,
            };
            // Very long lines have several rows.
            let least = bytes / (2 * ROW_BYTES as u64);
            let known = place.gap.lines.filter(|_| mode == Mode::default());
            let known = known.map(|lines| lines.max(least));
            let rows = known.unwrap_or(estimate).clamp(1, MAX_GAP_ROWS);
            // `self.rows` includes the rows of all gaps before this one.
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

    /// The first row of `item`.
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

    /// The first row of entry `entry` of the log.
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
        // Only the visible part of a gap.
        let begins_in_gap = self.gap_of(first).is_some();
        let ends_in_gap = end > first && self.gap_of(end - 1).is_some();
        Window {
            first,
            end,
            first_row: if begins_in_gap { first_row.max(top_row) } else { first_row },
            end_row: if ends_in_gap { end_row.min(last_row + 1) } else { end_row },
        }
    }

    /// The rows of `item` in `window`.
    pub fn rows_within(&self, item: usize, window: Window) -> (usize, usize) {
        (self.row_of(item).max(window.first_row), self.row_of(item + 1).min(window.end_row))
    }

    /// A byte in the middle of the first gap in `window`.
    pub fn missing_byte_in(&self, window: Window) -> Option<u64> {
        let gap = self.gaps.iter().find(|gap| (window.first..window.end).contains(&gap.item))?;
        let (row, end) = self.rows_within(gap.item, window);
        Some(gap.byte_at(row.midpoint(end)))
    }

    /// The position at pixel `top` of a view that is `height` pixels high. If a line is visible, the
    /// position is relative to the first one.
    pub fn anchor_at(&self, log: &LogLines, top: i64, height: i64) -> ScrollAnchor {
        if top <= 0 {
            // At the beginning the reader sees the first line, whatever is loaded later.
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

    /// The pixel at which `anchor` is now.
    pub fn top_of(&self, log: &LogLines, anchor: ScrollAnchor) -> i64 {
        let entry = log.index_at(anchor.byte);
        let row = self.row_of_entry(entry);
        let gap = self.gaps.iter().find(|gap| gap.row == row);
        if let Some(gap) = gap {
            return gap.row_at(anchor.byte) as i64 * ROW_HEIGHT + anchor.below;
        }
        // The line may have fewer rows now.
        let height = (self.row_of_entry(entry + 1) - row) as i64 * ROW_HEIGHT;
        row as i64 * ROW_HEIGHT + anchor.below.min(height)
    }

    fn gap_of(&self, item: usize) -> Option<&GapRows> {
        self.gaps.iter().find(|gap| gap.item == item)
    }

    /// The item that contains row `row`.
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
        // Rounded up, so that the byte of a row is in that row.
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
