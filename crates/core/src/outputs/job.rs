//! The outputs of a job, and the listings of a job's container and of all jobs.

use super::item::JobPage;
use super::pages::{JobPages, options_of};
use super::storage::OutputStorage;
use crate::blob::{BlobAccount, BlobContainer, ContainerPage, ContainerPages, Error};
use crate::conventions::{ContainerName, JobOutputKind, OutputAddress, Owner, TaskId};
use crate::transport::{PlatformTransport, Transport};

/// The job-level outputs of a job, such as a merged result.
pub type JobOutputStorage<T = PlatformTransport> = OutputStorage<JobOutputKind, T>;

impl<T: Transport> JobOutputStorage<T> {
    /// The job-level outputs in a job's container. Sends no request.
    pub fn new(container: BlobContainer<T>) -> Self {
        Self::of(Owner::Job, container)
    }

    /// One page of all blobs in the job's container, including the outputs of its tasks.
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound), or a [kind of every
    /// request](crate::ErrorKind#kinds-of-every-request).
    pub async fn list_page(&self, marker: Option<&str>) -> Result<JobPage, Error> {
        self.list_prefix_page("", marker).await
    }

    /// One page of all outputs of one task.
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound), or a [kind of every
    /// request](crate::ErrorKind#kinds-of-every-request).
    pub async fn list_task_page(
        &self,
        task: &TaskId,
        marker: Option<&str>,
    ) -> Result<JobPage, Error> {
        self.list_prefix_page(&OutputAddress::task_prefix(task), marker).await
    }

    /// One page of the blobs in the job's container whose names begin with `prefix`.
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound), or a [kind of every
    /// request](crate::ErrorKind#kinds-of-every-request).
    pub async fn list_prefix_page(
        &self,
        prefix: &str,
        marker: Option<&str>,
    ) -> Result<JobPage, Error> {
        let options = options_of(prefix).with_marker(marker.map(str::to_owned));
        Ok(self.container.list_page(&options).await?.into())
    }

    /// All pages of the blobs in the job's container, or of the outputs of one task. Sends no
    /// request.
    pub fn pages(&self, task: Option<&TaskId>) -> JobPages<T> {
        self.prefix_pages(&task.map(OutputAddress::task_prefix).unwrap_or_default())
    }

    /// All pages of the blobs in the job's container whose names begin with `prefix`. Sends no
    /// request.
    pub fn prefix_pages(&self, prefix: &str) -> JobPages<T> {
        JobPages::new(&self.container, prefix)
    }
}

/// One page of the containers of an account whose names are those of jobs. It needs the SAS of
/// [`BlobAccount::list_containers`].
///
/// # Errors
/// As for [`BlobAccount::list_containers`].
pub async fn list_jobs<T: Transport>(
    account: &BlobAccount<T>,
    marker: Option<&str>,
) -> Result<ContainerPage, Error> {
    account.list_containers(ContainerName::JOB_PREFIX, marker).await
}

/// All pages of the containers of an account whose names are those of jobs. Sends no request; the
/// listing needs the SAS of [`BlobAccount::list_containers`].
pub fn job_pages<T: Transport>(account: &BlobAccount<T>) -> ContainerPages<T> {
    account.container_pages(ContainerName::JOB_PREFIX)
}
