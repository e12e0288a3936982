//! Which lines of a log are shown, as part of the address.

use crate::route::Query;

/// The largest number of lines shown around a line that passes.
pub const MAX_AROUND: u32 = 9;

/// A filter of lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineFilter {
    /// The text a line must contain. Its flags apply to `exclude` as well.
    pub include: Query,
    /// The text a line must not contain.
    pub exclude: String,
    /// The number of lines shown before and after each line that passes.
    pub around: u32,
}

impl LineFilter {
    /// Whether every line passes.
    pub fn is_empty(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// Reads the number of lines shown around a line that passes.
    pub fn parse_around(&mut self, number: &str) {
        self.around = number.parse().unwrap_or_default();
        self.around = self.around.min(MAX_AROUND);
    }
}
