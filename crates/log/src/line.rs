//! One line of a log, as it was written, with what was learnt when it was complete. A very long line
//! is several of these, a row each.

use super::ansi::{self, Drawn};
use super::level::{Level, LevelDetector};
use super::line_time::LineTime;
use super::style::{Span, Style};
use std::rc::Rc;

/// A complete line, or the unfinished last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The byte of the log it begins at.
    pub offset: u64,
    /// Its text as written, escapes and all, without the line end. Shared with who draws it: it may
    /// be long, and all rows in view are looked at anew with each step of scrolling.
    raw: Rc<str>,
    /// How it begins: a colour may have been left on by a line before.
    start: Style,
    /// How the next one begins.
    pub(super) end: Style,
    /// How much it wants attention.
    pub level: Level,
    /// The time it begins with.
    pub time: Option<LineTime>,
    /// How often it was overwritten before it stood as it does.
    pub updates: u32,
    /// How many columns of a terminal it fills.
    pub columns: u32,
    /// It is the rest of a line that is too long for one row; its beginning is in the rows before.
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

    /// The same as the rest of a line, if it `continues` one: then a time at its beginning is none.
    pub(super) fn continuing(self, continues: bool) -> Self {
        let time = self.time.filter(|_| !continues);
        Self { continues, time, ..self }
    }

    /// The line as it stands.
    pub fn drawn(&self) -> Drawn {
        ansi::draw(&self.raw, self.start)
    }

    /// Its update number `index`, for a view that shows them all.
    pub fn update(&self, index: usize) -> Vec<Span> {
        ansi::draw_updates(&self.raw, self.start).into_iter().nth(index).unwrap_or_default()
    }

    /// The columns each of its updates fills.
    pub fn update_columns(&self) -> Vec<u32> {
        if self.updates == 0 {
            return vec![self.columns];
        }
        ansi::draw_updates(&self.raw, self.start)
            .iter()
            .map(|spans| spans.iter().map(|span| columns(&span.text)).sum())
            .collect()
    }

    /// The text as it stands.
    pub fn text(&self) -> String {
        self.drawn().text()
    }

    /// How many bytes of text it has, escapes and all.
    pub fn length(&self) -> usize {
        self.raw.len()
    }

    /// How many bytes of memory it takes, roughly.
    pub(super) fn weight(&self) -> usize {
        self.raw.len() + size_of::<Self>()
    }
}

/// How many columns `text` fills: two for the wide letters of East Asia and for emoji, tabs to
/// the next multiple of eight. An estimate: only the height of lines out of view rests on it.
pub fn columns(text: &str) -> u32 {
    if text.is_ascii() && !text.contains('\t') {
        return u32::try_from(text.len()).unwrap_or(u32::MAX);
    }
    text.chars().fold(0, columns_after)
}

/// The column after `character`, which stands at `column`.
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
