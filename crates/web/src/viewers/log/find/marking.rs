//! Marks the matches in the lines that are drawn.
//!
//! Only the worker can find them, so it gets the text of the drawn lines, and its answer is used until
//! other lines are drawn.

use crate::signals::{SetIfChanged as _, on_change};
use crate::storage::spawn::spawn_latest;
use crate::viewers::log::find::finding::Finding;
use crate::viewers::log::find::marks::{Mark, Marks, Row, drawn_rows};
use jobshelf_log::columns;
use jobshelf_search_protocol::{CurrentMatch, Highlight};
use leptos::prelude::*;

/// The drawn rows of one line: where they begin and end, and the byte and the text of each.
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

    /// The parts of a match, one for each row: its offset, and where the part begins and ends in it.
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
    /// Marks the matches in the drawn lines whenever the lines or the query change.
    pub(crate) fn start_marking(self) {
        let search = self.search;
        let key = move || {
            let query = search.query.get();
            let rows = (!query.is_empty()).then(|| drawn_rows(self.loader, self.scroller))?;
            let is_valid = search.refusal.with(String::is_empty);
            is_valid.then(|| (query, rows, self.current.get().map(|(at, _)| at)))
        };
        spawn_latest(key, move |(_, rows, current)| Box::pin(self.mark(rows, current)));
        on_change(move || search.query.get(), move |_, _| self.marks.set(Marks::default()));
        on_change(move || self.marks.get(), move |marks, _| self.reveal(marks));
    }

    async fn mark(self, rows: Vec<Row>, current: Option<u64>) {
        let drawn = self.loader.lines.with_untracked(|lines| {
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
        let current_line = (0..).zip(&drawn).find(|(_, Drawn { from, to, .. })| {
            current.is_some_and(|at| *from <= at && (at < *to || from == to))
        });
        let mut current_in_line = None;
        if let Some(((index, drawn), at)) = current_line.zip(current) {
            let Ok(before) = self.search.count_matches(drawn.from, at).await else { return };
            current_in_line = Some(CurrentMatch { line: index, nth: before as u32 });
        }
        let texts = drawn.iter().map(Drawn::text).collect();
        let Ok(highlights) = self.search.highlight(texts, current_in_line).await else { return };
        let mut marks: Vec<(u64, Mark)> = Vec::new();
        for Highlight { line, start, end, is_current } in highlights {
            let Some(drawn) = drawn.get(line as usize) else { continue };
            let parts = drawn.parts(start as usize, end as usize);
            marks.extend(parts.map(|(at, from, to)| (at, Mark { from, to, is_current })));
        }
        self.marks.set_if_changed(Marks { marks });
    }

    /// Scrolls sideways to the match that the reader has just gone to, if its line is wider than the view.
    fn reveal(self, marks: &Marks) {
        let Some((offset, mark)) = marks.marks.iter().find(|(_, mark)| mark.is_current) else {
            return;
        };
        if !self.is_arriving.try_update_value(std::mem::take).unwrap_or_default() {
            return;
        }
        let column = self.loader.lines.with_untracked(|lines| {
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
    fn a_match_across_rows_is_marked_in_each_row() {
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
}
