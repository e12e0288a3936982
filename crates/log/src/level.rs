//! Classifies lines as errors and warnings by their words.
//!
//! There is no format to rely on: a line is an error if it contains a word for one (`error`,
//! `RuntimeError:`, `FATAL`), or belongs to a Python traceback or a Rust panic. Counts of nothing
//! (`0 errors`, `no warnings`) are not errors.

/// How severe a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub enum Level {
    /// Neither a warning nor an error.
    #[default]
    Plain,
    /// A warning.
    Warning,
    /// An error.
    Error,
}

/// The beginning of a Python traceback.
const TRACE: &str = "Traceback (most recent call last)";
const WORDS: [(&str, Level); 10] = [
    ("error", Level::Error),
    ("exception", Level::Error),
    ("traceback", Level::Error),
    ("fatal", Level::Error),
    ("critical", Level::Error),
    ("panicked", Level::Error),
    ("segfault", Level::Error),
    ("warning", Level::Warning),
    ("warn", Level::Warning),
    ("deprecated", Level::Warning),
];

/// Only this many bytes of a line are classified.
const CLASSIFIED_BYTES: usize = 4 << 10;

/// The words that make a line a warning or an error. A line without any of them is plain, unless it
/// is in a traceback.
pub fn level_words() -> impl Iterator<Item = &'static str> {
    WORDS.into_iter().map(|(word, _)| word)
}

/// The names that loggers give their levels, in lower case.
const LEVEL_NAMES: [&str; 16] = [
    "trace",
    "verbose",
    "debug",
    "info",
    "notice",
    "warn",
    "warning",
    "err",
    "error",
    "fatal",
    "critical",
    "crit",
    "severe",
    "panic",
    "information",
    "log",
];

/// Whether a word is the name of a level.
pub(super) fn is_level_name(word: &[u8]) -> bool {
    // Some loggers write a single letter.
    let is_letter = matches!(word, [b'T' | b'D' | b'I' | b'N' | b'W' | b'E' | b'F' | b'C']);
    is_letter || LEVEL_NAMES.iter().any(|level| level.as_bytes().eq_ignore_ascii_case(word))
}

/// Classifies line after line, and remembers whether it is inside a traceback.
#[derive(Debug, Clone, Default)]
pub struct LevelDetector {
    in_trace: bool,
}

impl LevelDetector {
    /// Whether the next line belongs to a traceback.
    pub fn is_in_trace(&self) -> bool {
        self.in_trace
    }

    /// Whether a line of this `text` ends any traceback before it and begins none.
    pub fn ends_traceback(text: &str) -> bool {
        let mut detector = Self { in_trace: true };
        detector.level_of(text);
        !detector.in_trace && !text.contains(TRACE)
    }

    /// The level of the next line.
    pub fn level_of(&mut self, text: &str) -> Level {
        let text = text.get(..text.floor_char_boundary(CLASSIFIED_BYTES)).unwrap_or(text);
        if self.in_trace {
            // A traceback ends with the first line that is not indented, which names the error.
            self.in_trace = text.starts_with([' ', '\t']) || text.is_empty();
            return Level::Error;
        }
        let bytes = text.as_bytes();
        let mut level = Level::Plain;
        // One pass for all words: most of the time of reading a log is spent here.
        for (start, pair) in bytes.windows(2).enumerate() {
            if !may_begin_word(pair) {
                continue;
            }
            let rest = bytes.get(start..).unwrap_or_default();
            if rest.starts_with(TRACE.as_bytes()) {
                self.in_trace = true;
                return Level::Error;
            }
            for (word, of) in WORDS {
                let is_here = of > level
                    && rest
                        .get(..word.len())
                        .is_some_and(|w| w.eq_ignore_ascii_case(word.as_bytes()))
                    && is_whole_word(bytes, start, start + word.len());
                if is_here {
                    level = of;
                }
            }
        }
        level
    }
}

/// Whether a word of [`WORDS`] may begin with these two letters.
fn may_begin_word(pair: &[u8]) -> bool {
    let &[first, second] = pair else { return false };
    matches!(
        &[first | 0x20, second | 0x20],
        b"er" | b"ex" | b"tr" | b"fa" | b"cr" | b"pa" | b"se" | b"wa" | b"de"
    )
}

