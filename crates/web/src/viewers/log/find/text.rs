//! Texts about a search in a log.

use crate::format;
use crate::route::Query;
use crate::storage::problem_text::{Whereabouts, advice};
use crate::viewers::log::find::model::{Progress, Scan, Turn};

/// Label of the field.
pub const FIND: &str = "Find in all of this log";
/// Placeholder of the field.
pub const HINT: &str = "Find";
/// Makes upper and lower case differ.
pub const CASE: &str = "Match case";
/// Makes the text a regular expression.
pub const REGEX: &str = "Regular expression";
/// Goes to the previous match.
pub const PREVIOUS: &str = "Previous match (N)";
/// Goes to the next match.
pub const NEXT: &str = "Next match (n)";
/// Ends the search.
pub const CLOSE: &str = "Close (Escape)";
/// Goes to the next error.
pub const NEXT_ERROR: &str = "Next error";
/// Goes to the previous error.
pub const PREVIOUS_ERROR: &str = "Previous error (E)";
/// Stops the search.
pub const STOP: &str = "Stop";
/// Continues a search that was stopped.
pub const CONTINUE: &str = "Go on";
/// The log has no errors.
pub const NO_ERROR: &str = "No line of this log says that something went wrong.";
/// The log has no errors by the reader's expression.
pub const NO_OWN_ERROR: &str = "No line of this log is an error by your expression.";
/// Label of the field for the expression for errors.
pub const ERRORS: &str = "What is an error";
/// Placeholder of that field: the words that mark errors without an expression.
pub const ERRORS_ARE: &str = "error|exception|traceback|fatal|…";
/// How the expression is used.
pub const ERRORS_HINT: &str =
    "A regular expression, in any case of letters; empty: lines that say that something went wrong";

/// Why the expression for errors is not valid.
pub fn errors_refusal(refusal: &str) -> String {
    match refusal {
        "" => String::new(),
        refusal => format!("This is no regular expression: {refusal}. Errors are found as usual."),
    }
}

/// What the button for the next error does.
pub const NEXT_ERROR_HINT: &str = "Go to the next line that is an error";

/// The selection could not be copied, since not all of it can be loaded.
pub const NOT_COPIED: &str =
    "Not copied: more than 64 MB is selected, or the log cannot be read now.";
const FROM_START: &str = "Continued from the beginning.";
const FROM_END: &str = "Continued from the end.";
const ERROR_BEFORE: &str = "No error after this one: it is the last.";

/// The number of matches and which one is current, in short.
pub fn position(query: &Query, progress: Progress, current: Option<u64>) -> String {
    if query.is_empty() {
        return String::new();
    }
    let n = format::count(progress.matches);
    match current.filter(|_| progress.is_done()) {
        Some(before) => format!("{} / {n}", format::count(before + 1)),
        None if progress.is_done() => n,
        None => format!("{n} …"),
    }
}

/// The same as a sentence, once the search is complete.
pub fn spoken(query: &Query, progress: Progress, current: Option<u64>) -> String {
    if query.is_empty() || !progress.is_done() {
        return String::new();
    }
    let n = format::count(progress.matches);
    match (progress.matches, current) {
        (0, _) => "no match".to_owned(),
        (_, Some(before)) => format!("match {} of {n}", format::count(before + 1)),
        (1, None) => "1 match".to_owned(),
        (_, None) => format!("{n} matches"),
    }
}

/// How far the search is, or why it does not continue; `None` if the number of matches is enough.
pub fn status(
    query: &Query,
    refusal: &str,
    progress: Progress,
    scan: &Scan,
    whereabouts: &Whereabouts,
) -> Option<String> {
    if !refusal.is_empty() && !query.is_empty() {
        return Some(format!("This is no regular expression: {refusal}."));
    }
    let so_far = || {
        let searched = format!("{} % searched", progress.percent());
        if query.is_empty() {
            searched
        } else {
            format!("{searched} · {} so far", format::count(progress.matches))
        }
    };
    Some(match scan {
        Scan::Broken => {
            "The search did not start, or broke while it ran. Reload the page.".to_owned()
        }
        Scan::Running => so_far(),
        Scan::Stopped => format!("Stopped: {}", so_far()),
        Scan::Replaced => format!("The log was written anew. Of the old one: {}", so_far()),
        Scan::Waiting(problem) => {
            let title = advice(problem, whereabouts).title;
            let again = if problem.may_pass() {
                "The search goes on when that has passed."
            } else {
                "The search goes on with a new link."
            };
            format!("{title}. {again} {}", so_far())
        }
        Scan::Idle if query.is_empty() => return None,
        Scan::Idle if progress.is_done() && progress.matches == 0 => {
            format!("No match in {}.", format::size(progress.total))
        }
        Scan::Idle if progress.is_capped => {
            "All matches are counted; one can go to the 4 million that were found first.".to_owned()
        }
        Scan::Idle => return None,
    })
}

/// Where a step continued when it found nothing in its direction.
pub fn turn(turn: Turn) -> &'static str {
    match turn {
        Turn::Straight => "",
        Turn::FromStart => FROM_START,
        Turn::FromEnd => FROM_END,
        Turn::Back => ERROR_BEFORE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::problem::{Cause, Problem};
    use std::collections::HashSet;

    fn query() -> Query {
        Query { text: "texture".to_owned(), ..Query::default() }
    }

    fn progress(searched: u64, matches: u64) -> Progress {
        Progress { searched, classified: searched, total: 1000, matches, ..Progress::default() }
    }

    #[test]
    fn the_placeholder_for_errors_lists_words_that_mark_errors() {
        let words: Vec<_> = ERRORS_ARE.trim_end_matches("|…").split('|').collect();
        assert!(words.iter().all(|listed| jobshelf_log::level_words().any(|word| word == *listed)));
    }

    #[test]
    fn the_position_is_shown_once_the_search_is_complete() {
        let (part, all) = (progress(430, 12), progress(1000, 39));
        assert_eq!(position(&query(), part, Some(3)), "12 …");
        assert_eq!(position(&query(), all, Some(3)), "4 / 39");
        assert_eq!(position(&query(), all, None), "39");
        assert_eq!(spoken(&query(), all, Some(3)), "match 4 of 39");
        assert_eq!(spoken(&query(), part, Some(3)), "");
        assert_eq!(spoken(&query(), progress(1000, 0), None), "no match");
    }

    #[test]
    fn each_state_of_a_search_has_its_own_text() {
        let (part, all) = (progress(430, 12), progress(1000, 39));
        let waits = |cause| Scan::Waiting(Problem::new(cause));
        let capped = Progress { is_capped: true, ..all };
        let cases = [
            ("", part, Scan::Running),
            ("", part, Scan::Stopped),
            ("", part, Scan::Replaced),
            ("", part, waits(Cause::Busy)),
            ("", part, waits(Cause::Offline)),
            ("", part, waits(Cause::Refused)),
            ("", part, Scan::Broken),
            ("", progress(1000, 0), Scan::Idle),
            ("", capped, Scan::Idle),
            ("unclosed group", all, Scan::Idle),
        ];
        let n = cases.len();
        let texts: HashSet<_> = cases
            .map(|(refusal, progress, scan)| {
                status(&query(), refusal, progress, &scan, &Whereabouts::default())
            })
            .into();
        assert_eq!(texts.len(), n, "{texts:?}");
        assert!(texts.contains(&Some("43 % searched · 12 so far".to_owned())));
        assert!(texts.iter().all(Option::is_some));
        assert_eq!(status(&query(), "", all, &Scan::Idle, &Whereabouts::default()), None);
    }
}
