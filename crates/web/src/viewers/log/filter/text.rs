//! Texts about a filter of the lines of a log.

use crate::format;
use crate::route::LineFilter;
use crate::viewers::log::find::model::{Progress, Scan};

/// Label of the button that opens the filter, and of the filter bar.
pub const FILTER: &str = "Filter";
/// What that button does.
pub const FILTER_HINT: &str = "Show only some lines of this log";
/// Label of the field for what lines must contain.
pub const WITH: &str = "with";
/// Its placeholder.
pub const INCLUDE: &str = "all lines";
/// Label of the field for what lines must not contain.
pub const WITHOUT: &str = "without";
/// Its placeholder.
pub const EXCLUDE: &str = "nothing";
/// Label of the number of lines shown around each line that passes.
pub const AROUND: &str = "Lines around each";
/// Shows all lines again.
pub const CLOSE: &str = "Show all lines (Escape)";
/// No line passes.
pub const NOTHING: &str = "No line passes this filter so far.";

/// A number of lines shown around each line that passes.
pub fn around(n: u32) -> String {
    format!("± {n}")
}

/// How many lines pass.
pub fn passed(filter: &LineFilter, refusal: &str, progress: Progress, scan: &Scan) -> String {
    if filter.is_empty() {
        return String::new();
    }
    if !refusal.is_empty() {
        return format!("This is no regular expression: {refusal}.");
    }
    let n = format::count(progress.passed);
    let unit = if progress.passed == 1 { "line" } else { "lines" };
    if !progress.is_filtered() {
        let so_far = format!("{n} {unit} · {} % searched", progress.percent_filtered());
        return match scan {
            Scan::Stopped => format!("{so_far}, stopped"),
            Scan::Replaced => format!("{so_far}, then the log was written anew"),
            _ => so_far,
        };
    }
    let of = progress.lines.map(|lines| format!(" of {}", format::count(lines)));
    let passed = format!("{n}{} {unit}", of.unwrap_or_default());
    match progress.has_all_lines {
        true => passed,
        false => format!("{passed} · only the newest are shown"),
    }
}

/// The same to be read out: without figures that change whenever the log grows.
pub fn spoken(filter: &LineFilter, refusal: &str, progress: Progress) -> String {
    match progress.passed {
        _ if filter.is_empty() => String::new(),
        _ if !refusal.is_empty() => format!("This is no regular expression: {refusal}."),
        1 => "1 line passes".to_owned(),
        n => format!("{} lines pass", format::count(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::Query;

    #[test]
    fn the_number_of_lines_that_pass_shows_how_far_it_is_known() {
        let include = Query { text: "foam".to_owned(), ..Query::default() };
        let filter = LineFilter { include, ..LineFilter::default() };
        let progress = Progress {
            total: 100,
            filtered: 43,
            passed: 1_200,
            has_all_lines: true,
            ..Progress::default()
        };
        let text = |progress| passed(&filter, "", progress, &Scan::Running);
        assert_eq!(text(progress), "1,200 lines · 43 % searched");
        let all = Progress { filtered: 100, lines: Some(418_212), ..progress };
        assert_eq!(text(all), "1,200 of 418,212 lines");
        let some = Progress { has_all_lines: false, ..all };
        assert_eq!(text(some), "1,200 of 418,212 lines · only the newest are shown");
        assert_eq!(
            passed(&filter, "unclosed group", all, &Scan::Idle),
            "This is no regular expression: unclosed group."
        );
        assert_eq!(passed(&LineFilter::default(), "", all, &Scan::Idle), "");
    }

    #[test]
    fn the_spoken_text_changes_only_with_the_lines_that_pass() {
        let filter = LineFilter { exclude: "foam".to_owned(), ..LineFilter::default() };
        let progress = Progress { total: 100, filtered: 100, passed: 12, ..Progress::default() };
        let more = Progress { total: 900, filtered: 900, lines: Some(90), ..progress };
        assert_eq!(spoken(&filter, "", progress), "12 lines pass");
        assert_eq!(spoken(&filter, "", more), "12 lines pass");
        assert_eq!(spoken(&filter, "", Progress { passed: 1, ..more }), "1 line passes");
        assert!(spoken(&filter, "unclosed group", more).contains("unclosed group"));
        assert_eq!(spoken(&LineFilter::default(), "", more), "");
    }
}
