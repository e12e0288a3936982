//! The model of a task, and its state.

use crate::job::file_model::{File, Kind};
use jobshelf::{LogState, LogStatus, Timestamp, predefined};
use std::sync::Arc;

/// The number of previews in [`Task::newest`].
const NEWEST: usize = 3;

/// A task: its kinds and its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its ID.
    pub id: String,
    /// Its kinds.
    pub kinds: Vec<Arc<Kind>>,
    /// Its state.
    pub state: TaskState,
    /// The total size of its files in bytes.
    pub size: u64,
    /// When any of its files was last written.
    pub changed: Option<Timestamp>,
    /// Its newest previews, the oldest of them first.
    pub newest: Vec<Arc<File>>,
}

/// The state of a task according to its logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TaskState {
    /// None of its logs has a state.
    #[default]
    Unknown,
    /// It is running.
    Running {
        /// The number of the attempt, from 1.
        attempt: u32,
    },
    /// It ended successfully, or without a known exit code.
    Finished {
        /// The number of the attempt, from 1.
        attempt: u32,
        /// The exit code, if known.
        exit_code: Option<i32>,
    },
    /// It ended with an exit code other than 0.
    Failed {
        /// The number of the attempt, from 1.
        attempt: u32,
        /// The exit code.
        exit_code: i32,
    },
}

impl TaskState {
    /// The state according to one log.
    pub fn from_status(status: &LogStatus) -> Self {
        let attempt = status.attempt;
        match (status.state, status.exit_code) {
            (LogState::Running, _) => Self::Running { attempt },
            (LogState::Finished, Some(exit_code)) if exit_code != 0 => {
                Self::Failed { attempt, exit_code }
            }
            (LogState::Finished, exit_code) => Self::Finished { attempt, exit_code },
        }
    }

    /// The number of the attempt; 0 if the state is unknown.
    pub fn attempt(self) -> u32 {
        match self {
            Self::Unknown => 0,
            Self::Running { attempt }
            | Self::Finished { attempt, .. }
            | Self::Failed { attempt, .. } => attempt,
        }
    }

    /// Whether it ended with an exit code other than 0.
    pub fn is_failed(self) -> bool {
        matches!(self, Self::Failed { .. })
    }

    /// The more reliable of the states of two logs: that of the newer attempt; within one attempt,
    /// running before failed before finished.
    fn or_newer(self, other: Self) -> Self {
        let rank = |state: Self| match state {
            Self::Unknown => 0,
            Self::Finished { exit_code: None, .. } => 1,
            Self::Finished { .. } => 2,
            Self::Failed { .. } => 3,
            Self::Running { .. } => 4,
        };
        if (other.attempt(), rank(other)) > (self.attempt(), rank(self)) { other } else { self }
    }
}

impl Task {
    pub(crate) fn from_kinds(id: String, kinds: Vec<Arc<Kind>>) -> Self {
        let state = kinds
            .iter()
            .flat_map(|kind| &kind.files)
            .filter_map(|file| file.status.as_ref())
            .map(TaskState::from_status)
            .fold(TaskState::default(), TaskState::or_newer);
        let previews = kinds.iter().filter(|kind| kind.name == predefined::TASK_PREVIEW);
        let newest = newest_pictures(previews.flat_map(|kind| &kind.files), NEWEST);
        Self {
            size: kinds.iter().map(|kind| kind.size).fold(0, u64::saturating_add),
            changed: kinds.iter().filter_map(|kind| kind.changed).max(),
            newest,
            state,
            kinds,
            id,
        }
    }

    /// The kind of a name.
    pub fn kind(&self, name: &str) -> Option<&Arc<Kind>> {
        self.kinds.iter().find(|kind| kind.name == name)
    }

    /// The number of its files of a kind.
    pub fn count(&self, kind: &str) -> usize {
        self.kind(kind).map_or(0, |kind| kind.files.len())
    }

    /// The number of its files.
    pub fn n_files(&self) -> usize {
        self.kinds.iter().map(|kind| kind.files.len()).sum()
    }

    /// Its logs.
    pub fn logs(&self) -> &[Arc<File>] {
        self.kind(predefined::TASK_LOG).map_or(&[], |kind| &kind.files)
    }

    /// Its most informative log: the error stream of a failed task, else the log that was last
    /// written.
    pub fn main_log(&self) -> Option<&Arc<File>> {
        let is_error_stream = |file: &&Arc<File>| file.name().contains("stderr") && file.size > 0;
        if self.state.is_failed()
            && let Some(errors) = self.logs().iter().find(is_error_stream)
        {
            return Some(errors);
        }
        let logs = self.logs().iter().filter(|file| file.size > 0);
        let newest = logs.max_by_key(|file| (file.changed, file.name().contains("stdout")));
        newest.or_else(|| self.logs().first())
    }
}

/// The `n` newest pictures of `files`, the oldest of them first. Times are whole seconds, so the
/// names decide the order of pictures of the same second.
pub(crate) fn newest_pictures<'a>(
    files: impl Iterator<Item = &'a Arc<File>>,
    n: usize,
) -> Vec<Arc<File>> {
    let is_older = |a: &File, b: &File| {
        a.changed
            .cmp(&b.changed)
            .then_with(|| crate::format::natural_order(&a.path, &b.path))
            .is_le()
    };
    let mut newest: Vec<Arc<File>> = Vec::new();
    for file in files.filter(|file| file.looks_like_picture() && file.size > 0) {
        let index = newest.iter().filter(|known| is_older(known, file)).count();
        if newest.len() < n {
            newest.insert(index, file.clone());
        } else if index > 0 {
            newest.remove(0);
            newest.insert(index - 1, file.clone());
        }
    }
    newest
}
