//! When a reader who is away is notified about a log.
//!
//! Once about errors until the reader returns, however many are added, and always about the end of the
//! task. A notification counts all lines that were added since the reader left.

use jobshelf_log::Added;

/// The lines that were added while the reader is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Away {
    /// The number of lines, and of errors among them.
    pub added: Added,
    has_notified: bool,
}

impl Away {
    /// Counts new lines; returns whether to notify the reader of errors.
    pub fn add(&mut self, added: Added) -> bool {
        self.added.lines += added.lines;
        self.added.errors += added.errors;
        let has_errors = self.added.errors > 0;
        has_errors && !std::mem::replace(&mut self.has_notified, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_is_notified_of_errors_once_while_away() {
        let added = |lines, errors| Added { lines, errors };
        let mut away = Away::default();
        assert!(!away.add(added(9, 0)));
        assert!(away.add(added(3, 2)));
        assert_eq!(away.added, added(12, 2));
        assert!(!away.add(added(500, 500)));
        assert!(!away.add(added(1, 0)));
        assert_eq!(away.added, added(513, 502));
        away = Away::default();
        assert!(away.add(added(1, 1)));
    }
}
