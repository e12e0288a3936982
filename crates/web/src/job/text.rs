//! The texts of a job's pages, and of the states of jobs and tasks.

use crate::job::model::TaskState;
use crate::job::summary::Counts;
use crate::{format, messages};
use jobshelf::predefined;

/// Placeholder of the filter of tasks.
pub const FILTER_TASKS: &str = "Filter tasks";
/// Heading of a column.
pub const TASK: &str = "Task";
/// Heading of a column.
pub const FILE: &str = "File";
/// Heading of a column.
pub const STATE: &str = "State";
/// Heading of a column.
pub const LAST_LINE: &str = "Last line of its log";
/// Heading of a column and of a section.
pub const NEWEST_PREVIEWS: &str = "Newest previews";
/// Heading of a column, and label of a figure.
pub const TASKS: &str = "Tasks";
/// Heading of a column, and label of a figure.
pub const OUTPUTS: &str = "Outputs";
/// Heading of a column, and label of a figure.
pub const SIZE: &str = "Size";
/// Heading of a column, and label of a figure.
pub const LAST_CHANGE: &str = "Last change";
/// Link to the tab of previews.
pub const ALL_PREVIEWS: &str = "All previews";

/// The state of a task in a word.
pub fn task_state(state: TaskState) -> String {
    match state {
        TaskState::Unknown => "unknown".to_owned(),
        TaskState::Running { .. } => "running".to_owned(),
        TaskState::Finished { exit_code: Some(code), .. }
        | TaskState::Failed { exit_code: code, .. } => format!("exit {code}"),
        TaskState::Finished { exit_code: None, .. } => "finished".to_owned(),
    }
}

/// The state of a task with its attempt, if that is not the first.
pub fn task_state_and_attempt(state: TaskState) -> String {
    match state.attempt() {
        0 | 1 => task_state(state),
        attempt => format!("{} · attempt {attempt}", task_state(state)),
    }
}

/// The number of running tasks.
pub fn n_running(n: usize) -> String {
    format!("{} running", format::count(n as u64))
}

/// The number of failed tasks.
pub fn n_failed(n: usize) -> String {
    format!("{} failed", format::count(n as u64))
}

/// The number of finished tasks.
pub fn n_finished(n: usize) -> String {
    format!("{} finished", format::count(n as u64))
}

/// The state of a job in its row.
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

/// The progress bar in words, for screen readers.
pub fn progress(counts: Counts) -> String {
    format!(
        "{}, {}, {}, {} without a state",
        n_finished(counts.finished),
        n_running(counts.running),
        n_failed(counts.failed),
        counts.unknown
    )
}

/// The heading of the column that counts the files of a kind. Predefined kinds have a short name.
pub fn kind_column(name: &str) -> String {
    match name {
        predefined::TASK_OUTPUT => "Output".to_owned(),
        predefined::TASK_PREVIEW => "Preview".to_owned(),
        predefined::TASK_LOG => "Log".to_owned(),
        predefined::TASK_INTERMEDIATE => "Intermediate".to_owned(),
        custom => messages::kind(custom),
    }
}

/// The number of files of a kind.
pub fn n_files(n: usize) -> String {
    if n == 1 { "1 file".to_owned() } else { format!("{} files", format::count(n as u64)) }
}
