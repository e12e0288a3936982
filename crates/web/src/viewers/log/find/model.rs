//! What is looked for in a log, and how far the search is.

use crate::storage::problem::Problem;

/// After the end of every log, and yet exact as a number of the worker.
pub const END: u64 = u64::MAX >> 11;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// The text, or the regular expression.
    pub text: String,
    /// It is a regular expression.
    pub is_regex: bool,
    /// Upper and lower case differ.
    pub is_cased: bool,
}

impl Query {
    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How the text is read, in the letters of an address and of the search itself.
    pub fn flags(&self) -> &'static str {
        match (self.is_regex, self.is_cased) {
            (false, false) => "",
            (false, true) => "c",
            (true, false) => "r",
            (true, true) => "rc",
        }
    }

    /// Reads what [`flags`](Self::flags) gives.
    pub fn read_flags(&mut self, flags: &str) {
        self.is_regex = flags.contains('r');
        self.is_cased = flags.contains('c');
    }
}

/// How far the search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Bytes that were looked through.
    pub searched: u64,
    /// Bytes of the log.
    pub total: u64,
    /// Matches so far.
    pub matches: u64,
    /// There are so many that the oldest were only counted.
    pub is_capped: bool,
    /// Lines of the log, once all of it was read.
    pub lines: Option<u64>,
    /// Every error is known.
    pub knows_errors: bool,
    /// Bytes that were looked through for lines that pass the filter.
    pub filtered: u64,
    /// Lines that pass it so far.
    pub passed: u64,
    /// All of them can be shown.
    pub has_all_lines: bool,
    /// Another number whenever others of them are shown.
    pub edition: u64,
    /// Bytes that were looked through for errors.
    pub judged: u64,
}

impl Scan {
    /// Whether its reader can stop it.
    pub fn is_under_way(&self) -> bool {
        matches!(self, Self::Running | Self::Waiting(_))
    }
}

impl Progress {
    /// Reads the numbers that the search gives of itself.
    pub fn from_numbers(numbers: &[f64]) -> Option<Self> {
        let [searched, total, matches, is_capped, lines, knows_errors, rest @ ..] = numbers else {
            return None;
        };
        let [filtered, passed, has_all_lines, edition, judged] = *rest else { return None };
        let (lines, searched, total) = (*lines, *searched, *total);
        Some(Self {
            searched: searched as u64,
            total: total as u64,
            matches: *matches as u64,
            is_capped: *is_capped == 1.0,
            lines: (lines >= 0.0).then_some(lines as u64),
            knows_errors: *knows_errors == 1.0,
            filtered: filtered as u64,
            passed: passed as u64,
            has_all_lines: has_all_lines == 1.0,
            edition: edition as u64,
            judged: judged as u64,
        })
    }

    /// Whether all of the log was looked through.
    pub fn is_done(&self) -> bool {
        self.searched >= self.total
    }

    /// The first byte that was looked through for what one goes to: the search goes from the end to the
    /// beginning.
    pub fn bottom_for(&self, target: Target) -> u64 {
        self.total.saturating_sub(match target {
            Target::Match => self.searched,
            Target::Error => self.judged,
        })
    }

    /// How much was looked through for whatever is looked for, in hundredths; all only if it is all.
    pub fn percent(&self) -> u64 {
        percent(self.searched.min(self.judged), self.total)
    }

    /// The same of the lines that pass the filter.
    pub fn percent_filtered(&self) -> u64 {
        percent(self.filtered, self.total)
    }

    /// Whether all lines that pass the filter are known.
    pub fn is_filtered(&self) -> bool {
        self.filtered >= self.total
    }
}

fn percent(part: u64, total: u64) -> u64 {
    match part >= total {
        true => 100,
        false => (part as f64 / total as f64 * 100.0) as u64,
    }
}

/// What the search does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scan {
    /// Nothing: nobody asked, or it has all.
    #[default]
    Idle,
    /// It reads the log.
    Running,
    /// Its reader stopped it.
    Stopped,
    /// The log cannot be read at the moment, or not with this SAS.
    Waiting(Problem),
    /// The log was replaced: nothing can be read any more of what is shown.
    Replaced,
    /// It did not start or broke.
    Broken,
}

/// What one goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A match.
    Match,
    /// A line that is an error.
    Error,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The next at this byte or after it.
    Next(u64),
    /// The last before this byte.
    Previous(u64),
    /// The next; if there is none, the last before.
    Nearest(u64),
}

/// Where a step led.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There.
    Found {
        /// The byte it is at.
        at: u64,
        /// How many are before it.
        before: u64,
        /// It is not where it was looked for.
        turn: Turn,
    },
    /// There is none in all of the log.
    None,
}

/// How a step went on beyond what it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// Not at all.
    #[default]
    Straight,
    /// At the log's beginning, since there was none up to its end.
    FromStart,
    /// At the log's end, since there was none up to its beginning.
    FromEnd,
    /// The other way: there was none after, and before not all is known.
    Back,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_all_only_when_it_is() {
        let at =
            |searched, total| Progress { searched, total, judged: total, ..Progress::default() };
        assert_eq!((at(0, 0).percent(), at(0, 0).is_done()), (100, true));
        assert_eq!((at(999, 1000).percent(), at(999, 1000).bottom_for(Target::Match)), (99, 1));
        assert_eq!(at(1000, 1000).percent(), 100);
        assert_eq!(Progress { judged: 430, ..at(1000, 1000) }.percent(), 43);
    }

    #[test]
    fn numbers_of_the_search_are_read() {
        let numbers = [10.0, 20.0, 3.0, 0.0, -1.0, 1.0, 5.0, 7.0, 1.0, 4.0, 8.0];
        let progress = Progress::from_numbers(&numbers).unwrap();
        assert_eq!((progress.matches, progress.lines, progress.knows_errors), (3, None, true));
        assert_eq!((progress.passed, progress.percent_filtered()), (7, 25));
        assert_eq!((progress.has_all_lines, progress.edition), (true, 4));
        assert_eq!(progress.bottom_for(Target::Error), 12);
        assert_eq!(Progress::from_numbers(&[1.0]), None);
    }
}
