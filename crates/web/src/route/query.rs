//! The text that a reader looks for in a log, as part of the address.

use jobshelf_search_protocol::{Case, PatternSpec, Syntax};

/// The text to find, and how it is matched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The text, or the regular expression.
    pub text: String,
    /// The text is a regular expression.
    pub is_regex: bool,
    /// Upper and lower case differ.
    pub is_cased: bool,
}

impl Query {
    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The pattern for the search worker; `None` if there is nothing to look for.
    pub fn pattern(&self) -> Option<PatternSpec> {
        self.pattern_of(&self.text)
    }

    /// The pattern of another text that is matched in the same way.
    pub fn pattern_of(&self, text: &str) -> Option<PatternSpec> {
        let syntax = if self.is_regex { Syntax::Regex } else { Syntax::Plain };
        let case = if self.is_cased { Case::Matched } else { Case::Ignored };
        PatternSpec::new(text, syntax, case)
    }

    /// How the text is matched, as letters in an address.
    pub fn flags(&self) -> &'static str {
        match (self.is_regex, self.is_cased) {
            (false, false) => "",
            (false, true) => "c",
            (true, false) => "r",
            (true, true) => "rc",
        }
    }

    /// Reads the letters that [`flags`](Self::flags) returns.
    pub fn parse_flags(&mut self, flags: &str) {
        self.is_regex = flags.contains('r');
        self.is_cased = flags.contains('c');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_query_has_no_pattern() {
        let query = Query { text: "a".to_owned(), is_regex: true, is_cased: false };
        assert_eq!(query.pattern(), PatternSpec::new("a", Syntax::Regex, Case::Ignored));
        let cased = Query { is_regex: false, is_cased: true, ..query };
        assert_eq!(cased.pattern(), PatternSpec::new("a", Syntax::Plain, Case::Matched));
        assert_eq!(Query::default().pattern(), None);
    }
}
