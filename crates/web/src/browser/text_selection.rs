//! What the reader presses and selects in the rows of a log.

use crate::browser::window;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, MouseEvent, Node};

/// The attribute that holds the byte a row's line begins at.
const OFFSET: &str = "data-offset";

/// The byte of the line whose number was pressed, and whether that was with Shift.
pub fn pressed_number(event: &Event) -> Option<(u64, bool)> {
    let pressed: Element = event.target()?.dyn_into().ok()?;
    let number = pressed.closest("b.num").ok()??;
    let offset = offset_of(&number.parent_element()?)?;
    let is_shifted = event.dyn_ref::<MouseEvent>().is_some_and(|event| event.shift_key());
    Some((offset, is_shifted))
}

fn offset_of(row: &Element) -> Option<u64> {
    row.get_attribute(OFFSET)?.parse().ok()
}

/// An end of a selection: the byte that a line begins at, and so many UTF-16 units of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// The byte that the line begins at.
    pub line: u64,
    /// Characters of its text, as a browser counts them.
    pub at: usize,
}

/// Where the reader's selection began and where it is now, each as far as it is in one of the rows that
/// `rows` selects.
pub fn ends(rows: &str) -> Option<(Option<End>, Option<End>)> {
    let selection = window()?.get_selection().ok()??;
    if selection.is_collapsed() {
        return None;
    }
    let end = |node: Option<Node>, offset| end_at(rows, &node?, offset);
    let anchor = end(selection.anchor_node(), selection.anchor_offset());
    Some((anchor, end(selection.focus_node(), selection.focus_offset())))
}

/// The place `offset` of `node` in the row that it is in.
fn end_at(rows: &str, node: &Node, offset: u32) -> Option<End> {
    let element = match node.dyn_ref::<Element>() {
        Some(element) => element.clone(),
        None => node.parent_element()?,
    };
    let row = element.closest(rows).ok()??;
    let text = row.query_selector("[data-testid=log-text]").ok()??;
    // What of the row's text is before that place.
    let range = window()?.document()?.create_range().ok()?;
    range.set_start(&text, 0).ok()?;
    if range.set_end(node, offset).is_err() {
        return None;
    }
    let before = String::from(range.to_string());
    let whole = text.text_content().unwrap_or_default();
    let at = before.encode_utf16().count().min(whole.encode_utf16().count());
    // A very wide row is drawn in part; what is left out before it counts.
    let room = text.query_selector(":scope > [data-units]").ok()?;
    let units = room.and_then(|room| room.get_attribute("data-units")?.parse().ok()).unwrap_or(0);
    Some(End { line: offset_of(&row)?, at: at + units })
}

/// Puts `text` into the clipboard in the place of what is selected.
pub fn copy_instead(event: &Event, text: &str) {
    let Some(event) = event.dyn_ref::<web_sys::ClipboardEvent>() else { return };
    let is_set =
        event.clipboard_data().is_some_and(|data| data.set_data("text/plain", text).is_ok());
    if is_set {
        event.prevent_default();
    }
}
