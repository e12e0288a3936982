//! Which parts of the lines in view are matches.
//!
//! Only the search knows what matches, so the lines that are drawn are sent to it, and what comes back
//! is kept until other lines are drawn.

use super::Finding;
use crate::net::scope::spawn_latest;
use crate::reactive::*;
use crate::state::find::Query;

/// A match in a line, in bytes of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in super::super) struct Mark {
    pub(in super::super) from: u32,
    pub(in super::super) to: u32,
    pub(in super::super) is_current: bool,
}

/// The marks of lines, by the byte that each line begins at; in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in super::super) struct Marks {
    marks: Vec<(u64, Mark)>,
}

impl Marks {
    /// Those of the line that begins at `offset`.
    pub(in super::super) fn of_line(&self, offset: u64) -> Vec<Mark> {
        let first = self.marks.partition_point(|(at, _)| *at < offset);
        let rest = self.marks.iter().skip(first);
        rest.take_while(|(at, _)| *at == offset).map(|(_, mark)| *mark).collect()
    }
}

/// A line that is drawn: where it begins, where the next does, how much text it has.
type Row = (u64, u64, usize);

impl Finding {
    /// Marks what is drawn, now and whenever something else is drawn or looked for.
    pub(super) fn keep_marked(&'static self) {
        let search = self.search;
        let asked = move || {
            let query = search.query.get();
            let rows = (!query.is_empty()).then(|| self.rows())?;
            let is_good = search.refusal.with(String::is_empty);
            is_good.then(|| (query, rows, self.current.get().map(|(at, _)| at)))
        };
        spawn_latest(asked, move |(_, rows, current)| Box::pin(self.mark(rows, current)));
        on_change(
            move || search.query.get(),
            move |_: &Query, _| {
                self.marks.set(Marks::default());
            },
        );
        on_change(move || self.marks.get(), move |marks: &Marks, _| self.reveal(marks));
    }

    fn rows(&self) -> Vec<Row> {
        let window = self.scroller.drawn.get().window;
        self.scroller.layout.with(|layout| {
            self.feed.lines.with(|lines| {
                let mut entries: Vec<usize> =
                    (window.first..window.end).map(|item| layout.entry_of(item).0).collect();
                entries.dedup();
                let row = |index: usize| {
                    let length = lines.line(index)?.length();
                    Some((lines.offset(index), lines.offset(index + 1), length))
                };
                entries.into_iter().filter_map(row).collect()
            })
        })
    }

    async fn mark(&'static self, rows: Vec<Row>, current: Option<u64>) {
        let texts = self.feed.lines.with_untracked(|lines| {
            let text = |offset: u64| lines.line(lines.index_at(offset)).map(|line| line.text());
            rows.iter().map(|(offset, ..)| text(*offset).unwrap_or_default()).collect()
        });
        let Ok(flat) = self.search.mark(texts).await else { return };
        let here = rows.iter().find(|(from, to, _)| {
            current.is_some_and(|at| *from <= at && (at < *to || from == to))
        });
        let mut nth = None;
        if let Some(((from, ..), at)) = here.zip(current) {
            let Ok(before) = self.search.count_in(*from, at).await else { return };
            nth = Some((*from, before as usize));
        }
        let mut marks: Vec<(u64, Mark)> = Vec::new();
        for triple in flat.chunks_exact(3) {
            let &[row, from, to] = triple else { continue };
            let Some((offset, ..)) = rows.get(row as usize) else { continue };
            let before = marks.iter().rev().take_while(|(at, _)| at == offset).count();
            let is_current = nth == Some((*offset, before));
            marks.push((*offset, Mark { from, to, is_current }));
        }
        self.marks.set_if_new(Marks { marks });
    }

    /// Brings the match that one has just gone to into view where its line is longer than the view.
    fn reveal(&'static self, marks: &Marks) {
        if marks.marks.iter().any(|(_, mark)| mark.is_current) && self.is_arriving.take() {
            self.scroller.reveal("mark.current");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_by_their_line() {
        let mark = |from| Mark { from, to: from + 1, is_current: false };
        let marks = Marks { marks: vec![(5, mark(0)), (5, mark(3)), (9, mark(1))] };
        assert_eq!(marks.of_line(5), [mark(0), mark(3)]);
        assert_eq!(marks.of_line(6), []);
        assert_eq!(marks.of_line(9), [mark(1)]);
    }
}
