//! What a search asks for and tells.

/// What is wanted next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing: all of the log was looked through, or asked for.
    Nothing,
    /// A call of [`advance`](Finder::advance): the bytes are here.
    Advance,
    /// Bytes of the log.
    Fetch {
        /// The first.
        from: u64,
        /// The one after the last.
        to: u64,
    },
}

/// Where to look for the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// At a byte or after it.
    Onward,
    /// Before it.
    Back,
}

/// A match or an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// A byte of its row, its own for each.
    pub at: u64,
    /// How many there are before it in what was looked through.
    pub before: u64,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// How many bytes were looked through for the pattern.
    pub searched: u64,
    /// How many bytes were looked through for lines that pass the filter.
    pub filtered: u64,
    /// How many lines pass it so far.
    pub passed: u64,
    /// All of them are kept.
    pub has_all_lines: bool,
    /// Another number whenever other lines are shown of them.
    pub edition: u64,
    /// How many bytes the log has.
    pub total: u64,
    /// How many matches there are so far.
    pub matches: u64,
    /// Some of them can only be counted.
    pub is_capped: bool,
    /// How many bytes were looked through for errors.
    pub judged: u64,
    /// How many errors there are so far.
    pub errors: usize,
    /// How many lines there are, once that is known.
    pub lines: Option<u64>,
}
