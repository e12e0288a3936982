//! The lines of a log that a filter lets through, with some lines around each.
//!
//! Like everything here it grows at both ends. Of the lines next to either end some are remembered,
//! since a line that lets its neighbours through may come later. Text is kept up to a limit, of the
//! newest lines; the others are only counted.

use crate::parts::{Part, PartRow, within};
use crate::pattern::Pattern;
use std::collections::VecDeque;

/// So many bytes of text are kept.
const MOST_BYTES: usize = 8 << 20;
/// So many lines are.
const MOST_LINES: usize = 20_000;
/// A line costs so much besides its text.
const LINE: usize = 64;

/// Which lines pass.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Only those that have it.
    pub include: Option<Pattern>,
    /// Only those that do not.
    pub exclude: Option<Pattern>,
    /// So many lines before and after each that passes are shown, too.
    pub around: usize,
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
    /// As it is in the log.
    pub(crate) raw: Box<[u8]>,
    /// How many lines its line is after the place where the search began; before it, less than
    /// nothing.
    nth: i64,
    /// It is the rest of a line.
    continues: bool,
    /// It passes itself.
    pub(crate) passes: bool,
}

/// One end of what was looked through.
#[derive(Debug, Clone, Default)]
struct Edge {
    /// The lines next to it, the nearest first; as many as are shown around one that passes.
    lines: VecDeque<Row>,
    /// How far away the nearest line is that passes, if it is that near: 0 is the one at the edge.
    nearest: Option<usize>,
}

/// What passed so far.
#[derive(Debug, Clone)]
pub(crate) struct Filtered {
    filter: Filter,
    range: Option<(u64, u64)>,
    /// In order.
    rows: VecDeque<Row>,
    /// Lines of what was looked through before and after the place where it began.
    n_before: i64,
    n_after: i64,
    low: Edge,
    high: Edge,
    /// The unfinished line, for now; a long one has several rows.
    tail: Vec<Row>,
    n_passed: u64,
    weight: usize,
    is_capped: bool,
    /// Another whenever something else is shown.
    edition: u64,
}

impl Filtered {
    /// Nothing yet; what is shown has editions from this on.
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

    /// Where what was looked through begins.
    pub(crate) fn low(&self) -> Option<u64> {
        self.range.map(|(low, _)| low)
    }

    /// How many lines passed, without those around them.
    pub(crate) fn len(&self) -> u64 {
        self.n_passed + self.tail.iter().filter(|row| row.passes).count() as u64
    }

    /// Another number whenever something else is shown, or the same with numbers.
    pub(crate) fn edition(&self) -> u64 {
        self.edition
    }

    /// Whether some of them were only counted.
    pub(crate) fn is_capped(&self) -> bool {
        self.is_capped
    }

