//! The figures of a job, for the head of its page and for its row in the list of jobs.

use crate::job::model::{File, Job, TaskState};
use crate::job::task_model::newest_pictures;
use jobshelf::{Timestamp, predefined};
use std::sync::Arc;

/// The number of tasks in each state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Running.
    pub running: usize,
    /// Failed.
    pub failed: usize,
    /// Finished without failure.
    pub finished: usize,
    /// In an unknown state.
    pub unknown: usize,
}

impl Counts {
    /// The number of all tasks.
    pub fn total(self) -> usize {
        self.running + self.failed + self.finished + self.unknown
    }
}

/// The figures of a job.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JobSummary {
    /// The number of its tasks in each state.
    pub tasks: Counts,
    /// The number of all its files.
    pub outputs: usize,
    /// Their total size in bytes.
    pub size: u64,
    /// When any of them was last written.
    pub changed: Option<Timestamp>,
    /// Its newest previews, the oldest of them first.
    pub newest: Vec<Arc<File>>,
    /// Whether the figures are exact. If not, they are lower bounds.
    pub is_complete: bool,
}

impl Job {
    /// The figures of the job, and its `n` newest previews.
    pub fn summary(&self, n: usize) -> JobSummary {
        let mut tasks = Counts::default();
        for task in &self.tasks {
            match task.state {
                TaskState::Running { .. } => tasks.running += 1,
                TaskState::Failed { .. } => tasks.failed += 1,
                TaskState::Finished { .. } => tasks.finished += 1,
                TaskState::Unknown => tasks.unknown += 1,
            }
        }
        let kinds = || self.kinds.iter().chain(std::iter::once(&self.others));
        let task_sizes = self.tasks.iter().map(|task| task.size);
        let task_changes = self.tasks.iter().filter_map(|task| task.changed);
        JobSummary {
            tasks,
            outputs: self.tasks.iter().map(|task| task.n_files()).sum::<usize>()
                + kinds().map(|kind| kind.files.len()).sum::<usize>(),
            size: kinds().map(|kind| kind.size).chain(task_sizes).fold(0, u64::saturating_add),
            changed: kinds().filter_map(|kind| kind.changed).chain(task_changes).max(),
            newest: self.newest_previews(n),
            is_complete: self.is_complete,
        }
    }

    /// The `n` newest previews of its tasks and of itself, the oldest of them first.
    pub fn newest_previews(&self, n: usize) -> Vec<Arc<File>> {
        newest_pictures(self.previews(), n)
    }

    /// The previews of its tasks and of itself.
    pub fn previews(&self) -> impl Iterator<Item = &Arc<File>> {
        let of_tasks = self.tasks.iter().filter_map(|task| task.kind(predefined::TASK_PREVIEW));
        of_tasks.chain(self.kind(predefined::JOB_PREVIEW)).flat_map(|kind| &kind.files)
    }
}
