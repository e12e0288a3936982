//! Uploads a large file in blocks, several at once, in constant memory.
//!
//! A block's ID is made of its position and of a checksum of its bytes. So an interrupted upload
//! resumes with the blocks that the service still has, and two writers of one blob cannot mix up
//! their blocks: equal IDs mean equal bytes. The blocks are committed only if the file did not
//! change while they were read.

use super::file_version::FileVersion;
use super::local_file::{MAX_READS, OpenFile, blocking, file_changed, file_error};
use super::save_options::Footprint;
use crate::blob::checksum::{ContentMd5, crc64};
use crate::blob::{BlobContainer, Error, IfExists, WriteOptions, is_in_the_way};
use crate::conventions::BlobName;
use crate::transport::Transport;
use bytes::Bytes;
use futures_util::stream::{self, Stream, TryStreamExt as _};
use std::collections::HashSet;
use std::io::ErrorKind;
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
    pub(super) headers: &'a WriteOptions,
    pub(super) footprint: Footprint,
}

/// A block of the file.
struct Block {
    id: Vec<u8>,
    body: Bytes,
}

impl<T: Transport> Upload<'_, T> {
    /// Uploads the file; returns its length in bytes.
    pub(super) async fn run(&self) -> Result<u64, Error> {
        let mut may_clear = self.headers.if_exists == IfExists::Overwrite;
        let mut n_reads = 0;
        loop {
            match self.attempt().await {
                Err(error) if may_clear && is_in_the_way(&error) => {
                    // There is an append blob, or unfinished blocks of another tool. Blocks cannot
                    // be staged beside either, and an empty blob replaces both.
                    let empty = WriteOptions::default();
                    self.container.put_blob(self.blob, Bytes::new(), &empty).await?;
                    may_clear = false;
                }
                Err(Error::FileChanged { .. }) if n_reads + 1 < MAX_READS => n_reads += 1,
                result => return result,
            }
        }
    }

    async fn attempt(&self) -> Result<u64, Error> {
        let (container, blob, source) = (self.container, self.blob, self.source);
        let Some(OpenFile { file, version: Some(version) }) =
            blocking(source, OpenFile::open).await?
        else {
            return Err(file_changed(source));
        };
        // Without the permission to read there are no blocks to resume with, which does no harm.
        let staged = container.staged_blocks(blob).await.unwrap_or_default();
        let staged: HashSet<(Vec<u8>, u64)> =
            staged.into_iter().map(|block| (block.id, block.size)).collect();
        let mut ids = Vec::new();
        let mut md5 = ContentMd5::default();
        self.blocks(File::from_std(file), version)
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
        self.check(version).await?;
        let headers = WriteOptions { content_md5: Some(md5.finish()), ..self.headers.clone() };
        container.put_block_list(blob, &ids, &headers).await?;
        Ok(version.length())
    }

    /// The file's blocks in order, read as they are asked for. A file that changes meanwhile yields
    /// an error, so that no more of it is sent.
    fn blocks(
        &self,
        file: File,
        version: FileVersion,
    ) -> impl Stream<Item = Result<Block, Error>> + '_ {
        let (source, length) = (self.source, version.length());
        // Longer ones where the file would need more of them than the service takes.
        let size = self.footprint.blocks().0.max(length.div_ceil(MAX_BLOCKS));
        stream::try_unfold((file, 0u64), move |(mut file, index)| async move {
            let start = index * size;
            if start >= length {
                return Ok(None);
            }
            let body = match read_exactly(&mut file, size.min(length - start)).await {
                // It has become shorter.
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                    return Err(file_changed(source));
                }
                read => read.map_err(|error| file_error("read", source, error))?,
            };
            self.check(version).await?;
            let id = format!("{index:08}-{:016x}", crc64(&body)).into_bytes();
            Ok(Some((Block { id, body }, (file, index + 1))))
        })
    }

    /// Fails if the file no longer has this version.
    async fn check(&self, version: FileVersion) -> Result<(), Error> {
        match blocking(self.source, move |source| version.is_current(source)).await? {
            true => Ok(()),
            false => Err(file_changed(self.source)),
        }
    }
}

async fn read_exactly(file: &mut File, length: u64) -> std::io::Result<Bytes> {
    let mut buffer = vec![0; usize::try_from(length).map_err(std::io::Error::other)?];
    file.read_exact(&mut buffer).await?;
    Ok(Bytes::from(buffer))
}
