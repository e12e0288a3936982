//! Copies a text selection that is longer than the drawn rows.
//!
//! A row that is scrolled out of view leaves the document, and with it an end of the selection. So
//! both ends are remembered as places in the log, and the text between them is taken from the log.
//! Each pane remembers its own ends, since a byte is another place in another log.

use crate::browser::text_selection::End;
use crate::browser::{clipboard, events, text_selection};
use crate::storage::session::session;
use crate::storage::spawn::spawn;
use crate::viewers::log::find::finding::Finding;
use crate::viewers::log::find::text::NOT_COPIED;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::role::Role;
use jobshelf_log::{Line, LineSelection, WIDE_ROW_COLUMNS, excerpt};
use leptos::prelude::*;

/// Where a text selection began and where it ends now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Remembered {
    anchor: End,
    focus: End,
    /// A row with an end of the selection is no longer drawn.
    is_cut: bool,
}

/// The selector of the rows of a pane.
fn rows_of(role: Role) -> &'static str {
    match role {
        Role::Main => "#lines [data-offset]",
        Role::Second => ".second-stream [data-offset]",
        Role::Filtered => ".filter-place [data-offset]",
    }
}

/// Copies all of a text selection in a pane as long as the current owner lives. If that fails,
/// `finding` shows a message.
pub(crate) fn copy_whole(loader: LogLoader, role: Role, finding: Option<Finding>) {
    let remembered = StoredValue::new(None::<Remembered>);
    events::on_document("selectstart", move |_| remembered.set_value(None));
    events::on_document("selectionchange", move |_| {
        let ends = text_selection::ends(rows_of(role));
        remembered.update_value(|remembered| *remembered = after(*remembered, ends));
    });
    events::on_document("copy", move |event| {
        let Some(selection) = remembered.get_value() else { return };
        let (anchor, focus) = (selection.anchor, selection.focus);
        let (from, to) = (anchor.min(focus), anchor.max(focus));
        let (lines, last, is_drawn) = loader.lines.with_untracked(|lines| {
            let (first, last) = (lines.index_at(from.line), lines.index_at(to.line));
            let is_drawn =
                (first..=last).all(|index| lines.line(index).is_some_and(is_drawn_completely));
            let end = lines.offset(last + 1);
            (LineSelection::line(from.line, end), LineSelection::line(to.line, end), is_drawn)
        });
        if is_drawn && !selection.is_cut {
            return;
        }
        let loaded = loader
            .lines
            .with_untracked(|loaded| Some((excerpt(loaded, lines)?, excerpt(loaded, last)?)));
        if let Some((text, last)) = loaded {
            return text_selection::copy_instead(event, &between(&text, &last, from.at, to.at));
        }
        event.prevent_default();
        spawn(async move {
            let is_copied = match text_between(loader, lines, last, (from.at, to.at)).await {
                Some(text) => clipboard::copy(&text).await,
                None => false,
            };
            if let Some(finding) = finding.filter(|_| !is_copied) {
                finding.show_note(NOT_COPIED);
            }
        });
    });
}

/// The text of `lines` from unit `from` of the first line to unit `to` of the `last` one.
async fn text_between(
    loader: LogLoader,
    lines: LineSelection,
    last: LineSelection,
    (from, to): (usize, usize),
) -> Option<String> {
    let text = loader.text_of(session(), lines).await?;
    let last = loader.text_of(session(), last).await?;
    Some(between(&text, &last, from, to))
}

/// Whether a row is drawn completely and is a line by itself.
fn is_drawn_completely(line: &Line) -> bool {
    line.columns <= WIDE_ROW_COLUMNS && !line.continues
}

/// What to remember after the selection changed. While a selection lasts, its anchor stays, whatever
/// the browser reports once the row of the anchor is gone.
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

/// The part of `text` from unit `from` of its first row to unit `to` of its `last` row, in UTF-16
/// units.
fn between(text: &str, last: &str, from: usize, to: usize) -> String {
    let end = text.len().saturating_sub(last.len()) + byte_of(last, to);
    let start = byte_of(text, from).min(end);
    text.get(start..end).unwrap_or_default().to_owned()
}

/// The byte of `text` at its UTF-16 unit `unit`.
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
    fn an_end_outlives_its_row() {
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
    fn the_ends_count_utf16_units() {
        let text = "größe 😀x\nzwei\ndrei";
        assert_eq!(between(text, "drei", 8, 2), "x\nzwei\ndr");
        assert_eq!(between("one\ntwo", "two", 1, 2), "ne\ntw");
        assert_eq!(between("one", "one", 1, 2), "n");
        assert_eq!(between("a line of two rows", " two rows", 2, 4), "line of two");
    }
}
