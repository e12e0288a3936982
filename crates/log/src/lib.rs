//! A log as lines: from bytes that arrive in any pieces to styled rows of text.
//!
//! [`Assembler`] cuts bytes into [`Line`]s, [`ansi`] turns a line into [`Span`]s, [`LogLines`]
//! holds what is loaded of a log, [`Layout`] gives it and what is missing their rows, [`Viewport`]
//! says where the scroll bar stands for them, and [`Autoscroll`] whether the view stays at the end.
//! Nothing here asks the network or the browser.
//!
//! Invariant: the same bytes give the same lines, however they were cut into chunks.

pub mod ansi;
mod assembler;
mod autoscroll;
mod column_window;
mod encoding;
mod excerpt;
mod layout;
mod level;
mod line;
pub mod line_break;
mod line_segment;
mod line_selection;
pub mod line_time;
mod lines;
mod style;
pub mod time_search;
mod viewport;

pub use assembler::Assembler;
pub use autoscroll::Autoscroll;
pub use column_window::{ColumnWindow, VisibleColumns, WIDE_ROW_COLUMNS};
pub use encoding::Encoding;
pub use excerpt::{Excerpt, excerpt};
pub use layout::{Layout, Mode, ScrollAnchor, Window};
pub use level::{Level, LevelDetector, level_words};
pub use line::{Line, columns};
pub use line_selection::{LineSelection, toggle_selection};
pub use line_time::{LineTime, Origin};
pub use lines::{Added, Entry, FilteredLine, LogLines};
pub use style::{Color, Span, Style};
pub use viewport::{ROW_HEIGHT, Viewport};

/// The last line that says something, of the end of a log that begins at `offset`.
pub fn last_line_of(offset: u64, bytes: &[u8]) -> Option<String> {
    let encoding = Encoding::detect_utf16(offset, bytes).unwrap_or_default();
    let mut log = LogLines::starting_at(offset).with_encoding(encoding);
    log.append(offset, bytes);
    log.last_text().or_else(|| {
        // The end of one long line: what is here of it.
        let mut cut = Assembler::at_line_start(offset).with_encoding(encoding);
        let lines = cut.push(bytes);
        let line = cut.partial().or_else(|| lines.into_iter().next_back())?;
        Some(line.text()).filter(|text| !text.trim().is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::last_line_of;

    #[test]
    fn the_last_line_is_found_in_the_end_of_a_log() {
        assert_eq!(last_line_of(0, b"a\nb\n").as_deref(), Some("b"));
        assert_eq!(last_line_of(90, b"cut\n1 %\r2 %").as_deref(), Some("2 %"));
        assert_eq!(last_line_of(90, b"10 %\r20 %\r").as_deref(), Some("20 %"));
        assert_eq!(last_line_of(0, b"\n \n"), None);
        assert_eq!(last_line_of(3, b"\0\n\0o\0k\0\n\0").as_deref(), Some("ok"));
    }
}
