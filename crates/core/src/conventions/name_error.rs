//! Why a text cannot be a name of the conventions or of the service.
//!
//! Invariant: a message is one sentence that names the text and what is allowed. It can be printed
//! anywhere: the name is escaped and shortened, and everything after a `sig=` is removed, since
//! people paste a SAS URL in place of a job ID.

use crate::escape::{escape_hidden, is_hidden, without_signature};
use std::fmt;

/// Why a text is not a valid name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// There is no text.
    #[error("{what} is empty")]
    Empty {
        /// What the text should name.
        what: &'static str,
    },
    /// A character that is not allowed.
    #[error(
        "{what} `{name}` has {} at position {position}; {allowed}",
        CharacterName(*.character)
    )]
    Character {
        /// What the text should name.
        what: &'static str,
        /// The text, safe to print.
        name: String,
        /// The first character that is not allowed.
        character: char,
        /// Its position, counted in characters from 1.
        position: usize,
        /// What is allowed.
        allowed: &'static str,
    },
    /// Too short or too long.
    #[error("{what} `{name}` has a length of {length} characters; {allowed}")]
    Length {
        /// What the text should name.
        what: &'static str,
        /// The text, safe to print.
        name: String,
        /// Its length in characters.
        length: usize,
        /// The allowed length.
        allowed: &'static str,
    },
    /// A container name with a hyphen that is not between letters or digits.
    #[error("container name `{name}` has a hyphen that is not between letters or digits")]
    Hyphen {
        /// The text, safe to print.
        name: String,
    },
    /// A name that would be read back differently.
    #[error("{what} `{name}` {problem}")]
    Reserved {
        /// What the text should name.
        what: &'static str,
        /// The text, safe to print.
        name: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A path with a segment `.` or `..`, or an empty one.
    #[error("{what} `{name}` has {problem}; write it without")]
    Segment {
        /// What the text should name.
        what: &'static str,
        /// The text, safe to print.
        name: String,
        /// Which segment it is.
        problem: &'static str,
    },
    /// A path that starts at a root or at a drive.
    #[error("path `{name}` is rooted; give one that is relative to the output kind")]
    Rooted {
        /// The text, safe to print.
        name: String,
    },
    /// A path that names a folder.
    #[error("path `{name}` names a folder, not a file")]
    Folder {
        /// The text, safe to print.
        name: String,
    },
    /// A file name of this machine that is not UTF-8, which a blob's name has to be.
    #[error("file name `{name}` is not UTF-8, and a blob's name is")]
    NotUtf8 {
        /// The text, safe to print, with `\xff` for a byte that is not UTF-8.
        name: String,
    },
    /// A URL without the expected name.
    #[error("the URL holds no {what}; expected one like https://…/jobs/{{job}}/tasks/{{task}}")]
    NotInUrl {
        /// The expected name.
        what: &'static str,
    },
}

impl NameError {
    /// The error for the first character of `name` that `is_allowed` refuses, if there is one.
    pub(crate) fn for_character(
        what: &'static str,
        name: &str,
        allowed: &'static str,
        is_allowed: impl Fn(char) -> bool,
    ) -> Option<Self> {
        let (position, character) = (1..).zip(name.chars()).find(|(_, c)| !is_allowed(*c))?;
        Some(Self::Character { what, name: printable(name), character, position, allowed })
    }
}

/// The longest part of a name that a message shows.
const SHOWN: usize = 120;

/// A name that is safe for a message: escaped, shortened, and without the signature of a SAS.
pub(crate) fn printable(name: &str) -> String {
    let public = without_signature(name);
    let short: String = public.chars().take(SHOWN).collect();
    let mut shown = escape_hidden(&short).into_owned();
    if public.len() < name.len() || public.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// A character as it appears in a message: `'é' (U+00E9)`, `space (U+0020)`.
struct CharacterName(char);

impl fmt::Display for CharacterName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = u32::from(self.0);
        match self.0 {
            ' ' => write!(f, "space (U+{code:04X})"),
            '\t' => write!(f, "tab (U+{code:04X})"),
            '\n' | '\r' => write!(f, "line break (U+{code:04X})"),
            c if c.is_control() => write!(f, "control character (U+{code:04X})"),
            c if is_hidden(c) || c.is_whitespace() => {
                write!(f, "invisible character (U+{code:04X})")
            }
            c => write!(f, "'{c}' (U+{code:04X})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_the_character_its_code_and_its_place() {
        let name = |c| CharacterName(c).to_string();
        assert_eq!(name('é'), "'é' (U+00E9)");
        assert_eq!(name(' '), "space (U+0020)");
        assert_eq!(name('\n'), "line break (U+000A)");
        assert_eq!(name('\0'), "control character (U+0000)");
        assert_eq!(name('\u{200b}'), "invisible character (U+200B)");
        assert_eq!(name('\\'), "'\\' (U+005C)");
        assert_eq!(name('"'), "'\"' (U+0022)");
        assert_eq!(name('😀'), "'😀' (U+1F600)");
    }

    #[test]
    fn a_shown_name_is_escaped_cut_and_without_signature() {
        assert_eq!(printable("a\u{1b}[31m\n"), "a\\u{1b}[31m\\n");
        assert_eq!(printable(&"x".repeat(500)), format!("{}…", "x".repeat(120)));
        assert_eq!(printable("https://a/c?sv=1&sig=SECRET"), "https://a/c?sv=1&sig=…");
        assert_eq!(printable("SIG%3DSECRET sig=SECRET"), "SIG%3D…");
    }
}
