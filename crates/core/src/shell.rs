//! Words of a command line that a person is to paste into a shell.
//!
//! Names come from whoever ran the task, so in a command that is offered every one of them goes
//! through here. A printed word has no [hidden](crate::escape::is_hidden) character: the terminal
//! shows all that the shell reads.

use crate::escape::is_hidden;
use std::ffi::OsStr;
use std::fmt::Write as _;

/// A word as a shell takes it: as it is where it is plain, else in single quotes; with hidden
/// characters as `$'…'`, which bash, zsh, ksh and every shell of POSIX 2024 read.
///
/// On Windows a backslash is plain, since paths have it there; elsewhere shells read it.
///
/// ```
/// use jobshelf::shell::quote;
///
/// assert_eq!(quote("frames/f_1.exr"), "frames/f_1.exr");
/// assert_eq!(quote("it's $(here)"), r"'it'\''s $(here)'");
/// assert_eq!(quote("it's\n\u{1b}[2J"), r"$'it\'s\n\033[2J'");
/// ```
#[must_use]
pub fn quote(text: &str) -> String {
    if text.contains(is_hidden) {
        return quoted_with_escapes(text.as_bytes());
    }
    let is_plain = |c: char| {
        c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c) || (cfg!(windows) && c == '\\')
    };
    // A `=` in front is read by zsh.
    if !text.is_empty() && text.chars().all(is_plain) && !text.starts_with('=') {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The same for an argument or a path, which need not be UTF-8.
///
/// ```
/// # #[cfg(unix)] {
/// use jobshelf::shell::quote_os;
/// use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
///
/// assert_eq!(quote_os(OsStr::from_bytes(b"a\xff.png")), r"$'a\377.png'");
/// # }
/// ```
#[must_use]
pub fn quote_os(text: &OsStr) -> String {
    match text.to_str() {
        Some(text) => quote(text),
        None => quoted_with_escapes(text.as_encoded_bytes()),
    }
}

/// A word in `$'…'`. A byte is written as three octal digits: shells do not agree on where `\x`
/// ends.
fn quoted_with_escapes(text: &[u8]) -> String {
    let mut quoted = String::from("$'");
    for chunk in text.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\'' | '\\' => quoted.extend(['\\', character]),
                '\n' => quoted.push_str("\\n"),
                '\r' => quoted.push_str("\\r"),
                '\t' => quoted.push_str("\\t"),
                _ if is_hidden(character) => {
                    push_octal(&mut quoted, character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                _ => quoted.push(character),
            }
        }
        push_octal(&mut quoted, chunk.invalid());
    }
    quoted.push('\'');
    quoted
}

fn push_octal(quoted: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(quoted, "\\{byte:03o}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_is_quoted() {
        for text in ["", " ", "a b", "a;b", "`id`", "$(id)", "a*b", "~", "é", "#x", "a&b", "=a"] {
            assert_eq!(quote(text), format!("'{text}'"));
        }
    }

    /// What bash reads of a command line with this word.
    #[cfg(unix)]
    fn read_by(shell: &str, word: &str) -> Vec<u8> {
        let script = format!("printf %s {word}");
        let printed = std::process::Command::new(shell).args(["-c", &script]).output().unwrap();
        assert!(printed.status.success(), "{word}");
        printed.stdout
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_each_quoted_word_back() {
        for text in ["it's", "a\\b", "$HOME", "\"", "''", "-x", "größe 100%"] {
            assert_eq!(read_by("sh", &quote(text)), text.as_bytes());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_word_with_hidden_characters_shows_them_and_is_read_back() {
        let hidden = [
            "a\nb",
            "\u{1b}[31mred\u{1b}[0m",
            "\u{202e}fdp.exe",
            "it's\ta\\b\r",
            "\u{7f}1\u{9b}2\u{feff}3",
            "\u{1}23",
            "é\n$HOME`id`",
        ];
        for text in hidden {
            let word = quote(text);
            assert!(!word.contains(is_hidden), "{word}");
            assert_eq!(read_by("bash", &word), text.as_bytes(), "{word}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_word_that_is_no_text_is_read_back() {
        use std::os::unix::ffi::OsStrExt as _;
        for bytes in [&b"a\xff.png"[..], b"\xfe\xff1", b"it's \xc3", b"plain"] {
            let word = quote_os(OsStr::from_bytes(bytes));
            assert!(word.is_ascii(), "{word}");
            assert_eq!(read_by("bash", &word), bytes, "{word}");
        }
    }
}
