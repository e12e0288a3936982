//! How to track a file.

use crate::conventions::{JobId, TaskId};
use crate::outputs::{LogState, LogStatus};
use std::time::Duration;

/// How to track a file, and what its blob's metadata says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackOptions {
    /// The time between two flushes, in whole seconds, at least one. The default is 15 s.
    pub flush_interval: Duration,
    /// The job, for readers that know only its container.
    pub job_id: Option<JobId>,
    /// The task.
    pub task_id: Option<TaskId>,
}

impl Default for TrackOptions {
    fn default() -> Self {
        Self { flush_interval: Duration::from_secs(15), job_id: None, task_id: None }
    }
}

impl TrackOptions {
    pub(super) fn first_status(&self) -> LogStatus {
        LogStatus {
            state: LogState::Running,
            exit_code: None,
            flush_seconds: Some(self.flush_interval.as_secs().max(1)),
            attempt: 1,
            attempt_offset: 0,
            job_id: self.job_id.as_ref().map(|id| id.as_str().to_owned()),
            task_id: self.task_id.as_ref().map(|id| id.as_str().to_owned()),
        }
    }
}
