//! A task of a job, and how it is doing.

use crate::job::model::{File, Kind};
use jobshelf::{LogState, LogStatus, Timestamp, predefined};
use std::sync::Arc;

/// How many of a task's newest previews a row shows.
const NEWEST: usize = 3;

/// A task: its kinds, and what they add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its ID.
    pub id: String,
    /// Its kinds.
    pub kinds: Vec<Arc<Kind>>,
    /// How it is doing.
    pub state: TaskState,
    /// All its bytes.
    pub size: u64,
    /// When anything of it was written last.
    pub changed: Option<Timestamp>,
    /// Its newest previews, the oldest of them first.
    pub newest: Vec<Arc<File>>,
}

/// How a task is doing, as far as its logs tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TaskState {
    /// No log of it says anything.
    #[default]
    Unknown,
    /// It is at work.
    Running {
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// It ended well, or its log ended without saying how.
    Finished {
        /// Which attempt, from 1.
        attempt: u32,
        /// The exit code, if it is known.
        exit_code: Option<i32>,
    },
    /// It ended, and not well.
    Failed {
        /// Which attempt, from 1.
        attempt: u32,
        /// The exit code.
        exit_code: i32,
    },
}

impl TaskState {
    /// The state that one log tells.
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

    /// Which attempt it tells of.
    pub fn attempt(self) -> u32 {
        match self {
            Self::Unknown => 0,
            Self::Running { attempt }
            | Self::Finished { attempt, .. }
            | Self::Failed { attempt, .. } => attempt,
        }
    }

    /// Of two logs' tales the one to believe: the newer attempt's; of one attempt, the one that
    /// is still at work, then the one that went wrong.
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

    /// One of its kinds.
    pub fn kind(&self, name: &str) -> Option<&Arc<Kind>> {
        self.kinds.iter().find(|kind| kind.name == name)
    }

    /// How many files of a kind it has.
    pub fn count(&self, kind: &str) -> usize {
        self.kind(kind).map_or(0, |kind| kind.files.len())
    }

    /// How many files it has.
    pub fn files(&self) -> usize {
        self.kinds.iter().map(|kind| kind.files.len()).sum()
    }

    /// Its logs.
    pub fn logs(&self) -> &[Arc<File>] {
        self.kind(predefined::TASK_LOG).map_or(&[], |kind| &kind.files)
    }

    /// The log whose last line tells most: of a failed task the error stream, else the one that
    /// was written last.
    pub fn telling_log(&self) -> Option<&Arc<File>> {
        let failed = matches!(self.state, TaskState::Failed { .. });
        let is_error_stream = |file: &&Arc<File>| file.name().contains("stderr") && file.size > 0;
        if failed && let Some(errors) = self.logs().iter().find(is_error_stream) {
            return Some(errors);
        }
        let mut logs = self.logs().iter().filter(|file| file.size > 0).peekable();
        let first = logs.peek().copied();
        let newest = logs.max_by_key(|file| (file.changed, file.name().contains("stdout")));
        newest.or(first).or_else(|| self.logs().first())
    }
}

/// The `n` newest pictures of `files`, the oldest of them first. Times are whole seconds, so the
/// order of names decides among those of one second.
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
        let place = newest.iter().filter(|known| is_older(known, file)).count();
        if newest.len() < n {
            newest.insert(place, file.clone());
        } else if place > 0 {
            newest.remove(0);
            newest.insert(place - 1, file.clone());
        }
    }
    newest
}
