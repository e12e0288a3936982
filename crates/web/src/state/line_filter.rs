//! Which lines of a log are shown.

use super::find::Query;
use jobshelf_search_protocol::FilterSpec;

/// The most lines that are shown around one.
pub const MOST_AROUND: u32 = 9;

/// A filter of lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineFilter {
    /// What a line must have. How it is read goes for what it must not have, too.
    pub include: Query,
    /// What a line must not have.
    pub exclude: String,
    /// So many lines are shown before and after each that passes.
    pub around: u32,
}

impl LineFilter {
    /// Whether every line passes.
    pub fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// The filter for the worker; none if every line passes.
    pub fn spec(&self) -> Option<FilterSpec> {
        let exclude = self.include.pattern_of(&self.exclude);
        let (include, context) = (self.include.pattern(), self.around);
        (!self.is_empty()).then_some(FilterSpec { include, exclude, context })
    }

    /// Reads how many lines are shown around one.
    pub fn read_around(&mut self, number: &str) {
        self.around = number.parse().unwrap_or_default();
        self.around = self.around.min(MOST_AROUND);
    }
}
