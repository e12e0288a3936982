//! Replacing a blob by one of another type.
//!
//! The service does not change the type of a blob: Put Blob over a blob of another type is refused
//! with `InvalidBlobType`, and the old blob has to be deleted first. The emulator replaces it at
//! once.

use super::container::BlobContainer;
use super::error::Error;
use super::error_kind::ErrorKind;
use super::operation::Operation;
use super::reason::RefusalReason;
use crate::conventions::BlobName;
use crate::transport::Transport;

impl<T: Transport> BlobContainer<T> {
    /// Sends a write that replaces a blob of that name, and deletes a blob of another type first.
    /// Where the credential does not allow that, the service's refusal of the write is the error.
    pub(super) async fn write_over(
        &self,
        blob: &BlobName,
        operation: &Operation,
    ) -> Result<(), Error> {
        match self.client.execute(operation).await {
            Err(refusal) if refusal.refusal_reason() == Some(RefusalReason::WrongBlobType) => {
                match self.delete(blob).await {
                    Err(error) if error.kind() == ErrorKind::NotAllowed => return Err(refusal),
                    deleted => deleted?,
                };
                self.client.execute(operation).await.map(drop)
            }
            result => result.map(drop),
        }
    }
}
