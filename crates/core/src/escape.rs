//! Names made safe to print.
//!
//! Names of blobs and files come from whoever ran the task. Printed as they are, an escape sequence
//! in a name commands the terminal, a line break forges a line of a report, and a right-to-left
//! override makes `fdp.exe` look like `exe.pdf`. So the texts of errors have every name escaped, and a
//! face shows all other names through [`escape_hidden`]. A path of this machine goes through
//! [`text_from_path`] before that.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::{self, Write as _};
use std::path::Path;

/// The text with every [hidden](is_hidden) character escaped as in a Rust string: `\n`, `\u{1b}`.
///
/// A text without hidden characters is unchanged, backslashes included, so escaping a text twice is
/// the same as escaping it once. The result is for display; it is not always clear which name it
/// was made from.
///
/// ```
/// use jobshelf::escape::escape_hidden;
///
/// assert_eq!(escape_hidden("frame 1.exr"), "frame 1.exr");
/// assert_eq!(escape_hidden("a\n\u{1b}[31m\u{202e}b"), r"a\n\u{1b}[31m\u{202e}b");
/// ```
#[must_use]
pub fn escape_hidden(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match is_hidden(character) {
            true => escaped.extend(character.escape_default()),
            false => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

/// Displays a value as [`escape_hidden`] shows its text.
///
/// ```
/// use jobshelf::escape::Escaped;
///
/// assert_eq!(format!("blob `{}`", Escaped("a\nb")), r"blob `a\nb`");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escaped<T>(pub T);

impl<T: fmt::Display> fmt::Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl fmt::Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write_str(&escape_hidden(text))
    }
}

/// The text of a path of this machine, unchanged if it is UTF-8. Other bytes become `\xff`, so that
/// two different names differ.
///
/// ```
/// # #[cfg(unix)] {
/// use jobshelf::escape::text_from_path;
/// use std::{ffi::OsStr, os::unix::ffi::OsStrExt, path::Path};
///
/// let path = Path::new(OsStr::from_bytes(b"out/a\xff.png"));
/// assert_eq!(text_from_path(path), r"out/a\xff.png");
/// # }
/// ```
#[must_use]
pub fn text_from_path(path: &Path) -> String {
    text_from_os(path.as_os_str())
}

/// The same as [`text_from_path`], for any text of the operating system, such as an argument.
#[must_use]
pub fn text_from_os(text: &OsStr) -> String {
    let mut shown = String::with_capacity(text.len());
    for chunk in text.as_encoded_bytes().utf8_chunks() {
        shown.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    shown
}

/// What comes before a secret: the signature of a SAS, however its `=` is written, and the key of a
/// connection string. In lower case.
const SECRET_MARKS: [&str; 4] = ["sig=", "sig%3d", "sig%253d", "accountkey="];

/// The text up to and with `sig=`, the signature of a SAS, or `AccountKey=`; the whole text if there
/// is none. People paste a SAS URL or a connection string in place of a name, and an error that
/// repeats what was typed must not repeat the secret.
///
/// ```
/// use jobshelf::escape::without_signature;
///
/// assert_eq!(without_signature("https://a.example/c?sv=1&sig=c2VjcmV0"), "https://a.example/c?sv=1&sig=");
/// assert_eq!(without_signature("frame.exr"), "frame.exr");
/// ```
#[must_use]
pub fn without_signature(text: &str) -> &str {
    end_of_mark(text).map_or(text, |end| text.split_at(end).0)
}

/// The text with `…` in place of each signature of a SAS and each key of a connection string: for a
/// sentence that quotes what was typed.
///
/// ```
/// use jobshelf::escape::hide_secrets;
///
/// let text = "cannot read `x?sv=1&sig=c2VjcmV0%3D`: not found";
/// assert_eq!(hide_secrets(text), "cannot read `x?sv=1&sig=…`: not found");
/// ```
#[must_use]
pub fn hide_secrets(text: &str) -> Cow<'_, str> {
    if end_of_mark(text).is_none() {
        return Cow::Borrowed(text);
    }
    let in_secret = |c: char| c.is_ascii_alphanumeric() || "+/=%-_.~".contains(c);
    let (mut shown, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(end) = end_of_mark(rest) {
        let (before, after) = rest.split_at(end);
        shown.push_str(before);
        rest = after.trim_start_matches(in_secret);
        if rest.len() < after.len() {
            shown.push('…');
        }
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

/// Where the first mark of a secret ends.
fn end_of_mark(text: &str) -> Option<usize> {
    // Lower-casing ASCII keeps every position.
    let lower = text.to_ascii_lowercase();
    let ends =
        SECRET_MARKS.iter().filter_map(|mark| lower.find(mark).map(|start| start + mark.len()));
    ends.min()
}

/// Whether a character is invisible, moves the cursor, or changes the reading order.
#[must_use]
pub fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_text_has_no_hidden_character_and_stays_as_it_is() {
        let hostile = "\u{1b}]0;x\u{7}\r\n\t\u{9b}31m\u{202e}fdp.exe\u{2066}\u{feff}\u{e0041}é 😀";
        let escaped = escape_hidden(hostile).into_owned();
        assert!(!escaped.contains(is_hidden), "{escaped}");
        assert!(escaped.contains("\\r\\n\\t") && escaped.ends_with("é 😀"), "{escaped}");
        assert_eq!(escape_hidden(&escaped), escaped);
    }

    #[test]
    fn each_secret_of_a_sentence_is_hidden_and_nothing_else() {
        for (text, shown) in [
            ("`a?SIG=x%2By%3D` and `b?sig%3Dz/w=&sp=r`", "`a?SIG=…` and `b?sig%3D…&sp=r`"),
            ("AccountName=a;AccountKey=eA==;X=y", "AccountName=a;AccountKey=…;X=y"),
            ("`a?sig=`", "`a?sig=`"),
            ("`a?sig=…`", "`a?sig=…`"),
            ("a signature of design=5", "a signature of design=5"),
        ] {
            assert_eq!(hide_secrets(text), shown);
        }
    }

    #[cfg(unix)]
    #[test]
    fn bytes_that_are_no_text_are_shown_each() {
        use std::os::unix::ffi::OsStrExt as _;
        let text = |bytes: &[u8]| text_from_os(OsStr::from_bytes(bytes));
        assert_eq!(text(b"a\xff\xfeb"), r"a\xff\xfeb");
        assert_eq!(text("größe".as_bytes()), "größe");
        assert_ne!(text(b"\xe9"), text(b"\xe8"));
    }
}
