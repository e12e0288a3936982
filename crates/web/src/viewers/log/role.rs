//! What a pane shows on the page of a log.

/// The ID of the main pane's lines, for code that moves the focus to them.
pub(crate) const LINES: &str = "lines";

/// What a pane shows on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The log that the address names; the selection in the address is in this log.
    Main,
    /// The other stream of the task.
    Second,
    /// The lines of the main log that pass a filter.
    Filtered,
}
