//! A blob that is written block by block, from bytes whose end is not known yet.
//!
//! Nothing is visible before [`BlockUpload::finish`]. A block's ID is made of a random number for
//! the upload and of its position, so two uploads of one blob cannot mix up their blocks. What is
//! given up stays with the service for a week, uncommitted, and costs nothing to read.

use super::container::BlobContainer;
use super::error::Error;
use super::retry::random_fraction;
use super::write::{IfExists, WriteOptions};
use crate::conventions::BlobName;
use crate::transport::{PlatformTransport, Transport};
use bytes::Bytes;

/// A blob that is written block by block.
#[derive(Debug)]
pub struct BlockUpload<T: Transport = PlatformTransport> {
    container: BlobContainer<T>,
    blob: BlobName,
    headers: WriteOptions,
    /// The part of the IDs that only this upload has.
    session: u64,
    ids: Vec<Vec<u8>>,
}

impl<T: Transport> BlobContainer<T> {
    /// Begins a blob that is written block by block. Sends no request.
    pub fn upload_blocks(&self, blob: &BlobName, headers: &WriteOptions) -> BlockUpload<T> {
        let half = || (random_fraction() * f64::from(u32::MAX)) as u64;
        BlockUpload {
            container: self.clone(),
            blob: blob.clone(),
            headers: headers.clone(),
            session: half() << 32 | half(),
            ids: Vec::new(),
        }
    }
}

impl<T: Transport> BlockUpload<T> {
    /// The number of blocks so far; the service takes 50,000.
    pub fn n_blocks(&self) -> usize {
        self.ids.len()
    }

    /// Sends the next block, of at most 4,000 MiB.
    ///
    /// What keeps blocks from being staged, such as an append blob of that name, is replaced by an
    /// empty blob first, unless the upload must not replace a blob.
    ///
    /// # Errors
    /// As for [`BlobContainer::put_block`] and [`BlobContainer::put_blob`]. The same block may then
    /// be sent again.
    pub async fn push(&mut self, body: Bytes) -> Result<(), Error> {
        let id = format!("{:08}-{:016x}", self.ids.len(), self.session).into_bytes();
        match self.container.put_block(&self.blob, &id, body.clone()).await {
            Err(error) if self.may_clear() && is_in_the_way(&error) => {
                let empty = WriteOptions::default();
                self.container.put_blob(&self.blob, Bytes::new(), &empty).await?;
                self.container.put_block(&self.blob, &id, body).await?;
            }
            sent => sent?,
        }
        self.ids.push(id);
        Ok(())
    }

    /// Makes the blocks the blob.
    ///
    /// # Errors
    /// As for [`BlobContainer::put_block_list`].
    pub async fn finish(&self) -> Result<(), Error> {
        self.container.put_block_list(&self.blob, &self.ids, &self.headers).await
    }

    fn may_clear(&self) -> bool {
        self.ids.is_empty() && self.headers.if_exists == IfExists::Overwrite
    }
}

/// Whether what holds the blob's name keeps blocks from being staged.
pub(crate) fn is_in_the_way(error: &Error) -> bool {
    matches!(error.service_code(), Some("InvalidBlobType" | "InvalidBlobOrBlock"))
}
