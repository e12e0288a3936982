//! Copying a selection that is longer than what is drawn.
//!
//! A row that is scrolled out of view leaves the page, and with it the end of the selection that
//! was in it. So the ends are remembered as places of the log, and the text between them is taken
//! from there. Each pane has places of its own: a byte is another one in another log.

use super::find::Finding;
use super::pane::Role;
use crate::feeds::log::LogFeed;
use crate::messages::find::NOT_COPIED;
use crate::net::scope::spawn;
use crate::platform::selection::{self, End};
use crate::platform::{clipboard, events};
use crate::session::session;
use jobshelf_log::{Line, LineSelection, WIDE_ROW_COLUMNS, excerpt};
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

/// The rows of a pane.
fn rows_of(role: Role) -> &'static str {
    match role {
        Role::Main => "#lines [data-offset]",
        Role::Beside => ".beside [data-offset]",
        Role::Filtered => ".filter-place [data-offset]",
    }
}

/// What is copied of a selection in a pane is all of it, as long as the current owner lives. Where that
/// cannot be, `finding` says so.
pub(super) fn copy_whole(feed: &'static LogFeed, role: Role, finding: Option<&'static Finding>) {
    let remembered: Rc<Cell<Option<Remembered>>> = Rc::default();
    let (begun, changed) = (remembered.clone(), remembered.clone());
    events::on_document("selectstart", move |_| begun.set(None));
    events::on_document("selectionchange", move |_| {
        changed.set(after(changed.get(), selection::ends(rows_of(role))));
    });
    events::on_document("copy", move |event| {
        let Some(selected) = remembered.get() else { return };
        let (from, to) = (selected.anchor.min(selected.focus), selected.anchor.max(selected.focus));
        let (picked, last, is_whole) = feed.lines.with_untracked(|lines| {
            let (first, last) = (lines.index_at(from.line), lines.index_at(to.line));
            let is_whole =
                (first..=last).all(|index| lines.line(index).is_some_and(is_drawn_whole));
            let end = lines.offset(last + 1);
            (LineSelection::line(from.line, end), LineSelection::line(to.line, end), is_whole)
        });
        if is_whole && !selected.is_cut {
            return;
        }
        let loaded = feed
            .lines
            .with_untracked(|lines| Some((excerpt(lines, picked)?, excerpt(lines, last)?)));
        match loaded {
            Some((text, last)) => {
                selection::copy_instead(&event, &between(&text, &last, from.at, to.at));
            }
            None => {
                event.prevent_default();
                spawn(async move {
                    let is_copied = match feed.text_of(session(), picked).await {
                        Some(text) => match feed.text_of(session(), last).await {
                            Some(last) => {
                                clipboard::copy(&between(&text, &last, from.at, to.at)).await
                            }
                            None => false,
                        },
                        None => false,
                    };
                    if let Some(finding) = finding.filter(|_| !is_copied) {
                        finding.say(NOT_COPIED);
                    }
                });
            }
        }
    });
}

/// Whether a row is drawn whole, and is a line by itself.
fn is_drawn_whole(line: &Line) -> bool {
    line.columns <= WIDE_ROW_COLUMNS && !line.continues
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

/// `text` without what is before the first end, and after the second in its `last` row; places count
/// UTF-16 units of the row that they are in.
fn between(text: &str, last: &str, from: usize, to: usize) -> String {
    let end = text.len().saturating_sub(last.len()) + byte_of(last, to);
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
        let text = "größe 😀x\nzwei\ndrei";
        assert_eq!(between(text, "drei", 8, 2), "x\nzwei\ndr");
        assert_eq!(between("one\ntwo", "two", 1, 2), "ne\ntw");
        assert_eq!(between("one", "one", 1, 2), "n");
        assert_eq!(between("a line of two rows", " two rows", 2, 4), "line of two");
    }
}
