//! One output stream of the command: its spool file, and what of it is not saved.

use super::spool::{Spool, SpoolFile, SpoolState};
use super::unsaved_output::{LogRemedy, UnsavedLog, UnsavedOutput};
use crate::environment::variable;
use crate::tracking::TrackFailure;
use jobshelf::{Kind, TaskOutputKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A stream that is saved as one of the task's logs.
#[derive(Debug, Clone)]
pub(super) struct StreamLog {
    pub(super) name: &'static str,
    pub(super) spool: PathBuf,
    pub(super) state: Arc<SpoolState>,
}

impl StreamLog {
    pub(super) fn new(name: &'static str, spool: &Spool) -> Self {
        Self { name, spool: spool.path_of(name), state: Arc::default() }
    }

    pub(super) fn spool_file(&self, spool: &Arc<Spool>) -> SpoolFile {
        spool.file(self.name, &self.state)
    }

    /// What of it is not saved, after tracking ended with `failure`.
    pub(super) fn unsaved(
        &self,
        failure: Option<&TrackFailure>,
        exit_code: Option<i32>,
    ) -> Option<UnsavedOutput> {
        let n_dropped = self.state.n_dropped();
        let node_copy = self.node_copy();
        let (file, reason, remedy) = if failure.is_some_and(TrackFailure::is_blocked) {
            // The spool is whole as long as nothing of it was sent.
            let is_whole = n_dropped == 0 && self.state.n_sent() == 0;
            let file = node_copy.or_else(|| self.spool_copy().filter(|_| is_whole));
            (file, failure?.to_string(), LogRemedy::Overwrite)
        } else if n_dropped > 0 {
            let reason = format!("{n_dropped} bytes found no room in the spool; see --spool");
            (node_copy, reason, LogRemedy::Replace)
        } else {
            let reason = failure?.to_string();
            if self.state.n_accepted() == 0 {
                // The command printed nothing.
                return None;
            }
            (node_copy.or_else(|| self.spool_copy()), reason, LogRemedy::Append)
        };
        let kind = &Kind::from(TaskOutputKind::task_log());
        let (name, file) = (self.name, file.as_deref());
        let log = UnsavedLog { name, kind, file, exit_code, reason };
        Some(UnsavedOutput::log(log, remedy))
    }

    fn spool_copy(&self) -> Option<PathBuf> {
        self.spool.exists().then(|| self.spool.clone())
    }

    /// The file with the same bytes that Batch itself writes on a node.
    fn node_copy(&self) -> Option<PathBuf> {
        let file = Path::new(&variable("AZ_BATCH_TASK_DIR")?).join(self.name);
        let length = std::fs::metadata(&file).ok()?.len();
        let n_bytes = self.state.n_accepted() + self.state.n_dropped();
        (length >= n_bytes && n_bytes > 0).then_some(file)
    }

    /// Whether the spool has the only copy of what is not saved.
    pub(super) fn needs_spool(&self, failure: Option<&TrackFailure>) -> bool {
        failure.is_some() && self.node_copy().is_none() && self.spool.exists()
    }
}
