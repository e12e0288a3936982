//! One line of a log: its text as written, and its properties. A very long line is several of these,
//! one for each row.

use super::ansi::{self, Drawn};
use super::level::{Level, LevelDetector};
use super::line_time::LineTime;
use super::style::{Span, Style};
use std::sync::Arc;

/// A complete line, or the unfinished last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The byte of the log at which it begins.
    pub offset: u64,
    /// Its text as written, with escape sequences, without the line end. Shared with the view: it may
    /// be long, and each step of scrolling reads all rows in view.
    raw: Arc<str>,
    /// The style at its start, which an earlier line may have set.
    start: Style,
    /// The style at its end.
    pub(super) end: Style,
    /// How severe it is.
    pub level: Level,
    /// The time at its beginning.
    pub time: Option<LineTime>,
    /// How often it was overwritten.
    pub updates: u32,
    /// Its width in columns of a terminal.
    pub columns: u32,
    /// It is the rest of a line that is too long for one row.
    pub continues: bool,
}

impl Line {
    pub(super) fn new(offset: u64, text: &str, start: Style, detector: &mut LevelDetector) -> Self {
        let raw = text.strip_suffix('\r').unwrap_or(text);
        let drawn = ansi::draw(raw, start);
        let text = drawn.text();
        Self {
            offset,
            raw: raw.into(),
            start,
            end: drawn.end,
            level: detector.level_of(&text),
            time: LineTime::parse_line(&text),
            updates: drawn.updates,
            columns: columns(&text),
            continues: false,
        }
    }

    /// The same line; if it `continues` another one, a time at its beginning is ignored.
    pub(super) fn continuing(self, continues: bool) -> Self {
        let time = self.time.filter(|_| !continues);
        Self { continues, time, ..self }
    }

    /// Renders the line.
    pub fn drawn(&self) -> Drawn {
        ansi::draw(&self.raw, self.start)
    }

    /// Renders its update number `index`, for a view that shows every update.
    pub fn update(&self, index: usize) -> Vec<Span> {
        ansi::draw_updates(&self.raw, self.start).into_iter().nth(index).unwrap_or_default()
    }

    /// The width of each of its updates in columns.
    pub fn update_columns(&self) -> Vec<u32> {
        if self.updates == 0 {
            return vec![self.columns];
        }
        ansi::draw_updates(&self.raw, self.start)
            .iter()
            .map(|spans| spans.iter().map(|span| columns(&span.text)).sum())
            .collect()
    }

    /// Its visible text.
    pub fn text(&self) -> String {
        self.drawn().text()
    }

    /// The length of its text as written, in bytes.
    pub fn length(&self) -> usize {
        self.raw.len()
    }

    /// The memory that it takes, roughly, in bytes.
    pub(super) fn weight(&self) -> usize {
        // The text has two counters of its owners in front of it.
        self.raw.len() + 2 * size_of::<usize>() + size_of::<Self>()
    }
}

/// The width of `text` in columns: two for the wide characters of East Asia and for emoji, tabs to the
/// next multiple of eight. An estimate, used for the height of lines out of view.
pub fn columns(text: &str) -> u32 {
    if text.is_ascii() && !text.contains('\t') {
        return u32::try_from(text.len()).unwrap_or(u32::MAX);
    }
    text.chars().fold(0, columns_after)
}

/// The column after `character` at `column`.
pub(super) fn columns_after(column: u32, character: char) -> u32 {
    match character {
        '\t' => (column / 8).saturating_add(1).saturating_mul(8),
        ' '..='\u{2ff}' => column.saturating_add(1),
        '\u{300}'..='\u{36f}' => column,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => column.saturating_add(2),
        _ => column.saturating_add(1),
    }
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn columns_are_those_of_a_terminal() {
        for (text, n) in [("", 0), ("abc", 3), ("a\tb", 9), ("größe", 5), ("中文", 4), ("█░", 2)]
        {
            assert_eq!(columns(text), n, "{text}");
        }
    }
}
