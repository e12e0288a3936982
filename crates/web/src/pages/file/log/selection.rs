//! Copying a selection that is longer than what is drawn.
//!
//! A row that is scrolled out of view leaves the page, and with it the end of the selection that
//! was in it. So the ends are remembered as places of the log, and the text between them is taken
//! from there.

use crate::feeds::log::LogFeed;
use crate::net::scope::spawn;
use crate::platform::selection::{self, End};
use crate::platform::{clipboard, events};
use crate::session::session;
use jobshelf_log::{Picked, excerpt};
use std::cell::Cell;
use std::rc::Rc;

/// Where a selection began and where it has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Remembered {
    anchor: End,
    focus: End,
    /// A row that an end was in is no longer drawn.
    is_cut: bool,
}

/// What is copied of a selection is all of it, as long as the current owner lives.
pub(super) fn copy_whole(feed: &'static LogFeed) {
    let remembered: Rc<Cell<Option<Remembered>>> = Rc::default();
    let (begun, changed) = (remembered.clone(), remembered.clone());
    events::on_document("selectstart", move |_| begun.set(None));
    events::on_document("selectionchange", move |_| {
        changed.set(after(changed.get(), selection::ends()));
    });
    events::on_document("copy", move |event| {
        let Some(selected) = remembered.get().filter(|selected| selected.is_cut) else { return };
        let (from, to) = (selected.anchor.min(selected.focus), selected.anchor.max(selected.focus));
        let picked = feed.lines.with_untracked(|lines| {
            let last = lines.index_at(to.line);
            Picked::line(from.line, lines.offset(last + 1))
        });
        match feed.lines.with_untracked(|lines| excerpt(lines, picked)) {
            Some(text) => selection::copy_instead(&event, &between(&text, from.at, to.at)),
            None => {
                event.prevent_default();
                spawn(async move {
                    if let Some(text) = feed.text_of(session(), picked).await {
                        clipboard::copy(&between(&text, from.at, to.at)).await;
                    }
                });
            }
        }
    });
}

/// What is to be remembered after the selection changed. While a selection lasts it begins where it
/// began, whatever the browser makes of that when the row is gone.
fn after(
    before: Option<Remembered>,
    ends: Option<(Option<End>, Option<End>)>,
) -> Option<Remembered> {
    let (anchor, focus) = ends?;
    match before {
        None => Some(Remembered { anchor: anchor?, focus: focus?, is_cut: false }),
        Some(before) => Some(Remembered {
            anchor: before.anchor,
            focus: focus.unwrap_or(before.focus),
            is_cut: before.is_cut || anchor != Some(before.anchor) || focus.is_none(),
        }),
    }
}

/// `text` without what is before the first end in its first line and after the second in its last;
/// places count UTF-16 units.
fn between(text: &str, from: usize, to: usize) -> String {
    let last_line = text.rfind('\n').map_or(0, |end| end + 1);
    let (before, last) = text.split_at(last_line);
    let end = before.len() + byte_of(last, to);
    let start = byte_of(text, from).min(end);
    text.get(start..end).unwrap_or_default().to_owned()
}

/// The byte of `text` that its UTF-16 unit `unit` is at.
fn byte_of(text: &str, unit: usize) -> usize {
    let mut units = 0;
    for (byte, character) in text.char_indices() {
        if units >= unit {
            return byte;
        }
        units += character.len_utf16();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(line: u64, at: usize) -> End {
        End { line, at }
    }

    #[test]
    fn an_end_is_remembered_when_its_row_is_gone() {
        let (a, b, c) = (end(0, 3), end(50, 1), end(900, 4));
        let drawn = after(None, Some((Some(a), Some(b))));
        assert_eq!(drawn, Some(Remembered { anchor: a, focus: b, is_cut: false }));
        let gone = after(drawn, Some((None, Some(c))));
        assert_eq!(gone, Some(Remembered { anchor: a, focus: c, is_cut: true }));
        let moved = after(drawn, Some((Some(b), Some(c))));
        assert_eq!(moved, gone, "the browser chose another row");
        assert_eq!(after(gone, None), None);
    }

    #[test]
    fn the_text_between_two_ends_counts_as_a_browser_does() {
        assert_eq!(
            between(
                "größe 😀x
zwei
drei",
                8,
                2
            ),
            "x
zwei
dr"
        );
        assert_eq!(between("one\ntwo", 1, 2), "ne\ntw");
        assert_eq!(between("one", 1, 2), "n");
    }
}
