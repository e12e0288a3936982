//! Outputs of one task.

use super::file::OutputFile;
use super::item::OutputItem;
use super::storage::Storage;
use crate::blob::{BlobContainer, Error};
use crate::conventions::{OutputAddress, OutputPath, Owner, TaskId, TaskOutputKind};
use crate::transport::{PlatformTransport, Transport};

/// Where a task keeps its outputs, in the container of its job.
#[derive(Debug, Clone)]
pub struct TaskOutputStorage<T: Transport = PlatformTransport> {
    pub(super) storage: Storage<T>,
}

impl<T: Transport> TaskOutputStorage<T> {
    /// The outputs of `task` in its job's container. Asks nothing of the service.
    pub fn new(container: BlobContainer<T>, task: TaskId) -> Self {
        Self { storage: Storage { container, owner: Owner::Task(task) } }
    }

    /// The job's container.
    pub fn container(&self) -> &BlobContainer<T> {
        &self.storage.container
    }

    /// The path of a kind's outputs in the container, without a slash at its end: what the `path`
    /// of Batch's own output files takes.
    pub fn output_storage_path(&self, kind: &TaskOutputKind) -> String {
        OutputAddress::output_storage_path(&self.storage.owner, kind.kind())
    }

    /// Saves a text, as UTF-8 without a byte order mark; replaces what is there.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn save_text(
        &self,
        kind: &TaskOutputKind,
        text: &str,
        path: &OutputPath,
    ) -> Result<(), Error> {
        self.storage.save_text(kind.kind(), text, path).await
    }

    /// One output. Asks nothing of the service: it may not exist.
    pub fn get_output(&self, kind: &TaskOutputKind, path: &OutputPath) -> OutputFile<T> {
        self.storage.get_output(kind.kind(), path)
    }

    /// All outputs of a kind.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn list_outputs(&self, kind: &TaskOutputKind) -> Result<Vec<OutputItem>, Error> {
        self.storage.list_outputs(kind.kind()).await
    }
}
