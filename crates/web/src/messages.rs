//! Every text the viewer shows.
//!
//! Constants and functions, no text in a view: the place to translate, and the place to keep the
//! voice. Sentences end with a full stop, labels do not.

use crate::browser::color_scheme::Scheme;
use crate::format;
use crate::job::model::{Counts, TaskState};
use crate::route::Tab;
use crate::storage::traffic::Traffic;
use jobshelf::predefined;

/// The product.
pub const NAME: &str = "Jobshelf";
/// While the first answer is awaited.
pub const LOADING: &str = "Loading";
/// Label of the crumbs.
pub const WHERE_YOU_ARE: &str = "Where you are";
/// The form that takes a SAS.
pub const CONNECT: &str = "Connect";
/// The status line of a viewer without a SAS.
pub const NOT_CONNECTED: &str = "Not connected";
/// The status line of a page that shows nothing of the storage.
pub const NOTHING_ASKED: &str = "Nothing to look at here";
/// The viewer writes nothing.
pub const READ_ONLY: &str = "Read only";
/// The list of an account's jobs.
pub const JOBS: &str = "Jobs";
/// What copies a text.
pub const COPY: &str = "Copy";
/// A text was copied.
pub const COPIED: &str = "Copied";
/// Copying did not work.
pub const NOT_COPIED: &str = "The browser did not allow copying";
/// What copies the address of what is shown.
pub const COPY_LINK: &str = "Copy link";
/// What that is, and is not.
pub const COPY_LINK_HINT: &str = "The address of this page, without the SAS";
/// Placeholder of the filter of jobs.
pub const FILTER_JOBS: &str = "Filter jobs";
/// Placeholder of the filter of tasks.
pub const FILTER_TASKS: &str = "Filter tasks";
/// Placeholder of the filter of files.
pub const FILTER_FILES: &str = "Filter files";
/// Heads of columns.
pub const JOB: &str = "Job";
/// Head of a column.
pub const TASK: &str = "Task";
/// Head of a column.
pub const STATE: &str = "State";
/// Head of a column, and of a section.
pub const NEWEST_PREVIEWS: &str = "Newest previews";
/// Head of a column, and a fact.
pub const TASKS: &str = "Tasks";
/// Head of a column, and a fact.
pub const OUTPUTS: &str = "Outputs";
/// Head of a column, and a fact.
pub const SIZE: &str = "Size";
/// Head of a column, and a fact.
pub const LAST_CHANGE: &str = "Last change";
/// Head of a column.
pub const LAST_LINE: &str = "Last line of its log";
/// Head of a column.
pub const FILE: &str = "File";
/// A fact.
pub const PREVIEWS: &str = "Previews";
/// A fact.
pub const EXIT_CODE: &str = "Exit code";
/// A fact.
pub const ATTEMPT: &str = "Attempt";
/// A fact.
pub const FILES: &str = "Files";
/// Where a number is not known or makes no sense.
pub const NOTHING: &str = "–";
/// Figures that are still being counted.
pub const COUNTING: &str = "counting";
/// A picture that is too large to load for a thumbnail, or is none.
pub const NO_THUMBNAIL: &str = "No thumbnail";
/// Fits a picture into the view.
pub const FIT: &str = "Fit";
/// Shows a picture pixel for pixel.
pub const ACTUAL_SIZE: &str = "1:1";
/// Goes to the file before.
pub const PREVIOUS: &str = "Previous";
/// Goes to the file after.
pub const NEXT: &str = "Next";
/// Opens a file as bytes.
pub const AS_BYTES: &str = "Bytes";
/// Opens a file as text.
pub const AS_TEXT: &str = "Text";
/// Opens a file as what it is.
pub const AS_IS: &str = "View";
/// Label of the choice between these.
pub const OPEN_AS: &str = "Open as";
/// Loads what is too large to load unasked.
pub const LOAD_ANYWAY: &str = "Load it";
/// Leads to all previews.
pub const ALL_PREVIEWS: &str = "All previews";
/// Goes up one level.
pub const UP: &str = "Up";
/// Looks again at once.
pub const TRY_NOW: &str = "Try now";
/// Leads to what the SAS does open.
pub const OPEN_OWN_JOB: &str = "Open the job of this link";
/// Leads to the list of jobs, or to the job.
pub const TO_THE_JOB: &str = "Go to the job";
/// Leads to the start.
pub const TO_THE_START: &str = "Go to the start";
/// Opens the details of a problem.
pub const DETAILS: &str = "Details";
/// Head of the tail of a failed task's error stream.
pub const LAST_WORDS: &str = "What it said last";
/// Head of the tail of a running task's log.
pub const SAYS_NOW: &str = "What it says now";
/// Opens a log whole.
pub const OPEN_LOG: &str = "Open the whole log";

/// The name of a page in the browser's tab: the narrowest thing first.
pub fn title(parts: &[String]) -> String {
    let mut title: String = parts.iter().rev().map(|part| format!("{part} – ")).collect();
    title.push_str(NAME);
    title
}

/// The label of a tab.
pub fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Tasks => "Tasks",
        Tab::Previews => "Previews",
        Tab::Outputs => "Job outputs",
        Tab::Other => "Other",
    }
}

/// The label of the colour scheme's switch.
pub fn scheme(scheme: Scheme) -> String {
    let name = match scheme {
        Scheme::Auto => "as the system",
        Scheme::Light => "light",
        Scheme::Dark => "dark",
    };
    format!("Colour scheme: {name}")
}

