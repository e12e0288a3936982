//! One stream of the command: its spool file, and the tracked save that follows it.

use super::leftover::Leftover;
use super::spool::{Spool, SpoolFile, SpoolState};
use crate::environment::variable;
use crate::tracking::Unsaved;
use jobshelf::{Kind, TaskOutputKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a task's standard output and error are, among its outputs and beside its working folder.
pub(super) const STREAMS: [&str; 2] = ["stdout.txt", "stderr.txt"];

/// A stream on its way into the task's log.
#[derive(Debug, Clone)]
pub(super) struct Log {
    pub(super) name: &'static str,
    pub(super) spool: PathBuf,
    pub(super) state: Arc<SpoolState>,
}

impl Log {
    pub(super) fn new(name: &'static str, spool: &Spool) -> Self {
        Self { name, spool: spool.path_of(name), state: Arc::default() }
    }

    pub(super) fn spool_file(&self, spool: &Arc<Spool>) -> SpoolFile {
        spool.file(self.name, &self.state)
    }

    /// What is not saved of it.
    pub(super) fn leftover(
        &self,
        unsaved: Option<&Unsaved>,
        exit_code: Option<i32>,
    ) -> Option<Leftover> {
        let kind = Kind::from(TaskOutputKind::task_log());
        let n_left_out = self.state.n_left_out();
        let nodes_own = self.nodes_own_file();
        if n_left_out > 0 {
            let why = format!("{n_left_out} bytes found no room in the spool; see --spool");
            return Some(Leftover::whole_file(self.name, &kind, nodes_own.as_deref(), why));
        }
        let why = unsaved?.to_string();
        if self.state.n_taken() == 0 {
            // The command printed nothing.
            return None;
        }
        let from = nodes_own.or_else(|| self.spool.exists().then(|| self.spool.clone()));
        Some(Leftover::stream(self.name, &kind, from.as_deref(), exit_code, why))
    }

    /// The same bytes as the node keeps them, where it does: then the spool need not stay.
    fn nodes_own_file(&self) -> Option<PathBuf> {
        let file = Path::new(&variable("AZ_BATCH_TASK_DIR")?).join(self.name);
        let length = std::fs::metadata(&file).ok()?.len();
        let n_bytes = self.state.n_taken() + self.state.n_left_out();
        (length >= n_bytes && n_bytes > 0).then_some(file)
    }

    /// Whether the only copy of what is not saved is in the spool.
    pub(super) fn needs_spool(&self, unsaved: Option<&Unsaved>) -> bool {
        unsaved.is_some() && self.nodes_own_file().is_none() && self.spool.exists()
    }
}
