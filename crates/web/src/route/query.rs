//! The text that a reader looks for in a log, as part of the address.

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

    /// How the text is matched, as letters in an address and for the search worker.
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
