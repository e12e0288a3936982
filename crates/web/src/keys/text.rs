//! The texts of the list of keys.

use crate::keys::{Action, Scope};

/// Title of the list of keys, and label of its button.
pub const KEYS: &str = "Keys";
/// Closes the list.
pub const CLOSE: &str = "Close";
/// Label of the switch for single-character keys.
pub const CHARACTERS: &str = "Keys that are a single character";

/// The name of a scope.
pub fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Everywhere => "Everywhere",
        Scope::Lists => "Lists",
        Scope::Files => "Pictures and files",
        Scope::Logs => "Logs and texts",
    }
}

/// The description of an action.
pub fn action(action: Action) -> &'static str {
    match action {
        Action::Help => "This list",
        Action::Filter => "Filter",
        Action::PreviousFile => "Previous file",
        Action::NextFile => "Next file",
        Action::LineDown => "Line down",
        Action::LineUp => "Line up",
        Action::PageDown => "Page down",
        Action::PageUp => "Page up",
        Action::Start => "To the start",
        Action::End => "To the end",
        Action::Follow => "Follow, or stay here",
        Action::Find => "Find",
        Action::NextMatch => "Next match",
        Action::PreviousMatch => "Previous match",
        Action::NextError => "Next error",
        Action::PreviousError => "Previous error",
        Action::Wrap => "Break long lines",
        Action::Times => "Times, time since the line before, or neither",
        Action::GoTo => "Go to a time, a line or a byte",
        Action::Select => "Select the first line in view",
        Action::SelectDown => "Select one line more",
        Action::SelectUp => "Select one line less, or one above",
        Action::ClearSelection => "Clear the selection",
    }
}

/// The label of a key.
pub fn key(name: &str) -> &str {
    match name {
        " " => "Space",
        "Shift+ " => "Shift Space",
        "ArrowDown" => "↓",
        "ArrowUp" => "↑",
        "PageDown" => "Page ↓",
        "PageUp" => "Page ↑",
        other => other,
    }
}
