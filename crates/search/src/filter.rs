//! The lines of a log that pass a filter, with some lines of context around each.
//!
//! The searched range grows at both ends. Some lines next to either end are remembered, since a line
//! that shows them as context may arrive later. The text of the newest lines is stored up to a limit;
//! older lines are only counted.

use crate::pattern::Pattern;
use crate::sections::{Section, SectionRow, within};
use std::collections::VecDeque;

/// The most bytes of text that are stored.
const MAX_BYTES: usize = 8 << 20;
/// The most lines that are stored.
const MAX_LINES: usize = 20_000;
/// The memory of a line besides its text.
const LINE_OVERHEAD: usize = 64;

/// Which lines pass.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Only lines that match it.
    pub include: Option<Pattern>,
    /// Only lines that do not match it.
    pub exclude: Option<Pattern>,
    /// How many lines before and after each of them are shown, too.
    pub context: usize,
}

impl Filter {
    fn passes(&self, text: &[u8]) -> bool {
        self.include.as_ref().is_none_or(|pattern| pattern.is_in(text))
            && !self.exclude.as_ref().is_some_and(|pattern| pattern.is_in(text))
    }
}

/// A line that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) at: u64,
    /// Its bytes.
    pub(crate) raw: Box<[u8]>,
    /// How many lines after the start of the search its line is; negative before it.
    nth: i64,
    /// It is the rest of a line.
    continues: bool,
    /// It passes the filter; otherwise it is context.
    pub(crate) passes: bool,
}

/// One end of the searched range.
#[derive(Debug, Clone, Default)]
struct Edge {
    /// The lines next to it, the nearest first, as many as there are lines of context.
    lines: VecDeque<Row>,
    /// The distance to the nearest line that passes, if that is near; 0 is the line at the edge.
    nearest: Option<usize>,
}

/// The lines that passed so far.
#[derive(Debug, Clone)]
pub(crate) struct Filtered {
    filter: Filter,
    range: Option<(u64, u64)>,
    /// In order.
    rows: VecDeque<Row>,
    /// How many lines are in the range before and after the start of the search.
    n_before: i64,
    n_after: i64,
    low: Edge,
    high: Edge,
    /// The unfinished line; a long one has several rows.
    tail: Vec<Row>,
    n_passed: u64,
    weight: usize,
    is_capped: bool,
    /// A number that changes whenever other lines are shown.
    edition: u64,
}

impl Filtered {
    /// No line yet; its editions start with this one.
    pub(crate) fn new(filter: Filter, edition: u64) -> Self {
        Self {
            filter,
            range: None,
            rows: VecDeque::new(),
            n_before: 0,
            n_after: 0,
            low: Edge::default(),
            high: Edge::default(),
            tail: Vec::new(),
            n_passed: 0,
            weight: 0,
            is_capped: false,
            edition,
        }
    }

    /// The first byte of the searched range.
    pub(crate) fn low(&self) -> Option<u64> {
        self.range.map(|(low, _)| low)
    }

    /// How many lines passed, without context.
    pub(crate) fn len(&self) -> u64 {
        self.n_passed + self.tail.iter().filter(|row| row.passes).count() as u64
    }

    /// A number that changes whenever other lines are shown, or the same with line numbers.
    pub(crate) fn edition(&self) -> u64 {
        self.edition
    }

    /// Whether some lines are only counted.
    pub(crate) fn is_capped(&self) -> bool {
        self.is_capped
    }

