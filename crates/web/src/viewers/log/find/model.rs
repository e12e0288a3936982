//! The progress of a search in a log, and steps to its matches and errors.

use crate::storage::problem::Problem;
use jobshelf_search_protocol as protocol;
use jobshelf_search_protocol::Target;

/// A byte after the end of every log that the worker can represent exactly.
pub const END: u64 = u64::MAX >> 11;

/// How far the search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Bytes that were searched.
    pub searched: u64,
    /// Bytes of the log.
    pub total: u64,
    /// Matches found so far.
    pub matches: u64,
    /// There are so many matches that the oldest were only counted.
    pub is_capped: bool,
    /// Lines of the log, once all of it was read.
    pub lines: Option<u64>,
    /// Every error is known.
    pub knows_errors: bool,
    /// Bytes that were searched for lines that pass the filter.
    pub filtered: u64,
    /// Lines found so far that pass it.
    pub passed: u64,
    /// All of them can be shown.
    pub has_all_lines: bool,
    /// Changes whenever other lines are shown.
    pub edition: u64,
    /// Bytes that were searched for errors.
    pub classified: u64,
}

impl From<protocol::Progress> for Progress {
    fn from(progress: protocol::Progress) -> Self {
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
    /// Whether all of the log was searched.
    pub fn is_done(&self) -> bool {
        self.searched >= self.total
    }

    /// The first byte that was searched for `target`; the search runs from the end to the beginning.
    pub fn bottom_for(&self, target: Target) -> u64 {
        self.total.saturating_sub(match target {
            Target::Match => self.searched,
            Target::Error => self.classified,
        })
    }

    /// The percentage that was searched for matches and errors; 100 only if that is all.
    pub fn percent(&self) -> u64 {
        percent(self.searched.min(self.classified), self.total)
    }

    /// The percentage that was searched for lines that pass the filter.
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

/// What the search is doing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scan {
    /// Nothing: it was not started, or it is complete.
    #[default]
    Idle,
    /// It reads the log.
    Running,
    /// The reader stopped it.
    Stopped,
    /// The log cannot be read at the moment, or not with this SAS.
    Waiting(Problem),
    /// The log was replaced, so that the log that is shown can no longer be read.
    Replaced,
    /// The worker did not start, or broke.
    Broken,
}

impl Scan {
    /// Whether the reader can stop it.
    pub fn is_under_way(&self) -> bool {
        matches!(self, Self::Running | Self::Waiting(_))
    }
}

/// Which match or error a step looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The next at this byte or after it.
    Next(u64),
    /// The last before this byte.
    Previous(u64),
    /// The next; if there is none, the last before.
    Nearest(u64),
}

/// The result of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A match or an error.
    Found {
        /// The byte at which it begins.
        at: u64,
        /// The number of matches before it.
        before: u64,
        /// Where it is, other than in the direction of the step.
        turn: Turn,
    },
    /// There is none in the whole log.
    None,
}

/// Where a step continued when it found nothing in its direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// Nowhere: it found something in its direction.
    #[default]
    Straight,
    /// At the beginning of the log, after it reached the end.
    FromStart,
    /// At the end of the log, after it reached the beginning.
    FromEnd,
    /// In the other direction: nothing comes after, and not everything before is known.
    Back,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_100_percent_only_when_complete() {
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
        let of_worker = protocol::Progress {
            searched: 10,
            total: 20,
            matches: 3,
            filtered: 5,
            passed: 7,
            has_all_lines: true,
            edition: 4,
            classified: 8,
            ..protocol::Progress::default()
        };
        let progress = Progress::from(of_worker);
        assert_eq!((progress.matches, progress.lines, progress.knows_errors), (3, None, false));
        assert_eq!((progress.passed, progress.percent_filtered()), (7, 25));
        assert_eq!((progress.has_all_lines, progress.edition), (true, 4));
        assert_eq!(progress.bottom_for(Target::Error), 12);
        let complete = protocol::Progress { classified: 20, ..of_worker };
        assert!(Progress::from(complete).knows_errors);
    }
}
