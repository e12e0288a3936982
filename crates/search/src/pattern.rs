//! Compiled patterns.
//!
//! A match never extends beyond a line: a plain text without a line end cannot match there, and every
//! other pattern is tried line by line. Empty matches are ignored, unless only the line counts.

use jobshelf_search_protocol::{Case, PatternSpec, Syntax};
use regex::bytes::{Regex, RegexBuilder};

/// The most memory that a compiled regular expression may take.
const SIZE_LIMIT: usize = 4 << 20;

/// A text or a regular expression, ready to search for.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    /// It cannot match beyond a line, so many lines are searched at once.
    is_within_lines: bool,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// A few words about what is wrong with a regular expression.
    pub fn compile(spec: &PatternSpec) -> Result<Self, String> {
        Self::new(&spec.text, spec.syntax, spec.case)
    }

    /// Compiles a pattern from its parts.
    ///
    /// # Errors
    /// A few words about what is wrong with a regular expression.
    pub fn new(text: &str, syntax: Syntax, case: Case) -> Result<Self, String> {
        let escaped;
        let source = match syntax {
            Syntax::Plain => {
                escaped = regex::escape(text);
                &escaped
            }
            Syntax::Regex => text,
        };
        let built = RegexBuilder::new(source)
            .case_insensitive(case == Case::Ignored)
            .multi_line(true)
            .size_limit(SIZE_LIMIT)
            .build();
        let regex = built.map_err(|error| reason(&error))?;
        // The text of a line is UTF-8: a match must not begin or end inside a character.
        regex::Regex::new(source).map_err(|error| reason(&error))?;
        let is_within_lines = syntax == Syntax::Plain && !text.contains(['\n', '\r']);
        Ok(Self { regex, is_within_lines })
    }

    /// Calls `found` with the byte range of each match in the text of one line.
    pub(crate) fn find_in_line(&self, text: &[u8], found: &mut dyn FnMut(usize, usize)) {
        for hit in self.regex.find_iter(text).filter(|hit| !hit.is_empty()) {
            found(hit.start(), hit.end());
        }
    }

    /// Whether the text of one line matches; an empty match counts.
    pub(crate) fn is_in(&self, text: &[u8]) -> bool {
        self.regex.is_match(text)
    }

    /// Calls `found` with the byte range of each match in lines that look as they are written.
    pub(crate) fn find_in_lines(&self, lines: &[u8], found: &mut dyn FnMut(usize, usize)) {
        if self.is_within_lines {
            return self.find_in_line(lines, found);
        }
        let mut start = 0;
        while start < lines.len() {
            let rest = lines.get(start..).unwrap_or_default();
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest.get(..end).unwrap_or_default();
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            self.find_in_line(line, &mut |from, to| found(start + from, start + to));
            start += end + 1;
        }
    }
}

/// What is wrong, without the drawing that shows where.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "the expression is too large".to_owned(),
        other => {
            let text = other.to_string();
            let problem = text.lines().rev().find_map(|line| line.trim().strip_prefix("error: "));
            problem.unwrap_or("it cannot be read").to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(text: &str, syntax: Syntax, case: Case, line: &str) -> Vec<String> {
        let mut found = Vec::new();
        let pattern = Pattern::new(text, syntax, case).unwrap();
        pattern
            .find_in_line(line.as_bytes(), &mut |from, to| found.push(line[from..to].to_owned()));
        found
    }

    #[test]
    fn a_plain_text_matches_literally_in_any_case() {
        let found = |text, line| matches(text, Syntax::Plain, Case::Ignored, line);
        assert_eq!(found("a.b", "a.b axb A.B"), ["a.b", "A.B"]);
        assert_eq!(found("größe", "GRÖSSE GRÖẞE Größe"), ["GRÖẞE", "Größe"]);
        assert_eq!(found("x", ""), [""; 0]);
    }

    #[test]
    fn case_differs_on_request() {
        assert_eq!(matches("Err", Syntax::Plain, Case::Matched, "err Err ERR"), ["Err"]);
        assert_eq!(matches("E.r", Syntax::Regex, Case::Matched, "err Err ERR"), ["Err"]);
    }

    #[test]
    fn classes_are_unicode_and_empty_matches_are_ignored() {
        let found = |text, line| matches(text, Syntax::Regex, Case::Ignored, line);
        assert_eq!(found(r"\w+", "größe 中文"), ["größe", "中文"]);
        assert_eq!(found(r"\d*", "a1b22"), ["1", "22"]);
        assert_eq!(found("^", "abc"), [""; 0]);
        assert_eq!(found("^a|c$", "abc"), ["a", "c"]);
    }

    #[test]
    fn an_invalid_expression_names_the_problem_in_a_few_words() {
        let wrong = |text| Pattern::new(text, Syntax::Regex, Case::Ignored).unwrap_err();
        assert_eq!(wrong("(a"), "unclosed group");
        assert_eq!(wrong("*"), "repetition operator missing expression");
        assert_eq!(wrong(r"(\w{1000}){1000}"), "the expression is too large");
        assert_eq!(wrong("(?-u:.)"), "pattern can match invalid UTF-8");
        assert!(Pattern::new("(a", Syntax::Plain, Case::Ignored).is_ok());
    }
}