    /// The lines that are shown, in order, each with its number once all lines before it are known.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&Row, Option<u64>)> {
        let first = self.low().filter(|low| *low == 0).map(|_| self.n_before);
        let number = move |row: &Row| first.and_then(|n| u64::try_from(n + row.nth + 1).ok());
        self.rows.iter().chain(self.shown_tail()).map(move |row| (row, number(row)))
    }

    /// Adds the block `from..to`, except for bytes that were searched before.
    pub(crate) fn take(&mut self, from: u64, to: u64, sections: &[Section<'_>]) {
        let (low, high) = self.range.unwrap_or((to, to));
        if from < low {
            let rows = self.read(&within(sections, from, low));
            self.take_before(rows);
        }
        if to > high {
            let rows = self.read(&within(sections, high, to));
            self.take_after(rows);
        }
        self.edition += u64::from(low > 0 && from == 0);
        self.range = Some((from.min(low), to.max(high)));
    }

    /// Declares that the log begins at the first byte of the range.
    pub(crate) fn begin(&mut self) {
        self.range = self.range.or(Some((0, 0)));
    }

    /// Replaces the unfinished line.
    pub(crate) fn take_tail(&mut self, sections: &[Section<'_>]) {
        let mut tail = self.read(sections);
        let mut nth = self.n_after - 1;
        for row in &mut tail {
            nth += i64::from(!row.continues);
            row.nth = nth;
        }
        let was_shown = !self.shown_tail().is_empty();
        let before = std::mem::replace(&mut self.tail, tail);
        let is_shown = was_shown || !self.shown_tail().is_empty();
        self.edition += u64::from(is_shown && before != self.tail);
    }

    /// The rows of the unfinished line that are shown, after the lines that are shown as its context.
    fn shown_tail(&self) -> Vec<&Row> {
        let context = self.filter.context;
        let shown = shown(&self.tail, context, self.high.nearest, None);
        let distance = self.tail.iter().position(|row| row.passes);
        let n_near = distance.map_or(0, |distance| context.saturating_sub(distance));
        // Lines up to the last stored one are shown already.
        let last = self.rows.back().map(|row| row.at);
        let near = self.high.lines.iter().take(n_near).rev();
        let near = near.filter(|row| last.is_none_or(|last| last < row.at));
        let own = self.tail.iter().zip(shown).filter(|(_, is_shown)| *is_shown);
        near.chain(own.map(|(row, _)| row)).collect()
    }

    /// The lines of a block.
    fn read(&self, sections: &[Section<'_>]) -> Vec<Row> {
        let mut read = Vec::new();
        for section in sections {
            section.each_row(&mut |SectionRow { at, raw, text, continues }| {
                let passes = self.filter.passes(text);
                read.push(Row { at, raw: raw.into(), nth: 0, continues, passes });
            });
        }
        read
    }

    fn take_before(&mut self, mut rows: Vec<Row>) {
        self.n_before += rows.iter().filter(|row| !row.continues).count() as i64;
        let mut nth = -self.n_before - 1;
        for row in &mut rows {
            nth += i64::from(!row.continues);
            row.nth = nth;
        }
        // Lines after the block may have context in it, and its last lines may have context after it.
        let context = self.filter.context;
        let shown = shown(&rows, context, None, self.low.nearest);
        let after = rows.iter().rev().position(|row| row.passes);
        if let Some(distance) = after {
            let near: Vec<Row> =
                self.low.lines.iter().take(context.saturating_sub(distance)).cloned().collect();
            for row in near.into_iter().rev() {
                if self.rows.front().is_none_or(|first| first.at > row.at) {
                    self.store_before(row);
                } else {
                    self.store_between(row);
                }
            }
        }
        if self.high.lines.len() < context {
            self.high.add_inner(&rows, context);
        }
        self.low.move_past(rows.iter(), context);
        self.n_passed += rows.iter().filter(|row| row.passes).count() as u64;
        for (row, is_shown) in rows.into_iter().zip(shown).rev() {
            if is_shown {
                self.store_before(row);
            }
        }
    }

    fn take_after(&mut self, mut rows: Vec<Row>) {
        for row in &mut rows {
            self.n_after += i64::from(!row.continues);
            row.nth = self.n_after - 1;
        }
        let context = self.filter.context;
        let shown = shown(&rows, context, self.high.nearest, None);
        if let Some(distance) = rows.iter().position(|row| row.passes) {
            let near = self.high.lines.iter().take(context.saturating_sub(distance));
            let near: Vec<Row> = near.cloned().collect();
            near.into_iter().for_each(|row| self.store_between(row));
        }
        if self.low.lines.len() < context {
            let reversed: Vec<Row> = rows.iter().rev().cloned().collect();
            self.low.add_inner(&reversed, context);
        }
        self.high.move_past(rows.iter().rev(), context);
        self.n_passed += rows.iter().filter(|row| row.passes).count() as u64;
        for (row, is_shown) in rows.into_iter().zip(shown) {
            if is_shown {
                self.store_after(row);
            }
        }
    }

    /// Stores a line before all others, unless the store is full or dropped a newer line.
    fn store_before(&mut self, row: Row) {
        let weight = self.weight + row.weight();
        self.is_capped |= weight > MAX_BYTES || self.rows.len() >= MAX_LINES;
        if !self.is_capped {
            self.weight = weight;
            self.rows.push_front(row);
            self.edition += 1;
        }
    }

    /// Stores a line after all others, and drops the oldest if the store is full.
    fn store_after(&mut self, row: Row) {
        self.weight += row.weight();
        self.rows.push_back(row);
        self.edition += 1;
        while self.weight > MAX_BYTES || self.rows.len() > MAX_LINES {
            let Some(oldest) = self.rows.pop_front() else { return };
            self.weight -= oldest.weight();
            self.is_capped = true;
        }
    }

    /// Stores a line of context between others, unless it is there already.
    fn store_between(&mut self, row: Row) {
        if let Err(place) = self.rows.binary_search_by_key(&row.at, |row| row.at) {
            self.weight += row.weight();
            self.rows.insert(place, row);
            self.edition += 1;
        }
    }
}

impl Row {
    fn weight(&self) -> usize {
        self.raw.len() + LINE_OVERHEAD
    }
}

impl Edge {
    /// Lines were added at this edge; `lines` are in order from the new edge inward.
    fn move_past<'a>(
        &mut self,
        lines: impl ExactSizeIterator<Item = &'a Row> + Clone,
        context: usize,
    ) {
        let n = lines.len();
        let passes = lines.clone().position(|row| row.passes);
        let nearest = passes.or_else(|| self.nearest.map(|nearest| nearest.saturating_add(n)));
        self.nearest = nearest.filter(|nearest| *nearest <= context);
        let before: Vec<Row> = self.lines.drain(..).collect();
        self.lines = lines.take(context).cloned().chain(before).take(context).collect();
    }

    /// The range has fewer lines than this edge remembers, so lines added at the other edge are near
    /// this one, too. `lines` are in order towards this edge.
    fn add_inner(&mut self, lines: &[Row], context: usize) {
        let n = self.lines.len();
        let passes = lines.iter().rev().position(|row| row.passes).map(|distance| distance + n);
        self.nearest = self.nearest.or(passes.filter(|nearest| *nearest <= context));
        let more = lines.iter().rev().take(context - n).cloned();
        self.lines.extend(more);
    }
}

/// Which of `rows` are shown: the ones that pass, and their context. The nearest passing line may be
/// `before` lines before the first row, or `after` lines after the last one.
fn shown(rows: &[Row], context: usize, before: Option<usize>, after: Option<usize>) -> Vec<bool> {
    let mut shown: Vec<bool> = rows.iter().map(|row| row.passes).collect();
    let mut since = before.map(|before| before + 1);
    for (row, is_shown) in rows.iter().zip(&mut shown) {
        since = if row.passes { Some(0) } else { since };
        *is_shown |= since.is_some_and(|since| since <= context);
        since = since.map(|since| since + 1);
    }
    let mut until = after.map(|after| after + 1);
    for (row, is_shown) in rows.iter().zip(&mut shown).rev() {
        until = if row.passes { Some(0) } else { until };
        *is_shown |= until.is_some_and(|until| until <= context);
        until = until.map(|until| until + 1);
    }
    shown
}
