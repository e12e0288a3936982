//! The path of an output inside its kind: what follows `$Kind/` in the blob's name.
//!
//! Invariant: an [`OutputPath`] is relative, separated by `/`, and has no `.`, `..` or empty
//! segment, no backslash and no control character. So it means the same in a blob name, in a URL
//! and below a folder on any disk, and never leaves them.

use super::NameError;
use super::name_error::printable;
use super::text::impl_text;
use super::windows_name::windows_problem;

const WHAT: &str = "path";

/// A relative path inside an output kind, such as `frames/0001.png`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(String);

impl_text!(OutputPath);

impl OutputPath {
    /// Checks a path and leaves it unchanged.
    ///
    /// ```
    /// use jobshelf::OutputPath;
    ///
    /// assert_eq!(OutputPath::parse("frames/0001.png").unwrap().file_name(), "0001.png");
    /// assert!(OutputPath::parse("frames/../../secret").is_err());
    /// ```
    ///
    /// # Errors
    /// If it is empty or rooted (by a leading `/` or a drive such as `c:`), names a folder by a
    /// trailing `/`, or has a `.`, `..` or empty segment, a backslash (the service would store it
    /// as `/`) or a control character (the service refuses them).
    pub fn parse(path: &str) -> Result<Self, NameError> {
        Self::checked(path.to_owned(), path)
    }

    /// The path that the conventions derive from the relative path of a file: with `/` for every
    /// `\`, and without leading `./` and `../`.
    ///
    /// A task's standard output lies one folder above its working directory, so `../stdout.txt` is
    /// a common way to name it, and means `stdout.txt`.
    ///
    /// ```
    /// use jobshelf::OutputPath;
    ///
    /// let path = |file| OutputPath::from_file(file).unwrap();
    /// assert_eq!(path(r"..\..\frames\0001.png").as_str(), "frames/0001.png");
    /// assert_eq!(path("../stdout.txt").as_str(), "stdout.txt");
    /// ```
    ///
    /// # Errors
    /// As for [`parse`](Self::parse), of what remains.
    pub fn from_file(file: &str) -> Result<Self, NameError> {
        let path = file.replace('\\', "/");
        let mut rest = path.as_str();
        while let Some(tail) = rest.strip_prefix("./").or_else(|| rest.strip_prefix("../")) {
            rest = tail;
        }
        // The file consists of steps up only.
        if matches!(rest, "" | "." | "..") && !file.is_empty() {
            return Err(NameError::Folder { name: printable(file) });
        }
        Self::checked(rest.to_owned(), file)
    }

    /// Checks `path`; an error names `given`.
    fn checked(path: String, given: &str) -> Result<Self, NameError> {
        const ALLOWED: &str = "'\\' and control characters are not allowed";
        let segment = |problem| {
            let name = printable(given);
            Err(NameError::Segment { what: WHAT, name, problem })
        };
        if path.is_empty() {
            return Err(NameError::Empty { what: WHAT });
        }
        if is_rooted(&path) {
            return Err(NameError::Rooted { name: printable(given) });
        }
        let allowed = |c: char| c != '\\' && !c.is_control();
        if let Some(error) = NameError::for_character(WHAT, &path, ALLOWED, allowed) {
            return Err(error);
        }
        if path.ends_with('/') {
            return Err(NameError::Folder { name: printable(given) });
        }
        for part in path.split('/') {
            match part {
                "" => return segment("an empty segment"),
                "." => return segment("a segment '.'"),
                ".." => return segment("a segment '..'"),
                _ => {}
            }
        }
        Ok(Self(path))
    }

    /// Checks that the path can be one of a file on Windows, where some names are devices, lose
    /// their end, or are streams of another file. Every system can ask it.
    ///
    /// ```
    /// use jobshelf::OutputPath;
    ///
    /// let path = |path| OutputPath::parse(path).unwrap();
    /// assert!(path("frames/0001.png").check_for_windows().is_ok());
    /// assert!(path("frames/NUL.png").check_for_windows().is_err());
    /// ```
    ///
    /// # Errors
    /// If a segment is the name of a device such as `NUL` or `COM1.txt`, ends in a dot or a space,
    /// or has a `:` or another character that no file on Windows has.
    pub fn check_for_windows(&self) -> Result<(), NameError> {
        match self.0.split('/').find_map(windows_problem) {
            Some(problem) => {
                Err(NameError::Reserved { what: WHAT, name: printable(&self.0), problem })
            }
            None => Ok(()),
        }
    }

    /// Checks that the path can be one of a file on this system.
    ///
    /// # Errors
    /// On Windows as for [`check_for_windows`](Self::check_for_windows), elsewhere none.
    pub fn check_for_this_system(&self) -> Result<(), NameError> {
        match cfg!(windows) {
            true => self.check_for_windows(),
            false => Ok(()),
        }
    }

    /// The path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its last segment.
    #[must_use]
    pub fn file_name(&self) -> &str {
        last_segment(&self.0)
    }
}

/// The last segment that is not empty.
pub(super) fn last_segment(path: &str) -> &str {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit_once('/') {
        Some((_, name)) => name,
        // A path of slashes only is shown as it is.
        None if trimmed.is_empty() => path,
        None => trimmed,
    }
}

/// Whether the path starts at a root: `/x`, `\x`, and on Windows `c:x` and `c:\x`. A drive is
/// refused on every system, since the path may be fetched on another one.
fn is_rooted(path: &str) -> bool {
    match path.as_bytes() {
        [b'/' | b'\\', ..] => true,
        [drive, b':', ..] => drive.is_ascii_alphabetic(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_path_is_taken_as_given_or_refused() {
        for good in ["x", "a/b/c.txt", "..x/y", "a.", "...", " a ", "10:30.txt", "é/😀", "$x/y%"]
        {
            assert_eq!(OutputPath::parse(good).unwrap().as_str(), good);
        }
        for bad in [
            "", "/", "/x", "x/", "a//b", ".", "..", "./x", "../x", "a/./b", "a/../b", "a/..",
            "a\\b", "\\x", "c:/x", "c:x", "a\0b", "a\nb", "a/\u{7f}",
        ] {
            assert!(OutputPath::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_last_segment_of_anything_can_be_shown() {
        assert_eq!(last_segment("a/b/c.txt"), "c.txt");
        assert_eq!(last_segment("c.txt"), "c.txt");
        assert_eq!(last_segment("a/b//"), "b");
        assert_eq!(last_segment("//"), "//");
    }

    proptest! {
        #[test]
        fn whatever_is_taken_stays_inside_its_folder(file in "[a-c./\\\\: ]{0,12}|\\PC{0,20}") {
            if let Ok(path) = OutputPath::from_file(&file) {
                prop_assert_eq!(OutputPath::parse(path.as_str()), Ok(path.clone()));
                prop_assert_eq!(OutputPath::from_file(path.as_str()), Ok(path.clone()));
                for part in path.as_str().split('/') {
                    prop_assert!(!matches!(part, "" | "." | ".."));
                }
                prop_assert!(!path.as_str().contains('\\'));
                prop_assert!(path.as_str().ends_with(path.file_name()));
            }
        }

        #[test]
        fn steps_up_before_a_good_path_are_dropped(
            steps in proptest::collection::vec(prop_oneof![Just("../"), Just("..\\"), Just("./"), Just(".\\")], 0..8),
            path in "[a-z]{1,5}(/[a-z]{1,5}){0,3}",
        ) {
            let file = format!("{}{path}", steps.concat());
            let stored = OutputPath::from_file(&file).map(|path| path.0);
            prop_assert_eq!(stored, Ok(path));
        }
    }
}
