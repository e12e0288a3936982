//! What a run has in storage at its end, and what it has not.

use super::unsaved_output::UnsavedOutput;
use crate::report::Reporter;
use jobshelf::{JobId, TaskId};

/// What is in storage after a run, and what is not.
#[derive(Debug, Default)]
pub(super) struct SaveOutcome {
    pub(super) unsaved: Vec<UnsavedOutput>,
    /// The command line that saves it, for each of `unsaved`.
    pub(super) command_lines: Vec<Option<String>>,
    pub(super) needs_spool: bool,
    pub(super) is_complete: bool,
}

impl SaveOutcome {
    /// A panic here must not change the exit code of the command, and must be visible.
    pub(super) fn broken(error: tokio::task::JoinError, reporter: &Reporter) -> Self {
        reporter.failed(&anyhow::anyhow!("saving failed: {error}"));
        Self::default()
    }

    pub(super) fn new(
        unsaved: Vec<UnsavedOutput>,
        job: Option<&JobId>,
        task: Option<&TaskId>,
    ) -> Self {
        let command_lines = unsaved.iter().map(|unsaved| unsaved.command(job, task)).collect();
        Self { unsaved, command_lines, ..Self::default() }
    }
}
