//! Outputs of a job as a whole, and the listing of all there is in its container.

use super::file::OutputFile;
use super::item::{JobPage, OutputItem};
use super::storage::Storage;
use crate::blob::{BlobContainer, Error, ListOptions};
use crate::conventions::{JobOutputKind, OutputAddress, OutputPath, Owner, TaskId};
use crate::transport::{PlatformTransport, Transport};

/// Where a job keeps outputs that are not one task's, such as a merged result.
#[derive(Debug, Clone)]
pub struct JobOutputStorage<T: Transport = PlatformTransport> {
    pub(super) storage: Storage<T>,
}

impl<T: Transport> JobOutputStorage<T> {
    /// The job-level outputs in a job's container. Asks nothing of the service.
    pub fn new(container: BlobContainer<T>) -> Self {
        Self { storage: Storage { container, owner: Owner::Job } }
    }

    /// The job's container.
    pub fn container(&self) -> &BlobContainer<T> {
        &self.storage.container
    }

    /// The path of a kind's outputs in the container, without a slash at its end: what the `path`
    /// of Batch's own output files takes.
    pub fn output_storage_path(&self, kind: &JobOutputKind) -> String {
        OutputAddress::output_storage_path(&self.storage.owner, kind.kind())
    }

    /// Saves a text, as UTF-8 without a byte order mark; replaces what is there.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn save_text(
        &self,
        kind: &JobOutputKind,
        text: &str,
        path: &OutputPath,
    ) -> Result<(), Error> {
        self.storage.save_text(kind.kind(), text, path).await
    }

    /// One output. Asks nothing of the service: it may not exist.
    pub fn get_output(&self, kind: &JobOutputKind, path: &OutputPath) -> OutputFile<T> {
        self.storage.get_output(kind.kind(), path)
    }

    /// All outputs of a kind.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn list_outputs(&self, kind: &JobOutputKind) -> Result<Vec<OutputItem>, Error> {
        self.storage.list_outputs(kind.kind()).await
    }

    /// One page of all there is in the job's container, its tasks' outputs too.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn list_page(&self, marker: Option<&str>) -> Result<JobPage, Error> {
        self.list_prefix(String::new(), marker).await
    }

    /// One page of all outputs of one task.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn list_task_page(
        &self,
        task: &TaskId,
        marker: Option<&str>,
    ) -> Result<JobPage, Error> {
        self.list_prefix(OutputAddress::task_prefix(task), marker).await
    }

    async fn list_prefix(&self, prefix: String, marker: Option<&str>) -> Result<JobPage, Error> {
        let options = ListOptions {
            prefix,
            marker: marker.map(str::to_owned),
            metadata: true,
            ..ListOptions::default()
        };
        Ok(self.storage.container.list_page(&options).await?.into())
    }
}
