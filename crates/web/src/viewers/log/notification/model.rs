//! When a reader who is elsewhere is told of a log.
//!
//! Of errors once, and not again before the reader was back, however many come: so at most once for
//! each poll. Of the end of the task always. What is told has all that came since the reader left.

use jobshelf_log::Added;

/// What came since the reader left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Away {
    /// Lines, and how many of them are errors.
    pub came: Added,
    is_told: bool,
}

impl Away {
    /// Lines came; gives whether to tell of errors among them.
    pub fn take(&mut self, added: Added) -> bool {
        self.came.lines += added.lines;
        self.came.errors += added.errors;
        let has_errors = self.came.errors > 0;
        has_errors && !std::mem::replace(&mut self.is_told, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_once_until_the_reader_was_back() {
        let added = |lines, errors| Added { lines, errors };
        let mut away = Away::default();
        assert!(!away.take(added(9, 0)));
        assert!(away.take(added(3, 2)));
        assert_eq!(away.came, added(12, 2));
        assert!(!away.take(added(500, 500)));
        assert!(!away.take(added(1, 0)));
        assert_eq!(away.came, added(513, 502));
        away = Away::default();
        assert!(away.take(added(1, 1)));
    }
}