/// Whether the text at `start..end` is a whole word or the end of a CamelCase name, and is not
/// negated or counted as none.
fn is_whole_word(bytes: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).and_then(|i| bytes.get(i)).copied().unwrap_or(b' ');
    let begins = bytes.get(start).copied().unwrap_or(b' ');
    let mut after = bytes.get(end).copied().unwrap_or(b' ');
    if after == b's' {
        after = bytes.get(end + 1).copied().unwrap_or(b' ');
    }
    let starts_word = !before.is_ascii_alphanumeric() && before != b'_' && before != b'-';
    let starts_hump = begins.is_ascii_uppercase() && before.is_ascii_lowercase();
    let ends_word = !after.is_ascii_alphanumeric() && !matches!(after, b'_' | b'-' | b'=');
    (starts_word || starts_hump) && ends_word && !is_negated(bytes, start)
}

/// `0 errors`, `no errors`, `without warning`.
fn is_negated(text: &[u8], start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_ascii_end();
    let last = before.rsplit(|byte| !byte.is_ascii_alphanumeric()).next().unwrap_or_default();
    ["0", "no", "without", "zero"]
        .iter()
        .any(|negation| last.eq_ignore_ascii_case(negation.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn level(text: &str) -> Level {
        LevelDetector::default().level_of(text)
    }

    #[test]
    fn words_for_errors_and_warnings_match_in_any_case() {
        for text in [
            "[error] frame 77: texture is missing",
            "ERROR: no space left",
            "RuntimeError: texture \"foam_07.tx\" is missing",
            "java.lang.IllegalStateException: x",
            "thread 'main' panicked at src/main.rs:4",
            "2 errors",
            "fatal: not a repository",
        ] {
            assert_eq!(level(text), Level::Error, "{text}");
        }
        for text in ["[warn] cache 92 % full", "WARNING low memory", "DeprecationWarning: x"] {
            assert_eq!(level(text), Level::Warning, "{text}");
        }
    }

    #[test]
    fn a_very_long_line_is_classified_by_its_beginning() {
        let filler = "x ".repeat(CLASSIFIED_BYTES);
        assert_eq!(level(&format!("error {filler}")), Level::Error);
        assert_eq!(level(&format!("{filler} error")), Level::Plain);
    }

    #[test]
    fn words_that_only_look_like_errors_are_plain() {
        for text in [
            "0 errors, 0 warnings",
            "finished without error",
            "no errors",
            "error=0.0021 after 40 steps",
            "rms_error 0.2",
            "terrors of the sea",
            "warned",
            "--fatal-warnings is off",
            "error-free",
            "",
        ] {
            assert_eq!(level(text), Level::Plain, "{text}");
        }
    }

    #[test]
    fn a_traceback_is_an_error_up_to_the_line_that_names_it() {
        let mut detector = LevelDetector::default();
        let levels: Vec<Level> = [
            "render",
            "Traceback (most recent call last):",
            "  File \"render.py\", line 418, in shade",
            "    tex = cache.open(path)",
            "Missing: foam_07.tx",
            "retry",
        ]
        .iter()
        .map(|text| detector.level_of(text))
        .collect();
        let error = Level::Error;
        assert_eq!(levels, [Level::Plain, error, error, error, error, Level::Plain]);
    }

    #[test]
    fn every_word_is_found_in_any_case() {
        for (word, level_of_it) in WORDS {
            assert_eq!(level(word), level_of_it, "{word}");
            assert_eq!(level(&word.to_uppercase()), level_of_it, "{word}");
        }
    }

    proptest! {
        #[test]
        fn the_level_is_the_highest_of_all_words(
            text in "(error|Error|WARN|warning|Traceback|0 |no |s| |_|=|-|x|E|é|deprecated|panicked){0,12}",
        ) {
            let has_word = |word: &str| {
                let at = |start: usize| {
                    let end = start + word.len();
                    let here = text.as_bytes().get(start..end);
                    here.is_some_and(|here| here.eq_ignore_ascii_case(word.as_bytes()))
                        && is_whole_word(text.as_bytes(), start, end)
                };
                (0..text.len()).any(at)
            };
            let levels = WORDS.iter().filter(|(word, _)| has_word(word)).map(|(_, level)| *level);
            prop_assert_eq!(level(&text), levels.max().unwrap_or_default());
        }
    }
}
