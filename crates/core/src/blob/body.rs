//! The bytes of a blob as they arrive, over as many requests as interruptions make necessary.
//!
//! Invariant: all bytes are of one version of the blob. A block blob is compared by its ETag, as far
//! as the CORS rules show it to a page; an append blob only grows, so its first bytes are those of
//! every version, and bytes that are appended later are not read.

use super::container::BlobContainer;
use super::error::Error;
use super::list::BlobType;
use super::read::{BlobProperties, BlobRead, ReadRange};
use super::same_blob::is_other_blob;
use crate::conventions::BlobName;
use crate::transport::{ByteStream, PlatformTransport, Transport, TransportError};
use bytes::Bytes;

/// How often in a row a body may be interrupted without a new byte.
const MAX_EMPTY_READS: u32 = 5;

/// The bytes of a blob, or of a range of it, as they arrive. Dropping it aborts the request.
#[derive(Debug)]
pub struct BlobBody<T: Transport = PlatformTransport> {
    container: BlobContainer<T>,
    blob: BlobName,
    /// The offset of the next byte.
    position: u64,
    /// Behind the last byte; none if the length is unknown, and then nothing is resumed.
    end: Option<u64>,
    properties: BlobProperties,
    /// None after an interruption, and at the end.
    body: Option<ByteStream>,
    n_empty_reads: u32,
}

impl<T: Transport> BlobContainer<T> {
    /// Opens a blob for reading from byte `start` up to byte `end`, which is not part of it; without
    /// `end`, to the end that the blob has now. A range past the end has no bytes.
    ///
    /// # Errors
    /// As for [`read`](Self::read).
    pub async fn open_body(
        &self,
        blob: &BlobName,
        start: u64,
        end: Option<u64>,
    ) -> Result<BlobBody<T>, Error> {
        let is_empty = end.is_some_and(|end| end <= start);
        let range = match end {
            // The properties come from one byte.
            Some(_) if is_empty => ReadRange::Span { start, end: start },
            Some(end) => ReadRange::Span { start, end: end - 1 },
            None if start == 0 => ReadRange::All,
            None => ReadRange::From(start),
        };
        let BlobRead { offset, total, properties, body } = self.read(blob, range).await?;
        // A browser decodes such a body, and a range counts encoded bytes.
        let total = total.filter(|_| properties.content_encoding.is_none());
        let end = match (end, total) {
            (Some(end), Some(total)) => Some(end.min(total)),
            (None, total) => total,
            (Some(_), None) => None,
        };
        Ok(BlobBody {
            container: self.clone(),
            blob: blob.clone(),
            position: offset,
            end,
            properties,
            body: (!is_empty).then_some(body),
            n_empty_reads: 0,
        })
    }
}

impl<T: Transport> BlobBody<T> {
    /// The blob's properties when it was opened.
    pub fn properties(&self) -> &BlobProperties {
        &self.properties
    }

    /// How many bytes are left; none if that is unknown.
    pub fn n_left(&self) -> Option<u64> {
        self.end.map(|end| end.saturating_sub(self.position))
    }

    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// [`Error::Replaced`] when the blob was replaced after an interruption, and as for
    /// [`BlobContainer::read`].
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let Some(body) = &mut self.body else {
                match self.n_left() {
                    Some(n_left) if n_left > 0 => self.resume().await?,
                    _ => return Ok(None),
                }
                continue;
            };
            let cause = match body.chunk().await {
                Ok(Some(mut chunk)) => {
                    let n_left = self.n_left().unwrap_or(u64::MAX);
                    chunk.truncate(usize::try_from(n_left).unwrap_or(usize::MAX));
                    if n_left == 0 {
                        self.body = None;
                    }
                    if chunk.is_empty() {
                        continue;
                    }
                    self.position += chunk.len() as u64;
                    self.n_empty_reads = 0;
                    return Ok(Some(chunk));
                }
                Ok(None) => None,
                Err(error) => Some(error),
            };
            self.interrupted(cause)?;
        }
    }

    /// The body has ended, perhaps too early.
    fn interrupted(&mut self, cause: Option<TransportError>) -> Result<(), Error> {
        self.body = None;
        let is_whole = match self.n_left() {
            Some(n_left) => n_left == 0,
            None => cause.is_none(),
        };
        if is_whole {
            self.end = Some(self.position);
            return Ok(());
        }
        self.n_empty_reads += 1;
        if self.end.is_none() || self.n_empty_reads > MAX_EMPTY_READS {
            self.end = Some(self.position);
            return Err(self.container.interrupted_read(&self.blob, cause));
        }
        Ok(())
    }

    async fn resume(&mut self) -> Result<(), Error> {
        let Some(end) = self.end else { return Ok(()) };
        let range = ReadRange::Span { start: self.position, end: end - 1 };
        let read = self.container.read(&self.blob, range).await?;
        let is_append = self.properties.blob_type == Some(BlobType::Append);
        let is_other = match (&self.properties.etag, &read.properties.etag) {
            (Some(before), Some(now)) => !is_append && before != now,
            _ => false,
        } || is_other_blob(&self.properties, &read.properties);
        if is_other || read.offset != self.position {
            let blob = self.blob.as_str().to_owned();
            self.end = Some(self.position);
            return Err(Error::Replaced { blob });
        }
        self.body = Some(read.body);
        Ok(())
    }
}
