//! What the keys do: one table for who listens to them and for who lists them.
//!
//! A key that is a character of its own can be pressed by mistake, or by who speaks to the
//! computer; all of those can be switched off (WCAG 2.1.4). Other keys always work.

pub mod text;

use Action::*;

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Lists the keys.
    Help,
    /// Leads into the filter of a list.
    Filter,
    /// Goes to the file before.
    PreviousFile,
    /// Goes to the file after.
    NextFile,
    /// Goes a line down.
    LineDown,
    /// Goes a line up.
    LineUp,
    /// Goes a page down.
    PageDown,
    /// Goes a page up.
    PageUp,
    /// Goes to the beginning.
    Start,
    /// Goes to the end.
    End,
    /// Stays at the end, or not.
    Follow,
    /// Breaks long lines, or not.
    Wrap,
    /// Shows the times of lines, or others, or none.
    Times,
    /// Goes to a time, a line or a byte.
    GoTo,
    /// Leads into the field that finds.
    Find,
    /// Goes to the match after.
    NextMatch,
    /// Goes to the match before.
    PreviousMatch,
    /// Goes to the error after.
    NextError,
    /// Goes to the error before.
    PreviousError,
    /// Picks the first line in view, or picks nothing any more.
    Pick,
    /// Picks a line more below.
    PickDown,
    /// Picks a line less, or one above.
    PickUp,
    /// Picks nothing any more.
    Unpick,
}

/// An action and the keys that ask for it, as a browser names them; a space that is pressed with
/// the shift key is `Shift+ `.
pub type Binding = (Action, &'static [&'static str]);

/// Where the keys of a table work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// On every page.
    Everywhere,
    /// Where there is a list with a filter.
    Lists,
    /// In pictures and files.
    Files,
    /// In logs and texts.
    Logs,
}

/// The keys that work everywhere.
pub const EVERYWHERE: &[Binding] = &[(Help, &["?"])];
/// The keys of a list.
pub const LISTS: &[Binding] = &[(Filter, &["/"])];
/// The keys of a file among others.
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
    (Pick, &["m"]),
    (PickDown, &["J"]),
    (PickUp, &["K"]),
    (Unpick, &["Escape"]),
];
/// All tables.
pub const ALL: [(Scope, &[Binding]); 4] = [
    (Scope::Everywhere, EVERYWHERE),
    (Scope::Lists, LISTS),
    (Scope::Files, FILES),
    (Scope::Logs, LOGS),
];

/// What `key` asks for in `table`; `characters` tells whether keys that are characters work.
pub fn action_of(table: &[Binding], key: &str, characters: Characters) -> Option<Action> {
    if characters == Characters::Off && is_character(key) {
        return None;
    }
    table.iter().find(|(_, keys)| keys.contains(&key)).map(|(action, _)| *action)
}

/// Whether keys that are characters do anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Characters {
    /// They do.
    #[default]
    On,
    /// They do not.
    Off,
}

/// Whether a key is a letter, a digit or a sign. The space bar is none of these.
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
    fn without_characters_the_other_keys_still_work() {
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
