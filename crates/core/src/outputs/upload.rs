//! Uploads a large file in blocks, several at once, in constant memory.
//!
//! A block's ID is made of its position and of a checksum of its bytes. So an interrupted upload
//! resumes with the blocks that the service still has, and two writers of one blob cannot mix up
//! their blocks: equal IDs mean equal bytes.

use super::local_file::file_error;
use super::save_options::Footprint;
use crate::blob::checksum::{ContentMd5, crc64};
use crate::blob::{BlobContainer, Error, IfExists, WriteOptions};
use crate::conventions::BlobName;
use crate::transport::Transport;
use bytes::Bytes;
use futures_util::stream::{self, Stream, TryStreamExt as _};
use std::collections::HashSet;
use std::path::Path;
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

/// The service's limit of blocks in a blob.
const MAX_BLOCKS: u64 = 50_000;

/// The upload of a file to a blob.
pub(super) struct Upload<'a, T: Transport> {
    pub(super) container: &'a BlobContainer<T>,
    pub(super) blob: &'a BlobName,
    pub(super) source: &'a Path,
    /// The number of bytes of the file to save.
    pub(super) length: u64,
    pub(super) headers: &'a WriteOptions,
    pub(super) footprint: Footprint,
}

/// A block of the file.
struct Block {
    id: Vec<u8>,
    body: Bytes,
}

impl<T: Transport> Upload<'_, T> {
    pub(super) async fn run(&self) -> Result<(), Error> {
        match self.attempt().await {
            Err(error)
                if is_in_the_way(&error) && self.headers.if_exists == IfExists::Overwrite =>
            {
                // There is an append blob, or unfinished blocks of another tool. An empty blob
                // replaces both.
                let empty = WriteOptions::default();
                self.container.put_blob(self.blob, Bytes::new(), &empty).await?;
                self.attempt().await
            }
            result => result,
        }
    }

    async fn attempt(&self) -> Result<(), Error> {
        let (container, blob) = (self.container, self.blob);
        // Without the permission to read there are no blocks to resume with, which does no harm.
        let staged = container.staged_blocks(blob).await.unwrap_or_default();
        let staged: HashSet<(Vec<u8>, u64)> =
            staged.into_iter().map(|block| (block.id, block.size)).collect();
        let mut ids = Vec::new();
        let mut md5 = ContentMd5::default();
        self.blocks()
            .await?
            .inspect_ok(|block| {
                ids.push(block.id.clone());
                md5.update(&block.body);
            })
            .try_filter(|block| {
                let is_new = !staged.contains(&(block.id.clone(), block.body.len() as u64));
                std::future::ready(is_new)
            })
            .map_ok(|block| async move { container.put_block(blob, &block.id, block.body).await })
            .try_buffer_unordered(self.footprint.blocks().1)
            .try_for_each(|()| std::future::ready(Ok(())))
            .await?;
        let headers = WriteOptions { content_md5: Some(md5.finish()), ..self.headers.clone() };
        container.put_block_list(blob, &ids, &headers).await
    }

    /// The file's blocks in order, read as they are asked for.
    async fn blocks(&self) -> Result<impl Stream<Item = Result<Block, Error>>, Error> {
        let (source, length) = (self.source, self.length);
        // Longer ones where the file would need more of them than the service takes.
        let size = self.footprint.blocks().0.max(length.div_ceil(MAX_BLOCKS));
        let file = File::open(source).await.map_err(|error| file_error("read", source, error))?;
        Ok(stream::try_unfold((file, 0u64), move |(mut file, index)| async move {
            let start = index * size;
            if start >= length {
                return Ok(None);
            }
            let body = read_exactly(&mut file, size.min(length - start))
                .await
                .map_err(|error| file_error("read", source, error))?;
            let id = format!("{index:08}-{:016x}", crc64(&body)).into_bytes();
            Ok(Some((Block { id, body }, (file, index + 1))))
        }))
    }
}

/// Whether what holds the blob's name keeps blocks from being staged.
fn is_in_the_way(error: &Error) -> bool {
    matches!(error.service_code(), Some("InvalidBlobType" | "InvalidBlobOrBlock"))
}

/// A file that becomes shorter while it is read is an error, not a shorter blob.
async fn read_exactly(file: &mut File, length: u64) -> std::io::Result<Bytes> {
    let mut buffer = vec![0; usize::try_from(length).map_err(std::io::Error::other)?];
    file.read_exact(&mut buffer).await?;
    Ok(Bytes::from(buffer))
}
