//! One output, by its address.

use crate::blob::{BlobContainer, BlobRead, Error, ReadRange};
use crate::conventions::OutputAddress;
use crate::transport::{PlatformTransport, Transport};

/// An output that may or may not exist.
#[derive(Debug, Clone)]
pub struct OutputFile<T: Transport = PlatformTransport> {
    pub(super) container: BlobContainer<T>,
    pub(super) address: OutputAddress,
}

impl<T: Transport> OutputFile<T> {
    /// The output at `address` in a job's container. Sends no request.
    pub fn new(container: BlobContainer<T>, address: OutputAddress) -> Self {
        Self { container, address }
    }

    /// Its address in the conventions.
    pub fn address(&self) -> &OutputAddress {
        &self.address
    }

    /// Its container.
    pub fn container(&self) -> &BlobContainer<T> {
        &self.container
    }

    /// Its URL, without a credential.
    pub fn url(&self) -> String {
        self.container.blob_url(&self.address.blob_name())
    }

    /// Reads it, or a range of it, as one answer, which may be interrupted. Natively, `open_read`
    /// resumes.
    ///
    /// # Errors
    /// As for [`BlobContainer::read`].
    pub async fn read(&self, range: ReadRange) -> Result<BlobRead, Error> {
        self.container.read(&self.address.blob_name(), range).await
    }

    /// Deletes it. Returns whether it existed.
    ///
    /// # Errors
    /// As for [`BlobContainer::delete`].
    pub async fn delete(&self) -> Result<bool, Error> {
        self.container.delete(&self.address.blob_name()).await
    }

    /// Deletes it with its snapshots. Returns whether it existed.
    ///
    /// # Errors
    /// As for [`BlobContainer::delete_with_snapshots`].
    pub async fn delete_with_snapshots(&self) -> Result<bool, Error> {
        self.container.delete_with_snapshots(&self.address.blob_name()).await
    }
}
