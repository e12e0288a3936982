//! A blob in ranges: several on their way at once, given in order, all of the same blob.
//!
//! A block blob is pinned to the version tag of the first answer, so that no two ranges can be of
//! different blobs. An append blob only grows, so the bytes up to its first length are the same in
//! every version; pinning it would fail with each line that is logged.

use crate::blob::{BlobContainer, BlobType, Error, ReadRange};
use crate::conventions::BlobName;
use crate::transport::Transport;
use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, Stream, StreamExt as _};

/// The length of a range.
const RANGE: u64 = 4 << 20;
/// Ranges on their way at once. With the first one, which is kept, and the one that is being
/// written, eight are in memory.
const PARALLEL_RANGES: usize = 6;
/// How often in a row a range may break off without bringing a byte.
const MAX_EMPTY_BREAKS: u32 = 5;

/// A blob that is being fetched, with its first range.
#[derive(Debug)]
pub(super) struct Fetch<T: Transport> {
    source: Source<T>,
    /// The length that is fetched; what is appended later is not.
    pub(super) length: u64,
    /// The MD5 that it was stored with, if it can be verified.
    pub(super) content_md5: Option<String>,
    first: Bytes,
}

/// Which blob, and of which version.
#[derive(Debug, Clone)]
struct Source<T: Transport> {
    container: BlobContainer<T>,
    blob: BlobName,
    pin: Option<String>,
}

impl<T: Transport> Fetch<T> {
    /// Fetches the first range, and learns what the others are.
    pub(super) async fn open(container: &BlobContainer<T>, blob: &BlobName) -> Result<Self, Error> {
        let read = container.read(blob, ReadRange::Span { start: 0, end: RANGE - 1 }).await?;
        let length = read.total.unwrap_or_default();
        let properties = read.properties;
        let is_append = properties.blob_type == Some(BlobType::Append);
        let pin = properties.etag.filter(|_| !is_append);
        let source = Source { container: container.clone(), blob: blob.clone(), pin };
        let body = read.body.collect(RANGE as usize).await.unwrap_or_default();
        // A first range that broke off is fetched again like any other.
        let is_whole = body.len() as u64 == length.min(RANGE);
        let first = if is_whole { body } else { source.span(0, length.min(RANGE)).await? };
        Ok(Self { source, length, content_md5: properties.content_md5, first })
    }

    /// The version tag that all ranges share; none for an append blob.
    pub(super) fn pin(&self) -> Option<&str> {
        self.source.pin.as_deref()
    }

    /// The bytes from `start` on, in order.
    pub(super) fn bytes_from(&self, start: u64) -> impl Stream<Item = Result<Bytes, Error>> + '_ {
        let n_known = self.first.len() as u64;
        let starts = (start.max(n_known)..self.length).step_by(RANGE as usize);
        let rest = stream::iter(starts)
            .map(|start| self.source.span(start, (start + RANGE).min(self.length)))
            .buffered(PARALLEL_RANGES);
        stream::iter(self.known_from(start).map(Ok)).chain(rest)
    }

    /// The bytes from `start` on, up to the length of a range; empty at the end.
    pub(super) async fn piece(&self, start: u64) -> Result<Bytes, Error> {
        match self.known_from(start) {
            Some(known) => Ok(known),
            None => self.source.span(start, start.saturating_add(RANGE).min(self.length)).await,
        }
    }

    /// What the first range has of the bytes from `start` on.
    fn known_from(&self, start: u64) -> Option<Bytes> {
        let start = usize::try_from(start).ok().filter(|start| *start < self.first.len())?;
        Some(self.first.slice(start..))
    }
}

impl<T: Transport> Source<T> {
    /// The bytes from `start` up to `end`, taken up again where a body breaks off.
    async fn span(&self, start: u64, end: u64) -> Result<Bytes, Error> {
        let length = usize::try_from(end.saturating_sub(start)).unwrap_or_default();
        let mut whole = BytesMut::with_capacity(length);
        let mut empty_breaks = 0;
        loop {
            let position = start + whole.len() as u64;
            if position >= end {
                return Ok(whole.freeze());
            }
            let range = ReadRange::Span { start: position, end: end - 1 };
            let pin = self.pin.as_deref();
            let mut read = self.container.read_pinned(&self.blob, range, pin).await?;
            let error = loop {
                match read.body.chunk().await {
                    Ok(Some(mut chunk)) => {
                        // Something between may have left the range out: the rest is not ours.
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
            empty_breaks = if has_advanced { 0 } else { empty_breaks + 1 };
            if n_missing > 0 && empty_breaks >= MAX_EMPTY_BREAKS {
                return Err(self.container.broken_off(&self.blob, error));
            }
        }
    }
}
