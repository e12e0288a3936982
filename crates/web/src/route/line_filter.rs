//! Which lines of a log are shown, as part of the address.

use crate::route::Query;
use jobshelf_search_protocol::FilterSpec;

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

    /// The filter for the search worker; `None` if every line passes.
    pub fn spec(&self) -> Option<FilterSpec> {
        (!self.is_empty()).then(|| FilterSpec {
            include: self.include.pattern(),
            exclude: self.include.pattern_of(&self.exclude),
            context: self.around,
        })
    }

    /// Reads the number of lines shown around a line that passes.
    pub fn parse_around(&mut self, number: &str) {
        self.around = number.parse().unwrap_or_default();
        self.around = self.around.min(MAX_AROUND);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_of_the_included_text_apply_to_the_excluded_text() {
        let include = Query { is_regex: true, ..Query::default() };
        let filter = LineFilter { include, exclude: "b".to_owned(), around: 2 };
        let spec = filter.spec().unwrap();
        assert_eq!((spec.include, spec.context), (None, 2));
        let exclude = Query { text: "b".to_owned(), is_regex: true, is_cased: false };
        assert_eq!(spec.exclude, exclude.pattern());
        assert_eq!(LineFilter { around: 2, ..LineFilter::default() }.spec(), None);
    }
}
