//! What is looked for in a log, and how far the search is.

use super::problem::Problem;
use jobshelf_search_protocol::{Case, PatternSpec, Syntax};

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

    /// The pattern for the worker; none if nothing is looked for.
    pub fn pattern(&self) -> Option<PatternSpec> {
        self.pattern_of(&self.text)
    }

    /// Another text, read in the same way.
    pub fn pattern_of(&self, text: &str) -> Option<PatternSpec> {
        let syntax = if self.is_regex { Syntax::Regex } else { Syntax::Plain };
        let case = if self.is_cased { Case::Matched } else { Case::Ignored };
        PatternSpec::new(text, syntax, case)
    }

    /// How the text is read, in the letters of an address.
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
    pub classified: u64,
}

impl Scan {
    /// Whether its reader can stop it.
    pub fn is_under_way(&self) -> bool {
        matches!(self, Self::Running | Self::Waiting(_))
    }
}

impl From<jobshelf_search_protocol::Progress> for Progress {
    fn from(progress: jobshelf_search_protocol::Progress) -> Self {
        Self {
            searched: progress.searched,
            total: progress.total,
            matches: progress.matches,
            is_capped: progress.is_capped,
            lines: progress.lines,
            knows_errors: progress.classified >= progress.total,
            filtered: progress.filtered,
            passed: progress.passed,
            has_all_lines: progress.has_all_lines,
            edition: progress.edition,
            classified: progress.classified,
        }
    }
}

impl Progress {
    /// Whether all of the log was looked through.
    pub fn is_done(&self) -> bool {
        self.searched >= self.total
    }

    /// The first byte that was looked through for what one goes to: the search goes from the end to the
    /// beginning.
    pub fn bottom_for(&self, target: Target) -> u64 {
        self.total.saturating_sub(match target {
            Target::Match => self.searched,
            Target::Error => self.classified,
        })
    }

    /// How much was looked through for whatever is looked for, in hundredths; all only if it is all.
    pub fn percent(&self) -> u64 {
        percent(self.searched.min(self.classified), self.total)
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
        let at = |searched, total| Progress {
            searched,
            total,
            classified: total,
            ..Progress::default()
        };
        assert_eq!((at(0, 0).percent(), at(0, 0).is_done()), (100, true));
        assert_eq!((at(999, 1000).percent(), at(999, 1000).bottom_for(Target::Match)), (99, 1));
        assert_eq!(at(1000, 1000).percent(), 100);
        assert_eq!(Progress { classified: 430, ..at(1000, 1000) }.percent(), 43);
    }

    #[test]
    fn the_progress_of_the_worker_becomes_that_of_the_page() {
        let of_worker = jobshelf_search_protocol::Progress {
            searched: 10,
            total: 20,
            matches: 3,
            filtered: 5,
            passed: 7,
            has_all_lines: true,
            edition: 4,
            classified: 8,
            ..Default::default()
        };
        let progress = Progress::from(of_worker);
        assert_eq!((progress.matches, progress.lines, progress.knows_errors), (3, None, false));
        assert_eq!((progress.passed, progress.percent_filtered()), (7, 25));
        assert_eq!((progress.has_all_lines, progress.edition), (true, 4));
        assert_eq!(progress.bottom_for(Target::Error), 12);
        let all = jobshelf_search_protocol::Progress { classified: 20, ..of_worker };
        assert!(Progress::from(all).knows_errors);
    }

    #[test]
    fn an_empty_query_is_no_pattern() {
        let query = Query { text: "a".into(), is_regex: true, is_cased: false };
        let expected = PatternSpec::new("a", Syntax::Regex, Case::Ignored);
        assert_eq!(query.pattern(), expected);
        assert_eq!(Query::default().pattern(), None);
    }
}
