//! What the page asks of the worker.

use jobshelf_log::Encoding;
use serde::{Deserialize, Serialize};

/// A message to the worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Starts with a log of `total` bytes, and forgets the one before.
    Open {
        /// The length of the log.
        total: u64,
        /// How its bytes spell text.
        #[serde(with = "encoding_name")]
        encoding: Encoding,
    },
    /// Searches for another pattern, or for none.
    SetPattern(Option<PatternSpec>),
    /// Collects the lines that pass another filter, or none.
    SetFilter(Option<FilterSpec>),
    /// Treats the lines that match a regular expression as errors; without one, the lines whose
    /// words say so.
    SetErrorPattern(Option<String>),
    /// Asks which of these lines match the error pattern.
    ClassifyErrors {
        /// The texts of the lines.
        lines: Vec<String>,
    },
    /// Asks how many lines that ended since the last such request match the error pattern.
    TakeNewErrors,
    /// Asks for the lines that the filter shows.
    FilteredLines,
    /// The log has grown to `total` bytes.
    Grow {
        /// Its length now.
        total: u64,
    },
    /// Asks again for all bytes that were asked for and have not arrived.
    RetryPending,
    /// Brings bytes of the log, which travel beside the message.
    Feed {
        /// The first of them.
        from: u64,
    },
    /// Asks what the page should do next.
    NextAction,
    /// Asks how far the search is.
    Progress,
    /// Asks for the match or error nearest to a byte.
    Nearest {
        /// Which of the two.
        target: Target,
        /// The byte.
        from: u64,
        /// Where to look.
        direction: NearestDirection,
    },
    /// Asks how many matches begin in `from..to`.
    CountMatches {
        /// The first byte.
        from: u64,
        /// The byte after the last.
        to: u64,
    },
    /// Asks for marks beside the scroll bar.
    Ticks {
        /// The most of each kind.
        max: u32,
    },
    /// Asks where the pattern matches in some lines.
    Highlight {
        /// The texts of the lines.
        lines: Vec<String>,
        /// The match the reader is at.
        current: Option<CurrentMatch>,
    },
    /// Asks for a byte of `from..=to` at which a line begins, and for its number.
    LineStartIn {
        /// The first byte.
        from: u64,
        /// The last byte.
        to: u64,
    },
}

/// A text or a regular expression, not compiled yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternSpec {
    /// What the reader typed.
    pub text: String,
    /// How to read it.
    pub syntax: Syntax,
    /// Whether upper and lower case differ.
    pub case: Case,
}

impl PatternSpec {
    /// A pattern, unless the text is empty.
    pub fn new(text: &str, syntax: Syntax, case: Case) -> Option<Self> {
        (!text.is_empty()).then(|| Self { text: text.to_owned(), syntax, case })
    }
}

/// How the text of a pattern is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Syntax {
    /// Literally.
    #[default]
    Plain,
    /// As a regular expression.
    Regex,
}

/// Whether upper and lower case differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Case {
    /// They match each other.
    #[default]
    Ignored,
    /// They differ.
    Matched,
}

/// Which lines a filter lets pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterSpec {
    /// Only lines that match it.
    pub include: Option<PatternSpec>,
    /// Only lines that do not match it.
    pub exclude: Option<PatternSpec>,
    /// How many lines before and after each of them are shown, too.
    pub context: u32,
}

/// What the page can jump to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target {
    /// A match of the pattern.
    Match,
    /// An error.
    Error,
}

/// Where to look for the nearest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NearestDirection {
    /// Before the byte.
    Backward,
    /// At the byte or after it.
    Forward,
    /// At the byte or after it; if there is none, before it.
    ForwardElseBackward,
}

/// The match the reader is at, among the lines of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentMatch {
    /// The index of its line.
    pub line: u32,
    /// How many matches of the line are before it.
    pub nth: u32,
}

/// An encoding travels by the name that the web has for it.
mod encoding_name {
    use jobshelf_log::Encoding;
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        encoding: &Encoding,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(encoding.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Encoding, D::Error> {
        let name = String::deserialize(deserializer)?;
        Encoding::parse(&name).ok_or_else(|| D::Error::custom("no encoding has this name"))
    }
}
