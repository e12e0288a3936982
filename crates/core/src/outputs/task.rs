//! Outputs of one task.

use super::storage::OutputStorage;
use crate::blob::BlobContainer;
use crate::conventions::{Owner, TaskId, TaskOutputKind};
use crate::transport::{PlatformTransport, Transport};

/// Where a task keeps its outputs, in the container of its job.
pub type TaskOutputStorage<T = PlatformTransport> = OutputStorage<TaskOutputKind, T>;

impl<T: Transport> TaskOutputStorage<T> {
    /// The outputs of `task` in its job's container. Asks nothing of the service.
    pub fn new(container: BlobContainer<T>, task: TaskId) -> Self {
        Self::of(Owner::Task(task), container)
    }
}
