//! A log as lines: from bytes that arrive in any pieces to styled rows of text.
//!
//! [`Assembler`] splits bytes into [`Line`]s, [`ansi`] renders a line as [`Span`]s, [`LogLines`]
//! holds the loaded lines of a log, [`Layout`] assigns rows to them and to the gaps between them,
//! [`Viewport`] maps rows to the scroll bar, and [`Autoscroll`] decides whether the view stays at the
//! end. This crate uses neither the network nor the browser.
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

/// The last line with visible text in `bytes`, the end of a log from byte `offset` on.
pub fn last_line_of(offset: u64, bytes: &[u8]) -> Option<String> {
    let encoding = Encoding::detect_utf16(offset, bytes).unwrap_or_default();
    let mut log = LogLines::starting_at(offset).with_encoding(encoding);
    log.append(offset, bytes);
    log.last_text().or_else(|| {
        // The bytes are the end of one long line.
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
    fn the_last_line_with_text_is_found() {
        assert_eq!(last_line_of(0, b"a\nb\n").as_deref(), Some("b"));
        assert_eq!(last_line_of(90, b"cut\n1 %\r2 %").as_deref(), Some("2 %"));
        assert_eq!(last_line_of(90, b"10 %\r20 %\r").as_deref(), Some("20 %"));
        assert_eq!(last_line_of(0, b"\n \n"), None);
        assert_eq!(last_line_of(3, b"\0\n\0o\0k\0\n\0").as_deref(), Some("ok"));
    }
}
