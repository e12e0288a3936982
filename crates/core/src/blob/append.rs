//! Append blobs, with one writer: every append names the position it expects.
//!
//! Invariant: a byte that [`append_block`](BlobContainer::append_block) acknowledges is in the
//! blob once. An answer that was lost is resolved by the blob's length, never by sending again
//! blindly; see "Append Block" and `x-ms-blob-condition-appendpos` in the service's documentation.

use super::account::Credential;
use super::container::BlobContainer;
use super::error::Error;
use super::retry::Backoff;
use super::sas::Permission;
use super::write::{BlobHeaders, IfExists};
use crate::conventions::BlobName;
use crate::time::sleep;
use crate::transport::{Method, Transport};
use bytes::Bytes;

/// An append that is in the blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The blob's length after it.
    pub length: u64,
}

impl<T: Transport> BlobContainer<T> {
    /// Makes an empty append blob unless there is a blob of that name. Tells whether it made one.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn create_append_blob(
        &self,
        blob: &BlobName,
        headers: &BlobHeaders,
    ) -> Result<bool, Error> {
        let mut operation = self.blob_operation("create", Method::Put, blob);
        operation.header("x-ms-blob-type", "AppendBlob");
        BlobHeaders { if_exists: IfExists::Refuse, ..headers.clone() }.apply(&mut operation);
        match self.client.execute(&operation).await {
            Ok(_) => Ok(true),
            Err(error) if error.service_code() == Some("BlobAlreadyExists") => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Appends `body` at `position`, which must be the blob's length.
    ///
    /// # Errors
    /// [`Error::OtherWriter`] when the blob is not as long as `position` says and the difference
    /// is not this very append; else see [`Error`].
    pub async fn append_block(
        &self,
        blob: &BlobName,
        position: u64,
        body: Bytes,
    ) -> Result<Appended, Error> {
        let length = position + body.len() as u64;
        let mut operation = self.blob_operation("append to", Method::Put, blob);
        operation.query("comp", "appendblock");
        operation.header("x-ms-blob-condition-appendpos", position.to_string());
        operation.body(body);
        let mut backoff = Backoff::new(self.client.retry);
        // Whether a try before this one may have arrived although its answer did not.
        let mut is_unclear = false;
        loop {
            let error = match self.client.attempt(&operation).await {
                Ok(_) => return Ok(Appended { length }),
                Err(error) => error,
            };
            if error.service_code() == Some("AppendPositionConditionNotMet") {
                if is_unclear && self.is_length(blob, length).await? {
                    return Ok(Appended { length });
                }
                return Err(Error::OtherWriter { blob: blob.as_str().to_owned(), position });
            }
            is_unclear |= error.is_ambiguous();
            match backoff.delay_after(&error) {
                Some(delay) => sleep(delay).await,
                // The last try may have arrived too: the caller would send its bytes twice.
                None if is_unclear && self.is_length(blob, length).await.unwrap_or(false) => {
                    return Ok(Appended { length });
                }
                None => return Err(error),
            }
        }
    }

    /// Whether the blob is `length` bytes long. With a SAS that cannot read, it is taken to be:
    /// one writer, one unclear try, and the service says that the position has moved.
    async fn is_length(&self, blob: &BlobName, length: u64) -> Result<bool, Error> {
        if let Credential::Sas(token) = &self.client.credential
            && !token.facts().can(Permission::Read)
        {
            return Ok(true);
        }
        Ok(self.properties(blob).await?.content_length == Some(length))
    }
}
