//! Append blobs with one writer: every append names the position that it expects.
//!
//! Invariant: the bytes of an acknowledged [`PendingAppend`] are in the blob exactly once. After a
//! lost answer, the blob's length tells whether they arrived; nothing is sent again blindly. See
//! "Append Block" and `x-ms-blob-condition-appendpos` in the service's documentation.

use super::container::BlobContainer;
use super::error::Error;
use super::operation::Success;
use super::reason::RefusalReason;
use super::retry::Backoff;
use super::write::{IfExists, WriteOptions};
use crate::conventions::BlobName;
use crate::time::sleep;
use crate::transport::{Method, Transport};
use bytes::Bytes;

/// A block that is to be appended. After a failure, pass the same value to
/// [`append`](BlobContainer::append) again: it records whether an earlier try may have arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingAppend {
    position: u64,
    body: Bytes,
    is_ambiguous: bool,
}

impl PendingAppend {
    /// Appends `body`, at most 100 MiB, at `position`, which must be the blob's length.
    pub fn new(position: u64, body: Bytes) -> Self {
        Self { position, body, is_ambiguous: false }
    }

    /// The bytes.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The blob's length after the append.
    pub fn end(&self) -> u64 {
        self.position + self.body.len() as u64
    }
}

impl<T: Transport> BlobContainer<T> {
    /// Creates an empty append blob unless there is a blob of that name. Returns whether it did.
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
            Err(error)
                if error.is_already_exists()
                    || error.refusal_reason() == Some(RefusalReason::WrongBlobType) =>
            {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Creates an empty append blob, and replaces any blob of that name. A blob of another type is
    /// deleted first, which needs the permission to delete.
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
        let mut operation = self.blob_operation("create", Method::Put, Success::Created, blob)?;
        operation.header("x-ms-blob-type", "AppendBlob");
        WriteOptions { if_exists, ..headers.clone() }.apply(&mut operation);
        match if_exists {
            IfExists::Overwrite => self.write_over(blob, &operation).await,
            IfExists::Refuse => self.client.execute(&operation).await.map(drop),
        }
    }

    /// Appends a block, and returns the blob's length after it.
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
        let mut operation =
            self.blob_operation("append to", Method::Put, Success::Created, blob)?;
        operation.query("comp", "appendblock");
        operation.header("x-ms-blob-condition-appendpos", pending.position.to_string());
        operation.checked_body(pending.body.clone());
        let mut backoff = Backoff::new(self.client.retry);
        loop {
            // Set before the request, since the caller may drop this future during it.
            let was_ambiguous = std::mem::replace(&mut pending.is_ambiguous, true);
            let error = match self.client.attempt(&operation).await {
                Ok(_) => return Ok(pending.end()),
                Err(error) => error,
            };
            pending.is_ambiguous = was_ambiguous || error.is_ambiguous();
            if error.service_code() == Some("AppendPositionConditionNotMet") {
                if was_ambiguous && self.has_arrived(blob, pending).await? {
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

    /// Whether a block whose answer was lost is in the blob, whose length has changed. With a SAS
    /// that cannot read, the answer is yes, since there is only one writer.
    async fn has_arrived(&self, blob: &BlobName, pending: &PendingAppend) -> Result<bool, Error> {
        if !self.client.credential.can_read().await {
            return Ok(true);
        }
        Ok(self.properties(blob).await?.content_length == Some(pending.end()))
    }
}
