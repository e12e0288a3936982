//! Fetches a blob in ranges: several at once, returned in order, all of the same version.
//!
//! All ranges of a block blob must have the ETag of the first answer. An append blob only grows, so
//! the bytes up to its first length are the same in every version; requiring its ETag would fail
//! with each new line of a log. Whether it is still the same blob is told by its other properties.

use super::destination::PartVersion;
use super::item::is_folder;
use crate::blob::{BlobContainer, BlobProperties, BlobType, Error, ReadRange, is_other_blob};
use crate::conventions::BlobName;
use crate::time::Timestamp;
use crate::transport::Transport;
use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, Stream, StreamExt as _};

/// The length of a range.
const RANGE: u64 = 4 << 20;
/// Ranges that are requested at once. With the first one, which is cached, and the one that is
/// being written, eight are in memory.
const PARALLEL_RANGES: usize = 6;
/// How often in a row a range may be interrupted without a new byte.
const MAX_EMPTY_READS: u32 = 5;

/// A blob that is being fetched, with its first range.
#[derive(Debug)]
pub(super) struct Fetch<T: Transport> {
    source: Source<T>,
    /// The length to fetch; bytes that are appended later are not fetched.
    pub(super) length: u64,
    /// The stored MD5, if there is one.
    pub(super) content_md5: Option<String>,
    /// When the blob was last written.
    pub(super) last_modified: Option<Timestamp>,
    first: Bytes,
}

/// The blob and its version.
#[derive(Debug, Clone)]
struct Source<T: Transport> {
    container: BlobContainer<T>,
    blob: BlobName,
    /// The ETag that every range must have; none for an append blob.
    etag: Option<String>,
    /// The properties in the first answer.
    properties: BlobProperties,
}

impl<T: Transport> Fetch<T> {
    /// Fetches the first range, with the blob's length and version.
    pub(super) async fn open(container: &BlobContainer<T>, blob: &BlobName) -> Result<Self, Error> {
        let read = container.read(blob, ReadRange::Span { start: 0, end: RANGE - 1 }).await?;
        let length = read.total.unwrap_or_default();
        let properties = read.properties;
        if is_folder(&properties) {
            return Err(blob.names_a_folder().into());
        }
        let is_append = properties.blob_type == Some(BlobType::Append);
        let etag = properties.etag.clone().filter(|_| !is_append);
        let BlobProperties { content_md5, last_modified, .. } = properties.clone();
        let (container, blob) = (container.clone(), blob.clone());
        let source = Source { container, blob, etag, properties };
        let body = read.body.collect(RANGE as usize).await.unwrap_or_default();
        // An interrupted first range is fetched again like any other.
        let is_whole = body.len() as u64 == length.min(RANGE);
        let first = if is_whole { body } else { source.span(0, length.min(RANGE)).await? };
        Ok(Self { source, length, content_md5, last_modified, first })
    }

    /// The version of the blob, as a `.part` file is named after it.
    pub(super) fn version(&self) -> PartVersion {
        PartVersion {
            url: self.source.container.blob_url(&self.source.blob),
            // An append blob has none here.
            etag: self.source.etag.clone(),
            length: self.length,
            has_md5: self.content_md5.is_some(),
        }
    }

    /// The bytes from `start` on, in order.
    pub(super) fn bytes_from(&self, start: u64) -> impl Stream<Item = Result<Bytes, Error>> + '_ {
        let n_cached = self.first.len() as u64;
        let starts = (start.max(n_cached)..self.length).step_by(RANGE as usize);
        let rest = stream::iter(starts)
            .map(|start| self.source.span(start, (start + RANGE).min(self.length)))
            .buffered(PARALLEL_RANGES);
        stream::iter(self.cached_from(start).map(Ok)).chain(rest)
    }

    /// The bytes from `start` on, up to the length of a range; empty at the end.
    pub(super) async fn piece(&self, start: u64) -> Result<Bytes, Error> {
        match self.cached_from(start) {
            Some(cached) => Ok(cached),
            None => self.source.span(start, start.saturating_add(RANGE).min(self.length)).await,
        }
    }

    /// The bytes from `start` on that are in the first range.
    fn cached_from(&self, start: u64) -> Option<Bytes> {
        let start = usize::try_from(start).ok().filter(|start| *start < self.first.len())?;
        Some(self.first.slice(start..))
    }
}

impl<T: Transport> Source<T> {
    /// The bytes from `start` up to `end`; an interrupted body is resumed.
    async fn span(&self, start: u64, end: u64) -> Result<Bytes, Error> {
        let length = usize::try_from(end.saturating_sub(start)).unwrap_or_default();
        let mut whole = BytesMut::with_capacity(length);
        let mut empty_reads = 0;
        loop {
            let position = start + whole.len() as u64;
            if position >= end {
                return Ok(whole.freeze());
            }
            let range = ReadRange::Span { start: position, end: end - 1 };
            let etag = self.etag.as_deref();
            let mut read = self.container.read_version(&self.blob, range, etag).await?;
            if is_other_blob(&self.properties, &read.properties) {
                return Err(Error::Replaced { blob: self.blob.as_str().to_owned() });
            }
            let error = loop {
                match read.body.chunk().await {
                    Ok(Some(mut chunk)) => {
                        // A proxy may have ignored the range: the rest does not belong to it.
                        chunk.truncate(length - whole.len());
                        whole.extend_from_slice(&chunk);
                        if whole.len() == length {
                            break None;
                        }
                    }
                    Ok(None) => break None,
                    Err(error) => break Some(error),
                }
            };
            let n_missing = end.saturating_sub(start + whole.len() as u64);
            let has_advanced = start + whole.len() as u64 > position;
            empty_reads = if has_advanced { 0 } else { empty_reads + 1 };
            if n_missing > 0 && empty_reads >= MAX_EMPTY_READS {
                return Err(self.container.interrupted_read(&self.blob, error));
            }
        }
    }
}
