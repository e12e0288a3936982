//! One output stream of the command: its spool file, and what of it is not saved.

use super::spool::{Spool, SpoolFile, SpoolState};
use super::unsaved_output::UnsavedOutput;
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
        let kind = Kind::from(TaskOutputKind::task_log());
        let n_dropped = self.state.n_dropped();
        let node_copy = self.node_copy();
        if failure.is_some_and(TrackFailure::is_blocked) {
            // The spool is whole as long as nothing of it was sent.
            let is_whole = n_dropped == 0 && self.state.n_sent() == 0;
            let from = node_copy.or_else(|| self.spool_copy().filter(|_| is_whole));
            let reason = failure.map(TrackFailure::to_string).unwrap_or_default();
            return Some(UnsavedOutput::blocked(self.name, &kind, from.as_deref(), reason));
        }
        if n_dropped > 0 {
            let reason = format!("{n_dropped} bytes found no room in the spool; see --spool");
            let from = node_copy.as_deref();
            let name = self.name;
            return Some(UnsavedOutput::stream_with_gaps(name, &kind, from, exit_code, reason));
        }
        let reason = failure?.to_string();
        if self.state.n_accepted() == 0 {
            // The command printed nothing.
            return None;
        }
        let from = node_copy.or_else(|| self.spool_copy());
        Some(UnsavedOutput::stream(self.name, &kind, from.as_deref(), exit_code, reason))
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
