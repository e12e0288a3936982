//! Words of a command line that a person is to paste into a shell.
//!
//! Names come from whoever ran the task, so in a command that is offered every one of them goes
//! through here.

/// A word as a shell takes it: as it is where it is plain, else in single quotes.
///
/// On Windows a backslash is plain, since paths have it there; elsewhere shells read it.
///
/// ```
/// use jobshelf::shell::quote;
///
/// assert_eq!(quote("frames/f_1.exr"), "frames/f_1.exr");
/// assert_eq!(quote("it's $(here)"), r"'it'\''s $(here)'");
/// ```
#[must_use]
pub fn quote(text: &str) -> String {
    let is_plain = |c: char| {
        c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c) || (cfg!(windows) && c == '\\')
    };
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_read_is_quoted() {
        for text in ["", " ", "a b", "a;b", "`id`", "$(id)", "a*b", "~", "a\nb", "é", "#x", "a&b"]
        {
            assert_eq!(quote(text), format!("'{text}'"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_shell_reads_each_quoted_word_back() {
        for text in ["it's", "a\\b", "$HOME", "\"", "''", "-x", "a\nb", "größe 100%"] {
            let script = format!("printf %s {}", quote(text));
            let printed = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8(printed.stdout).unwrap(), text);
        }
    }
}