/// A task's state in a word.
pub fn task_state(state: TaskState) -> String {
    match state {
        TaskState::Unknown => "unknown".to_owned(),
        TaskState::Running { .. } => "running".to_owned(),
        TaskState::Finished { exit_code: Some(code), .. }
        | TaskState::Failed { exit_code: code, .. } => format!("exit {code}"),
        TaskState::Finished { exit_code: None, .. } => "finished".to_owned(),
    }
}

/// A task's state with the attempt, if it is not the first.
pub fn task_state_and_attempt(state: TaskState) -> String {
    match state.attempt() {
        0 | 1 => task_state(state),
        attempt => format!("{} · attempt {attempt}", task_state(state)),
    }
}

/// A state of several tasks.
pub fn n_running(n: usize) -> String {
    format!("{} running", format::count(n as u64))
}

/// A state of several tasks.
pub fn n_failed(n: usize) -> String {
    format!("{} failed", format::count(n as u64))
}

/// A state of several tasks.
pub fn n_finished(n: usize) -> String {
    format!("{} finished", format::count(n as u64))
}

/// A job's state in its row.
pub fn job_state(counts: Counts) -> String {
    match (counts.running, counts.failed) {
        (0, 0) if counts.finished > 0 && counts.unknown == 0 => "finished".to_owned(),
        (0, 0) if counts.finished > 0 => n_finished(counts.finished),
        (0, 0) => "unknown".to_owned(),
        (1.., 0) => n_running(counts.running),
        (0, 1..) => n_failed(counts.failed),
        (1.., 1..) => format!("{} · {}", n_running(counts.running), n_failed(counts.failed)),
    }
}

/// What the bar of progress shows, for who cannot see it.
pub fn progress(counts: Counts) -> String {
    format!(
        "{}, {}, {}, {} without a state",
        n_finished(counts.finished),
        n_running(counts.running),
        n_failed(counts.failed),
        counts.unknown
    )
}

/// A kind as it stands in a blob's name.
pub fn kind(name: &str) -> String {
    format!("${name}")
}

/// The head of a kind's column of counts: known kinds by their short name.
pub fn kind_column(name: &str) -> String {
    match name {
        predefined::TASK_OUTPUT => "Output".to_owned(),
        predefined::TASK_PREVIEW => "Preview".to_owned(),
        predefined::TASK_LOG => "Log".to_owned(),
        predefined::TASK_INTERMEDIATE => "Intermediate".to_owned(),
        custom => kind(custom),
    }
}

/// Files of a kind.
pub fn n_files(n: usize) -> String {
    if n == 1 { "1 file".to_owned() } else { format!("{} files", format::count(n as u64)) }
}

/// Shows more of a list that is cut.
pub fn show_more(more: usize, left: usize) -> String {
    format!("Show {} of {} more", format::count(more as u64), format::count(left as u64))
}

/// A filter that nothing passes.
pub fn nothing_matches(filter: &str) -> String {
    format!("Nothing matches “{filter}”.")
}

/// The place of a file among its siblings.
pub fn n_of(n: usize, total: usize) -> String {
    format!("{} of {}", format::count(n as u64), format::count(total as u64))
}

/// The size of a picture.
pub fn dimensions(width: u32, height: u32) -> String {
    format!("{width}×{height}")
}

/// How large a picture is shown.
pub fn zoom_percent(scale: f64) -> String {
    format!("{} %", (scale * 100.0).round() as u32)
}

/// What a picture shows, for who cannot see it.
pub fn picture_alt(name: &str) -> String {
    format!("Picture {name}")
}

/// How fresh the page is.
pub fn freshness(seen_seconds: i64, next_seconds: Option<i64>, is_over: bool) -> String {
    let seen = match seen_seconds {
        ..=1 => "Updated just now".to_owned(),
        seconds => format!("Updated {} ago", format::span(seconds)),
    };
    match next_seconds {
        _ if is_over => "Complete".to_owned(),
        None => format!("{seen} · looking"),
        Some(..=0) => format!("{seen} · looking"),
        Some(seconds) => format!("{seen} · next look in {}", format::span(seconds)),
    }
}

/// When it is tried again.
pub fn next_try(seconds: Option<i64>) -> String {
    match seconds {
        Some(1..) => format!("Next try in {}", format::span(seconds.unwrap_or_default())),
        Some(_) => "Trying".to_owned(),
        None => "Waiting for a new link".to_owned(),
    }
}

/// What was asked of the storage in this session.
pub fn traffic(traffic: Traffic) -> String {
    let requests = match traffic.requests {
        1 => "1 request".to_owned(),
        n => format!("{} requests", format::count(n)),
    };
    format!("{requests} · {} this session", format::size(traffic.bytes))
}

/// A hex view of a part of a file.
pub fn stretch(from: u64, to: u64, total: u64) -> String {
    format!("Bytes {} to {} of {}", format::count(from), format::count(to), format::count(total))
}

/// What a file is, for one that no view shows.
pub fn no_viewer(what: &str) -> String {
    format!("No viewer for this yet ({what}). Here are its bytes.")
}

/// A picture that is too large to load unasked.
pub fn large_picture(size: u64) -> String {
    format!("This picture is {}. It is loaded when you say so.", format::size(size))
}

/// A task's failure.
pub fn failed_with(exit_code: i32, attempt: u32) -> String {
    match attempt {
        0 | 1 => format!("This task failed with exit code {exit_code}."),
        _ => format!("This task failed with exit code {exit_code} in attempt {attempt}."),
    }
}
