//! Append blobs, with one writer: every append names the position it expects.
//!
//! Invariant: the bytes of a [`PendingAppend`] that is acknowledged are in the blob once. An answer
//! that was lost is resolved by the blob's length, never by sending again blindly; see "Append
//! Block" and `x-ms-blob-condition-appendpos` in the service's documentation.

use super::container::BlobContainer;
use super::error::Error;
use super::retry::Backoff;
use super::write::{IfExists, WriteOptions};
use crate::conventions::BlobName;
use crate::time::sleep;
use crate::transport::{Method, Transport};
use bytes::Bytes;

/// A block on its way into an append blob. After a failure, give the same one to
/// [`append`](BlobContainer::append) again: it knows whether an earlier try may have arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingAppend {
    position: u64,
    body: Bytes,
    is_unclear: bool,
}

impl PendingAppend {
    /// Appends `body`, at most 100 MiB, at `position`, which must be the blob's length.
    pub fn new(position: u64, body: Bytes) -> Self {
        Self { position, body, is_unclear: false }
    }

    /// The bytes.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The blob's length once it is appended.
    pub fn end(&self) -> u64 {
        self.position + self.body.len() as u64
    }
}

impl<T: Transport> BlobContainer<T> {
    /// Makes an empty append blob unless there is a blob of that name. Tells whether it made one.
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn create_append_blob(
        &self,
        blob: &BlobName,
        headers: &WriteOptions,
    ) -> Result<bool, Error> {
        match self.put_append_blob(blob, headers, IfExists::Refuse).await {
            Ok(()) => Ok(true),
            Err(error) if error.says_that_it_exists() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Makes an empty append blob, whatever blob of that name there is.
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound),
    /// [`ErrorKind::Conflict`](crate::ErrorKind::Conflict),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn replace_append_blob(
        &self,
        blob: &BlobName,
        headers: &WriteOptions,
    ) -> Result<(), Error> {
        self.put_append_blob(blob, headers, IfExists::Overwrite).await
    }

    async fn put_append_blob(
        &self,
        blob: &BlobName,
        headers: &WriteOptions,
        if_exists: IfExists,
    ) -> Result<(), Error> {
        let mut operation = self.blob_operation("create", Method::Put, blob)?;
        operation.header("x-ms-blob-type", "AppendBlob");
        WriteOptions { if_exists, ..headers.clone() }.apply(&mut operation);
        self.client.execute(&operation).await.map(drop)
    }

    /// Appends a block. Gives the blob's length after it.
    ///
    /// # Errors
    /// [`Error::OtherWriter`], of
    /// [`ErrorKind::ConditionNotMet`](crate::ErrorKind::ConditionNotMet), when the blob is not as
    /// long as the block's position says and the difference is not this very block. Else
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound),
    /// [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound),
    /// [`ErrorKind::Conflict`](crate::ErrorKind::Conflict),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn append(&self, blob: &BlobName, pending: &mut PendingAppend) -> Result<u64, Error> {
        let mut operation = self.blob_operation("append to", Method::Put, blob)?;
        operation.query("comp", "appendblock");
        operation.header("x-ms-blob-condition-appendpos", pending.position.to_string());
        operation.checked_body(pending.body.clone());
        let mut backoff = Backoff::new(self.client.retry);
        loop {
            // Set beforehand, for a caller that drops this future in mid-request.
            let was_unclear = std::mem::replace(&mut pending.is_unclear, true);
            let error = match self.client.attempt(&operation).await {
                Ok(_) => return Ok(pending.end()),
                Err(error) => error,
            };
            pending.is_unclear = was_unclear || error.is_ambiguous();
            if error.service_code() == Some("AppendPositionConditionNotMet") {
                if was_unclear && self.has_arrived(blob, pending).await? {
                    return Ok(pending.end());
                }
                let blob = blob.as_str().to_owned();
                return Err(Error::OtherWriter { blob, position: pending.position });
            }
            match backoff.delay_after(&error) {
                Some(delay) => sleep(delay).await,
                None => return Err(error),
            }
        }
    }

    /// Whether a block whose answer was lost is in the blob, which is no longer as long as it was.
    /// With a SAS that cannot read, it is taken to be: there is one writer.
    async fn has_arrived(&self, blob: &BlobName, pending: &PendingAppend) -> Result<bool, Error> {
        if !self.client.credential.can_read().await {
            return Ok(true);
        }
        Ok(self.properties(blob).await?.content_length == Some(pending.end()))
    }
}
