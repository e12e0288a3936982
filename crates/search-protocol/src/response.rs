//! What the worker answers.

use serde::{Deserialize, Serialize};

/// A message from the worker, with the bytes that travel beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The message.
    pub response: Response,
    /// The bytes; empty for most messages.
    pub bytes: Vec<u8>,
}

impl From<Response> for Reply {
    fn from(response: Response) -> Self {
        Self { response, bytes: Vec::new() }
    }
}

/// The answer to one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Response {
    /// Answers [`Open`](crate::Request::Open), [`Grow`](crate::Request::Grow) and
    /// [`RetryPending`](crate::Request::RetryPending).
    Done,
    /// Answers the requests that set a pattern: what is wrong with it, if it does not compile.
    PatternSet {
        /// A few words for the reader.
        problem: Option<String>,
    },
    /// Answers [`ClassifyErrors`](crate::Request::ClassifyErrors): the indices of the errors.
    ErrorLines(Vec<u32>),
    /// Answers the requests that count something.
    Count(u64),
    /// Answers [`FilteredLines`](crate::Request::FilteredLines); the bytes of all lines travel
    /// beside it, one line after the other.
    FilteredLines(Vec<FilteredLine>),
    /// Answers [`Feed`](crate::Request::Feed).
    Fed {
        /// No byte is missing between these and the ones before.
        is_contiguous: bool,
    },
    /// Answers [`NextAction`](crate::Request::NextAction).
    NextAction(NextAction),
    /// Answers [`Progress`](crate::Request::Progress).
    Progress(Progress),
    /// Answers [`Nearest`](crate::Request::Nearest).
    Nearest(Option<NearestItem>),
    /// Answers [`Ticks`](crate::Request::Ticks).
    Ticks(Ticks),
    /// Answers [`Highlight`](crate::Request::Highlight).
    Highlights(Vec<Highlight>),
    /// Answers [`LineStartIn`](crate::Request::LineStartIn); none while the numbers are unknown.
    LineStart(Option<LineStart>),
}

/// A line that a filter shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilteredLine {
    /// The byte of the log at which it begins.
    pub at: u64,
    /// How many bytes it has.
    pub length: u32,
    /// Its number, once it is known.
    pub number: Option<u64>,
    /// It does not pass the filter itself; it is near a line that does.
    pub is_context: bool,
}

/// What the page should do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NextAction {
    /// Nothing: all bytes were searched or asked for.
    Idle,
    /// Ask again: the worker has just searched bytes that it had.
    AskAgain,
    /// Read these bytes of the log and feed them.
    Fetch {
        /// The first byte.
        from: u64,
        /// The byte after the last.
        to: u64,
    },
}

/// How far the search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Bytes of the log.
    pub total: u64,
    /// Bytes that were searched for the pattern.
    pub searched: u64,
    /// Matches so far.
    pub matches: u64,
    /// There are so many matches that some are only counted.
    pub is_capped: bool,
    /// Lines of the log, once all of it was read.
    pub lines: Option<u64>,
    /// Bytes that were searched for errors.
    pub classified: u64,
    /// Errors so far.
    pub errors: u64,
    /// Bytes that were searched for lines that pass the filter.
    pub filtered: u64,
    /// Lines that pass the filter so far.
    pub passed: u64,
    /// All lines that pass can be shown.
    pub has_all_lines: bool,
    /// A number that changes whenever other lines are shown.
    pub edition: u64,
}

/// The nearest match or error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NearestItem {
    /// A byte of its row, a different one for each match.
    pub at: u64,
    /// How many matches are before it; 0 for an error.
    pub n_before: u64,
    /// It is before the byte that was asked about.
    pub is_backward: bool,
}

/// Bytes that deserve a mark beside the scroll bar.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ticks {
    /// Bytes of errors.
    pub errors: Vec<u64>,
    /// Bytes of warnings.
    pub warnings: Vec<u64>,
    /// Bytes of matches.
    pub matches: Vec<u64>,
}

/// Where the pattern matches in one of the lines of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Highlight {
    /// The index of the line.
    pub line: u32,
    /// The first byte of its text.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// It is the match the reader is at.
    pub is_current: bool,
}

/// The beginning of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineStart {
    /// The byte of the log.
    pub at: u64,
    /// How many lines are before it.
    pub lines_before: u64,
}
