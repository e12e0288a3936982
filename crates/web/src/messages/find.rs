//! What is said about a search in a log.

use super::problem::{Whereabouts, advice};
use crate::format;
use crate::state::find::{Progress, Query, Scan, Turn};

/// Label of the field.
pub const FIND: &str = "Find in all of this log";
/// What stands in the empty field.
pub const HINT: &str = "Find";
/// Upper and lower case differ.
pub const CASE: &str = "Match case";
/// What is looked for is a regular expression.
pub const REGEX: &str = "Regular expression";
/// Goes to the match before.
pub const PREVIOUS: &str = "Previous match (N)";
/// Goes to the match after.
pub const NEXT: &str = "Next match (n)";
/// Ends the search.
pub const CLOSE: &str = "Close (Escape)";
/// Goes to the error after.
pub const NEXT_ERROR: &str = "Next error";
/// Goes to the error before.
pub const PREVIOUS_ERROR: &str = "Previous error (E)";
/// Reads no further.
pub const STOP: &str = "Stop";
/// Reads on.
pub const GO_ON: &str = "Go on";
/// There is no line that is an error.
pub const NO_ERROR: &str = "No line of this log says that something went wrong.";
/// The same where the reader says what an error is.
pub const NO_OWN_ERROR: &str = "No line of this log is an error by your expression.";
/// What the reader may say by an expression.
pub const ERRORS: &str = "What is an error";
/// What is one otherwise: the words that lines are looked through for.
pub const ERRORS_ARE: &str = "error|exception|traceback|fatal|…";
/// How that is read.
pub const ERRORS_HINT: &str =
    "A regular expression, in any case of letters; empty: lines that say that something went wrong";

/// What is wrong with that expression.
pub fn no_expression(refusal: &str) -> String {
    match refusal {
        "" => String::new(),
        refusal => format!("This is no regular expression: {refusal}. Errors are told as usual."),
    }
}

/// What the button does that goes to the next error.
pub const NEXT_ERROR_HINT: &str = "Go to the next line that is an error";

/// What is selected is not all loaded, and cannot be.
pub const NOT_COPIED: &str =
    "Not copied: more than 64 MB is selected, or the log cannot be read now.";
/// Where the next error was not after what was in view.
const FROM_START: &str = "Continued from the beginning.";
const FROM_END: &str = "Continued from the end.";
const ERROR_BEFORE: &str = "No error after this one: it is the last.";

/// How many matches there are, and which one it is; short.
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

/// The same as a sentence, once all was searched.
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

/// What the search is at, or what is in its way; nothing where the number says it all.
pub fn status(
    query: &Query,
    refusal: &str,
    progress: Progress,
    scan: &Scan,
    at: &Whereabouts,
) -> Option<String> {
    if !refusal.is_empty() && !query.is_empty() {
        return Some(format!("This is no regular expression: {refusal}."));
    }
    let so_far = || {
        let said = format!("{} % searched", progress.percent());
        if query.is_empty() {
            said
        } else {
            format!("{said} · {} so far", format::count(progress.matches))
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
            let title = advice(problem, at).title;
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

/// How a step went on beyond what was asked for.
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
    use crate::state::problem::{Cause, Problem};
    use std::collections::HashSet;

    fn query() -> Query {
        Query { text: "texture".to_owned(), ..Query::default() }
    }

    fn progress(searched: u64, matches: u64) -> Progress {
        Progress { searched, classified: searched, total: 1000, matches, ..Progress::default() }
    }

    #[test]
    fn what_is_an_error_without_an_expression_is_what_lines_are_looked_through_for() {
        let told: Vec<_> = ERRORS_ARE.trim_end_matches("|…").split('|').collect();
        assert!(told.iter().all(|told| jobshelf_log::level_words().any(|word| word == *told)));
    }

    #[test]
    fn the_position_is_known_once_all_was_searched() {
        let (part, all) = (progress(430, 12), progress(1000, 39));
        assert_eq!(position(&query(), part, Some(3)), "12 …");
        assert_eq!(position(&query(), all, Some(3)), "4 / 39");
        assert_eq!(position(&query(), all, None), "39");
        assert_eq!(spoken(&query(), all, Some(3)), "match 4 of 39");
        assert_eq!(spoken(&query(), part, Some(3)), "");
        assert_eq!(spoken(&query(), progress(1000, 0), None), "no match");
    }

    #[test]
    fn each_state_of_a_search_has_a_text_of_its_own() {
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
