//! Which parts of the lines in view are matches.
//!
//! Only the search knows what matches, so the lines that are drawn are sent to it, and what comes back
//! is kept until other lines are drawn.

use super::super::scroll::Scroller;
use super::Finding;
use crate::feeds::log::LogFeed;
use crate::net::scope::spawn_latest;
use crate::reactive::*;
use crate::state::find::Query;
use jobshelf_log::columns;
use jobshelf_search_protocol::Highlight;

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

/// A row that is drawn: where it begins, where the next does, how much text it has, and whether it
/// continues the line of the row before.
pub(in super::super) type Row = (u64, u64, usize, bool);

/// The rows that are drawn; follows that.
pub(in super::super) fn drawn_rows(
    feed: &'static LogFeed,
    scroller: &'static Scroller,
) -> Vec<Row> {
    let window = scroller.drawn.get().window;
    scroller.layout.with(|layout| {
        feed.lines.with(|lines| {
            let mut entries: Vec<usize> =
                (window.first..window.end).map(|item| layout.entry_of(item).0).collect();
            entries.dedup();
            let row = |index: usize| {
                let line = lines.line(index)?;
                let (from, to) = (line.offset, lines.offset(index + 1));
                Some((from, to, line.length(), line.continues))
            };
            entries.into_iter().filter_map(row).collect()
        })
    })
}

/// Rows of one line that are drawn: where they begin, where the next line's do, and the byte and the
/// text of each.
#[derive(Debug)]
struct Drawn {
    from: u64,
    to: u64,
    rows: Vec<(u64, String)>,
}

impl Drawn {
    fn text(&self) -> String {
        self.rows.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// The parts of a match in them: for each its row, and where in that it begins and ends.
    fn parts(&self, from: usize, to: usize) -> impl Iterator<Item = (u64, u32, u32)> {
        let mut start = 0;
        self.rows.iter().filter_map(move |(offset, text)| {
            let row = start..start + text.len();
            start = row.end;
            let (from, to) = (from.max(row.start), to.min(row.end));
            let within = |byte: usize| (byte - row.start) as u32;
            (from < to).then(|| (*offset, within(from), within(to)))
        })
    }
}

impl Finding {
    /// Marks what is drawn, now and whenever something else is drawn or looked for.
    pub(super) fn keep_marked(&'static self) {
        let search = self.search;
        let asked = move || {
            let query = search.query.get();
            let rows = (!query.is_empty()).then(|| drawn_rows(self.feed, self.scroller))?;
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

    async fn mark(&'static self, rows: Vec<Row>, current: Option<u64>) {
        let drawn = self.feed.lines.with_untracked(|lines| {
            let mut drawn: Vec<Drawn> = Vec::new();
            for (from, to, _, continues) in rows {
                let line = lines.line(lines.index_at(from));
                let row = (from, line.map(|line| line.text()).unwrap_or_default());
                match drawn.last_mut().filter(|last| continues && last.to == from) {
                    Some(last) => {
                        last.to = to;
                        last.rows.push(row);
                    }
                    None => drawn.push(Drawn { from, to, rows: vec![row] }),
                }
            }
            drawn
        });
        let here = (0..).zip(&drawn).find(|(_, Drawn { from, to, .. })| {
            current.is_some_and(|at| *from <= at && (at < *to || from == to))
        });
        let mut nth = None;
        if let Some(((index, drawn), at)) = here.zip(current) {
            let Ok(before) = self.search.count_matches(drawn.from, at).await else { return };
            nth = Some((index, before as u32));
        }
        let texts = drawn.iter().map(Drawn::text).collect();
        let Ok(highlights) = self.search.highlight(texts, nth).await else { return };
        let mut marks: Vec<(u64, Mark)> = Vec::new();
        for Highlight { line, start, end, is_current } in highlights {
            let Some(drawn) = drawn.get(line as usize) else { continue };
            let parts = drawn.parts(start as usize, end as usize);
            marks.extend(parts.map(|(at, from, to)| (at, Mark { from, to, is_current })));
        }
        self.marks.set_if_new(Marks { marks });
    }

    /// Brings the match that one has just gone to into view where its line is longer than the view.
    fn reveal(&'static self, marks: &Marks) {
        let Some((offset, mark)) = marks.marks.iter().find(|(_, mark)| mark.is_current) else {
            return;
        };
        if !self.is_arriving.take() {
            return;
        }
        let column = self.feed.lines.with_untracked(|lines| {
            let text = lines.line(lines.index_at(*offset)).map(|line| line.text());
            text.and_then(|text| text.get(..mark.from as usize).map(columns)).unwrap_or_default()
        });
        self.scroller.reveal("mark.current", column);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_across_rows_is_marked_in_each_of_them() {
        let rows = [(10, "one"), (20, "two"), (30, "three")];
        let rows = rows.map(|(offset, text)| (offset, text.to_owned())).to_vec();
        let drawn = Drawn { from: 10, to: 40, rows };
        assert_eq!(drawn.text(), "onetwothree");
        let parts = |from, to| drawn.parts(from, to).collect::<Vec<_>>();
        assert_eq!(parts(0, 3), [(10, 0, 3)]);
        assert_eq!(parts(2, 7), [(10, 2, 3), (20, 0, 3), (30, 0, 1)]);
        assert_eq!(parts(6, 11), [(30, 0, 5)]);
        assert_eq!(parts(3, 3), []);
    }

    #[test]
    fn marks_are_found_by_their_line() {
        let mark = |from| Mark { from, to: from + 1, is_current: false };
        let marks = Marks { marks: vec![(5, mark(0)), (5, mark(3)), (9, mark(1))] };
        assert_eq!(marks.of_line(5), [mark(0), mark(3)]);
        assert_eq!(marks.of_line(6), []);
        assert_eq!(marks.of_line(9), [mark(1)]);
    }
}
