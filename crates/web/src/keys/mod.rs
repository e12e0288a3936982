//! The keyboard shortcuts: one table for the event handlers and for the list of keys.
//!
//! A single-character key can be pressed by mistake, or by speech input; all of these can be
//! switched off (WCAG 2.1.4). Other keys always work.

pub mod text;

use Action::*;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Opens the list of keys.
    Help,
    /// Focuses the filter of a list.
    Filter,
    /// Goes to the previous file.
    PreviousFile,
    /// Goes to the next file.
    NextFile,
    /// Scrolls one line down.
    LineDown,
    /// Scrolls one line up.
    LineUp,
    /// Scrolls one page down.
    PageDown,
    /// Scrolls one page up.
    PageUp,
    /// Goes to the start.
    Start,
    /// Goes to the end.
    End,
    /// Switches following the end of the log on or off.
    Follow,
    /// Switches the wrapping of long lines on or off.
    Wrap,
    /// Shows the times of the lines, the time since the line before, or neither.
    Times,
    /// Goes to a time, a line or a byte.
    GoTo,
    /// Focuses the field for the search text.
    Find,
    /// Goes to the next match.
    NextMatch,
    /// Goes to the previous match.
    PreviousMatch,
    /// Goes to the next error.
    NextError,
    /// Goes to the previous error.
    PreviousError,
    /// Selects the first visible line, or clears the selection.
    Select,
    /// Extends the selection by one line below.
    SelectDown,
    /// Shrinks the selection by one line, or extends it by one above.
    SelectUp,
    /// Clears the selection.
    ClearSelection,
}

/// An action and its keys, named as in `KeyboardEvent.key`; Shift and the space bar together are
/// `Shift+ `.
pub type Binding = (Action, &'static [&'static str]);

/// Where a table of keys applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// On every page.
    Everywhere,
    /// On pages with a list that has a filter.
    Lists,
    /// On the pages of pictures and other files.
    Files,
    /// In logs and other texts.
    Logs,
}

/// The keys that work everywhere.
pub const EVERYWHERE: &[Binding] = &[(Help, &["?"])];
/// The keys of a list.
pub const LISTS: &[Binding] = &[(Filter, &["/"])];
/// The keys that go from file to file.
pub const FILES: &[Binding] = &[(PreviousFile, &["["]), (NextFile, &["]"])];
/// The keys of a log.
pub const LOGS: &[Binding] = &[
    (LineDown, &["j", "ArrowDown"]),
    (LineUp, &["k", "ArrowUp"]),
    (PageDown, &[" ", "PageDown"]),
    (PageUp, &["Shift+ ", "PageUp"]),
    (Start, &["g", "Home"]),
    (End, &["G", "End"]),
    (Follow, &["f"]),
    (Wrap, &["w"]),
    (Times, &["t"]),
    (GoTo, &["l"]),
    (Find, &["/"]),
    (NextMatch, &["n"]),
    (PreviousMatch, &["N"]),
    (NextError, &["e"]),
    (PreviousError, &["E"]),
    (Select, &["m"]),
    (SelectDown, &["J"]),
    (SelectUp, &["K"]),
    (ClearSelection, &["Escape"]),
];
/// All tables.
pub const ALL: [(Scope, &[Binding]); 4] = [
    (Scope::Everywhere, EVERYWHERE),
    (Scope::Lists, LISTS),
    (Scope::Files, FILES),
    (Scope::Logs, LOGS),
];

/// The action of `key` in `table`, if it has one and is not switched off.
pub fn action_of(table: &[Binding], key: &str, characters: Characters) -> Option<Action> {
    if characters == Characters::Off && is_character(key) {
        return None;
    }
    table.iter().find(|(_, keys)| keys.contains(&key)).map(|(action, _)| *action)
}

/// Whether single-character keys are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Characters {
    /// They work.
    #[default]
    On,
    /// They do nothing.
    Off,
}

/// Whether a key is a letter, a digit or a sign. The space bar does not count.
pub fn is_character(key: &str) -> bool {
    key.chars().count() == 1 && key != " "
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_their_table() {
        assert_eq!(action_of(LOGS, "j", Characters::On), Some(LineDown));
        assert_eq!(action_of(LOGS, "Shift+ ", Characters::On), Some(PageUp));
        assert_eq!(action_of(LOGS, "Enter", Characters::On), None);
    }

    #[test]
    fn other_keys_work_while_characters_are_off() {
        assert_eq!(action_of(LOGS, "j", Characters::Off), None);
        assert_eq!(action_of(LOGS, "ArrowDown", Characters::Off), Some(LineDown));
        assert_eq!(action_of(LOGS, " ", Characters::Off), Some(PageDown));
    }

    #[test]
    fn no_key_has_two_meanings_on_one_page() {
        for pages in [[EVERYWHERE, LISTS].concat(), [EVERYWHERE, FILES, LOGS].concat()] {
            let mut keys: Vec<&str> =
                pages.iter().flat_map(|(_, keys)| keys.iter().copied()).collect();
            keys.sort_unstable();
            let n = keys.len();
            keys.dedup();
            assert_eq!(keys.len(), n, "{keys:?}");
        }
    }
}
