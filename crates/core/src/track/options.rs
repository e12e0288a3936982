//! The options of tracking a file.

use super::generations::Generations;
use crate::conventions::{JobId, TaskId};
use crate::outputs::{LogState, LogStatus};
use std::time::Duration;

/// How to track a file, and what its blob's metadata names.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TrackOptions {
    /// The time between two flushes, in whole seconds, at least one. The default is 15 s. It grows
    /// as the blob's 50,000 blocks are used up.
    pub flush_interval: Duration,
    /// What to do with a blob that exists already.
    pub existing: ExistingBlob,
    /// The job's ID, for readers that know only the container.
    pub job_id: Option<JobId>,
    /// The task's ID.
    pub task_id: Option<TaskId>,
    /// The rotated files beside the file that do not belong to it. By default those that are there
    /// when the tracking is set up; later ones are read before the file.
    pub earlier: Option<Generations>,
}

impl TrackOptions {
    /// The defaults: a flush every 15 s, no job and no task named.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the time between two flushes.
    #[must_use]
    pub const fn with_flush_interval(mut self, flush_interval: Duration) -> Self {
        self.flush_interval = flush_interval;
        self
    }

    /// Sets what to do with a blob that exists already.
    #[must_use]
    pub const fn with_existing(mut self, existing: ExistingBlob) -> Self {
        self.existing = existing;
        self
    }

    /// Sets the job that the blob's metadata names.
    #[must_use]
    pub fn with_job_id(mut self, job_id: Option<JobId>) -> Self {
        self.job_id = job_id;
        self
    }

    /// Sets the task that the blob's metadata names.
    #[must_use]
    pub fn with_task_id(mut self, task_id: Option<TaskId>) -> Self {
        self.task_id = task_id;
        self
    }

    /// Sets which rotated files beside the file do not belong to it: those that were there before
    /// its writer was started.
    #[must_use]
    pub fn with_earlier_generations(mut self, earlier: Generations) -> Self {
        self.earlier = Some(earlier);
        self
    }
}

/// What tracking does with a blob that exists already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ExistingBlob {
    /// If the newest attempt in it is the beginning of the file, resume at its end: the same file
    /// is tracked again after a crash. Otherwise append the file as a new attempt.
    #[default]
    Resume,
    /// Append the file as a new attempt: another run of a command, whose output starts again.
    Append,
    /// Empty it.
    Replace,
}

impl Default for TrackOptions {
    fn default() -> Self {
        Self {
            flush_interval: Duration::from_secs(15),
            existing: ExistingBlob::default(),
            job_id: None,
            task_id: None,
            earlier: None,
        }
    }
}

impl TrackOptions {
    pub(super) fn first_status(&self) -> LogStatus {
        LogStatus {
            flush_seconds: Some(self.flush_interval.as_secs().max(1)),
            job_id: self.job_id.as_ref().map(|id| id.as_str().to_owned()),
            task_id: self.task_id.as_ref().map(|id| id.as_str().to_owned()),
            ..LogStatus::new(LogState::Running)
        }
    }
}
