//! Which segments of a path cannot name a file on Windows.
//!
//! Windows opens a device for `NUL.txt`, drops a dot or a space at the end of a name, and takes
//! what follows a `:` for a stream of another file. So a blob of such a name would land elsewhere.
//! <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>

/// Devices without a number.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
/// Devices with a digit, which may also be a superscript one.
const NUMBERED_DEVICES: [&str; 2] = ["COM", "LPT"];

/// What is wrong with a segment of a path as the name of a file on Windows.
pub(super) fn windows_problem(segment: &str) -> Option<&'static str> {
    if segment.contains(':') {
        return Some("has a ':', which begins a stream on Windows");
    }
    if segment.contains(['<', '>', '"', '|', '?', '*']) {
        return Some("has one of < > \" | ? *, which no file on Windows has");
    }
    if segment.ends_with(['.', ' ']) {
        return Some("has a segment that ends in a dot or a space, which Windows drops");
    }
    is_device(segment).then_some("has a segment that is a device on Windows")
}

/// Whether the segment names a device, whatever its extension.
fn is_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or_default().trim_end_matches(' ');
    let stem = stem.to_ascii_uppercase();
    let is_digit = |text: &str| {
        let mut characters = text.chars();
        let first = characters.next();
        first.is_some_and(|c| c.is_ascii_digit() || matches!(c, '\u{b9}' | '\u{b2}' | '\u{b3}'))
            && characters.next().is_none()
    };
    DEVICES.contains(&stem.as_str())
        || NUMBERED_DEVICES.iter().any(|device| stem.strip_prefix(device).is_some_and(is_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_takes_for_something_else_are_known() {
        for bad in [
            "CON",
            "con",
            "Nul",
            "NUL.txt",
            "nul.tar.gz",
            "AUX .x",
            "PRN .log",
            "COM1",
            "com9.x",
            "LPT0",
            "COM\u{b9}",
            "lpt\u{b3}.txt",
            "CONIN$",
            "conout$",
            "a.",
            "a ",
            "...",
            "a. .",
            "a:b",
            "file.txt:stream",
            "file.txt::$DATA",
            "C:",
            "a<b",
            "a|b",
            "what?",
            "*",
            "\"a\"",
        ] {
            assert!(windows_problem(bad).is_some(), "{bad:?}");
        }
        for good in [
            "a",
            "CONSOLE",
            "CON1",
            "NULL.txt",
            "COM",
            "COM10",
            "LPT12.txt",
            "COMx",
            "a.con",
            ".nul",
            "$TaskLog",
            "a b",
            " a",
            "..a",
            "frame_0001.exr",
            "\u{e9}",
            "COM\u{2074}",
        ] {
            assert_eq!(windows_problem(good), None, "{good:?}");
        }
    }
}
