//! The texts of a task's page.

/// Placeholder of the filter of files.
pub const FILTER_FILES: &str = "Filter files";
/// Label of a figure.
pub const FILES: &str = "Files";
/// Label of a figure.
pub const EXIT_CODE: &str = "Exit code";
/// Label of a figure.
pub const ATTEMPT: &str = "Attempt";
/// Heading of the excerpt from the log of a task that has ended.
pub const LAST_LINES: &str = "What it said last";
/// Heading of the excerpt from the log of a running task.
pub const CURRENT_LINES: &str = "What it says now";
/// Link to the log.
pub const OPEN_LOG: &str = "Open the whole log";
/// Link to the page of the job.
pub const TO_THE_JOB: &str = "Go to the job";

/// Heading of the excerpt from the log of a failed task.
pub fn failed_with(exit_code: i32, attempt: u32) -> String {
    match attempt {
        0 | 1 => format!("This task failed with exit code {exit_code}."),
        _ => format!("This task failed with exit code {exit_code} in attempt {attempt}."),
    }
}
