//! The marks of the matches in the lines that are drawn.

use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::scroll::Scroller;
use leptos::prelude::*;

/// A match in a line, in bytes of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Mark {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) is_current: bool,
}

/// The marks of all drawn lines, sorted by the byte at which their line begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Marks {
    pub(super) marks: Vec<(u64, Mark)>,
}

impl Marks {
    /// The marks of the line that begins at `offset`.
    pub(crate) fn of_line(&self, offset: u64) -> Vec<Mark> {
        let first = self.marks.partition_point(|(at, _)| *at < offset);
        let rest = self.marks.iter().skip(first);
        rest.take_while(|(at, _)| *at == offset).map(|(_, mark)| *mark).collect()
    }
}

/// A row that is drawn: where it begins, where the next row begins, the length of its text, and whether
/// it continues the line of the row before.
pub(crate) type Row = (u64, u64, usize, bool);

/// The rows that are drawn. Tracks them.
pub(crate) fn drawn_rows(loader: LogLoader, scroller: Scroller) -> Vec<Row> {
    let window = scroller.drawn.get().window;
    scroller.layout.with(|layout| {
        loader.lines.with(|lines| {
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