    /// What is shown, in order: each line, and its number once all before it was looked through.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&Row, Option<u64>)> {
        let first = self.low().filter(|low| *low == 0).map(|_| self.n_before);
        let number = move |row: &Row| first.and_then(|n| u64::try_from(n + row.nth + 1).ok());
        self.rows.iter().chain(self.shown_tail()).map(move |row| (row, number(row)))
    }

    /// Takes the block `from..to`; what of it is in here already is passed over.
    pub(crate) fn take(&mut self, from: u64, to: u64, parts: &[Part<'_>]) {
        let (low, high) = self.range.unwrap_or((to, to));
        if from < low {
            let rows = self.read(&within(parts, from, low));
            self.take_before(rows);
        }
        if to > high {
            let rows = self.read(&within(parts, high, to));
            self.take_after(rows);
        }
        self.edition += u64::from(low > 0 && from == 0);
        self.range = Some((from.min(low), to.max(high)));
    }

    /// The log's first line begins where nothing was taken yet.
    pub(crate) fn begin(&mut self) {
        self.range = self.range.or(Some((0, 0)));
    }

    /// The unfinished line, for now.
    pub(crate) fn take_tail(&mut self, parts: &[Part<'_>]) {
        let mut tail = self.read(parts);
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

    /// What is shown of the unfinished line, and of what is before it for its sake.
    fn shown_tail(&self) -> Vec<&Row> {
        let around = self.filter.around;
        let shown = shown(&self.tail, around, self.high.nearest, None);
        let distance = self.tail.iter().position(|row| row.passes);
        let n_near = distance.map_or(0, |distance| around.saturating_sub(distance));
        // Some of the lines before it are shown already: these, and all that are before these.
        let last = self.rows.back().map(|row| row.at);
        let near = self.high.lines.iter().take(n_near).rev();
        let near = near.filter(|row| last.is_none_or(|last| last < row.at));
        let own = self.tail.iter().zip(shown).filter(|(_, is_shown)| *is_shown);
        near.chain(own.map(|(row, _)| row)).collect()
    }

    /// The lines of a block.
    fn read(&self, parts: &[Part<'_>]) -> Vec<Row> {
        let mut read = Vec::new();
        for part in parts {
            part.each_row(&mut |PartRow { at, raw, text, continues }| {
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
        // What was found after them may show the last of them, and the last of them what is after.
        let around = self.filter.around;
        let shown = shown(&rows, around, None, self.low.nearest);
        let after = rows.iter().rev().position(|row| row.passes);
        if let Some(distance) = after {
            let near: Vec<Row> =
                self.low.lines.iter().take(around.saturating_sub(distance)).cloned().collect();
            for row in near.into_iter().rev() {
                if self.rows.front().is_none_or(|first| first.at > row.at) {
                    self.keep_before(row);
                } else {
                    self.keep_among(row);
                }
            }
        }
        if self.high.lines.len() < around {
            self.high.go_beyond(&rows, around);
        }
        self.low.come(rows.iter(), around);
        self.n_passed += rows.iter().filter(|row| row.passes).count() as u64;
        for (row, is_shown) in rows.into_iter().zip(shown).rev() {
            if is_shown {
                self.keep_before(row);
            }
        }
    }

    fn take_after(&mut self, mut rows: Vec<Row>) {
        for row in &mut rows {
            self.n_after += i64::from(!row.continues);
            row.nth = self.n_after - 1;
        }
        let around = self.filter.around;
        let shown = shown(&rows, around, self.high.nearest, None);
        if let Some(distance) = rows.iter().position(|row| row.passes) {
            let near = self.high.lines.iter().take(around.saturating_sub(distance));
            let near: Vec<Row> = near.cloned().collect();
            near.into_iter().for_each(|row| self.keep_among(row));
        }
        if self.low.lines.len() < around {
            let reversed: Vec<Row> = rows.iter().rev().cloned().collect();
            self.low.go_beyond(&reversed, around);
        }
        self.high.come(rows.iter().rev(), around);
        self.n_passed += rows.iter().filter(|row| row.passes).count() as u64;
        for (row, is_shown) in rows.into_iter().zip(shown) {
            if is_shown {
                self.keep_after(row);
            }
        }
    }

    /// Keeps a line that is before all others, unless there is no room for it, or was none for one
    /// that is after it.
    fn keep_before(&mut self, row: Row) {
        let weight = self.weight + row.weight();
        self.is_capped |= weight > MOST_BYTES || self.rows.len() >= MOST_LINES;
        if !self.is_capped {
            self.weight = weight;
            self.rows.push_front(row);
            self.edition += 1;
        }
    }

    /// Keeps a line that is after all others; the oldest make room for it.
    fn keep_after(&mut self, row: Row) {
        self.weight += row.weight();
        self.rows.push_back(row);
        self.edition += 1;
        while self.weight > MOST_BYTES || self.rows.len() > MOST_LINES {
            let Some(oldest) = self.rows.pop_front() else { return };
            self.weight -= oldest.weight();
            self.is_capped = true;
        }
    }

    /// Keeps a line at its place, unless it is there already. At most those around one line come so.
    fn keep_among(&mut self, row: Row) {
        if let Err(place) = self.rows.binary_search_by_key(&row.at, |row| row.at) {
            self.weight += row.weight();
            self.rows.insert(place, row);
            self.edition += 1;
        }
    }
}

impl Row {
    fn weight(&self) -> usize {
        self.raw.len() + LINE
    }
}

impl Edge {
    /// Lines came at this edge; `lines` are in order from the new edge on.
    fn come<'a>(&mut self, lines: impl ExactSizeIterator<Item = &'a Row> + Clone, around: usize) {
        let n = lines.len();
        let passes = lines.clone().position(|row| row.passes);
        let nearest = passes.or_else(|| self.nearest.map(|nearest| nearest.saturating_add(n)));
        self.nearest = nearest.filter(|nearest| *nearest <= around);
        let before: Vec<Row> = self.lines.drain(..).collect();
        self.lines = lines.take(around).cloned().chain(before).take(around).collect();
    }

    /// There are fewer lines than this edge remembers; those of the other one are near, too. `lines`
    /// come in order towards this edge.
    fn go_beyond(&mut self, lines: &[Row], around: usize) {
        let n = self.lines.len();
        let passes = lines.iter().rev().position(|row| row.passes).map(|distance| distance + n);
        self.nearest = self.nearest.or(passes.filter(|nearest| *nearest <= around));
        let more = lines.iter().rev().take(around - n).cloned();
        self.lines.extend(more);
    }
}

/// Which of `rows` are shown: those that pass and what is around them; a line that passes may be so
/// many lines before the first of them, or after the last.
fn shown(rows: &[Row], around: usize, before: Option<usize>, after: Option<usize>) -> Vec<bool> {
    let mut shown: Vec<bool> = rows.iter().map(|row| row.passes).collect();
    let mut since = before.map(|before| before + 1);
    for (row, is_shown) in rows.iter().zip(&mut shown) {
        since = if row.passes { Some(0) } else { since };
        *is_shown |= since.is_some_and(|since| since <= around);
        since = since.map(|since| since + 1);
    }
    let mut until = after.map(|after| after + 1);
    for (row, is_shown) in rows.iter().zip(&mut shown).rev() {
        until = if row.passes { Some(0) } else { until };
        *is_shown |= until.is_some_and(|until| until <= around);
        until = until.map(|until| until + 1);
    }
    shown
}
