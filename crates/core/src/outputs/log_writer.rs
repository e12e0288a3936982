//! A log that a program writes itself, into an append blob, exactly once.
//!
//! The program passes the bytes, and says when to flush; there is no timer here, and no file. For a
//! file that another program writes, see `track` (native only).
//!
//! Invariant: the bytes of the blob are those that were written, in order. A byte leaves the buffer
//! when the service has acknowledged its block, so a flush that failed neither loses nor duplicates
//! bytes: the next one sends the same block.

use super::flush::flush_interval;
use super::status::{LogState, LogStatus};
use super::storage::OutputStorage;
use crate::blob::{BlobContainer, BlobType, Error, PendingAppend, WriteOptions};
use crate::conventions::{BlobName, Kind, OutputPath, Owner};
use crate::transport::{PlatformTransport, Transport};
use bytes::{Bytes, BytesMut};
use std::time::Duration;

/// The most bytes of one append: the service's limit for old versions, and enough for any flush.
const MAX_APPEND: usize = 4 << 20;

/// How to write a log. New options flush every 5 s.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogOptions {
    /// The longest time between two flushes while there are bytes to flush, as the caller keeps it;
    /// readers of the log poll by it. At least a second.
    pub flush_interval: Duration,
    /// The content type to store.
    pub content_type: Option<String>,
}

impl Default for LogOptions {
    fn default() -> Self {
        Self { flush_interval: Duration::from_secs(5), content_type: None }
    }
}

impl LogOptions {
    /// A flush every 5 s, and no content type.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the flush interval.
    #[must_use]
    pub const fn with_flush_interval(mut self, flush_interval: Duration) -> Self {
        self.flush_interval = flush_interval;
        self
    }

    /// Sets the content type.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

/// A log that a program writes itself.
#[derive(Debug)]
pub struct LogWriter<T: Transport = PlatformTransport> {
    container: BlobContainer<T>,
    blob: BlobName,
    options: LogOptions,
    status: LogStatus,
    /// The blob's length and its number of blocks, once it is open.
    end: Option<(u64, u64)>,
    /// The next bytes, as a block that is not acknowledged yet.
    pending: Option<PendingAppend>,
    /// What was written after them.
    buffer: BytesMut,
}

impl<K: AsRef<Kind>, T: Transport> OutputStorage<K, T> {
    /// A log that the caller writes. Sends no request: the first flush opens the blob.
    ///
    /// A log that exists belongs to an earlier attempt of the task: what is written goes behind it,
    /// as another attempt.
    pub fn write_log(&self, kind: &K, path: &OutputPath, options: LogOptions) -> LogWriter<T> {
        let flush_interval = options.flush_interval.max(Duration::from_secs(1));
        let mut status = LogStatus::new(LogState::Running);
        status.flush_seconds = Some(flush_interval.as_secs());
        let output = self.get_output(kind, path);
        if let Owner::Task(task) = output.address().owner() {
            status.task_id = Some(task.as_str().to_owned());
        }
        LogWriter {
            container: self.container().clone(),
            blob: output.address().blob_name(),
            options: LogOptions { flush_interval, ..options },
            status,
            end: None,
            pending: None,
            buffer: BytesMut::new(),
        }
    }
}

impl<T: Transport> LogWriter<T> {
    /// Adds bytes to those that the next flush sends. They are in memory until then.
    pub fn write(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// How many bytes are not in the blob yet.
    pub fn n_buffered(&self) -> usize {
        self.buffer.len() + self.pending.as_ref().map_or(0, |pending| pending.body().len())
    }

    /// How long to wait before the next flush.
    pub fn next_interval(&self) -> Duration {
        let n_blocks = self.end.map_or(0, |(_, n_blocks)| n_blocks);
        flush_interval(self.options.flush_interval, n_blocks)
    }

    /// Sends all bytes that are not in the blob yet. The first flush creates the blob, or begins
    /// another attempt behind what it has.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) when the blob cannot be appended to,
    /// [`ErrorKind::ConditionNotMet`](crate::ErrorKind::ConditionNotMet) when another writer
    /// appended to it, [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound), or a
    /// [kind of every request](crate::ErrorKind#kinds-of-every-request). No byte is lost then:
    /// flush again.
    pub async fn flush(&mut self) -> Result<(), Error> {
        let (mut length, mut n_blocks) = match self.end {
            Some(end) => end,
            None => self.open().await?,
        };
        self.end = Some((length, n_blocks));
        loop {
            if self.pending.is_none() {
                if self.buffer.is_empty() {
                    return Ok(());
                }
                let block: Bytes = self.buffer.split_to(self.buffer.len().min(MAX_APPEND)).freeze();
                self.pending = Some(PendingAppend::new(length, block));
            }
            // The block stays in its place while it is sent, so dropping the flush loses nothing.
            let Some(pending) = &mut self.pending else { return Ok(()) };
            length = self.container.append(&self.blob, pending).await?;
            n_blocks += 1;
            self.end = Some((length, n_blocks));
            self.pending = None;
        }
    }

    /// Flushes, and marks the log as finished in its metadata.
    ///
    /// # Errors
    /// As for [`flush`](Self::flush). It may be tried again.
    pub async fn finish(&mut self, exit_code: Option<i32>) -> Result<(), Error> {
        self.flush().await?;
        self.status.state = LogState::Finished;
        self.status.exit_code = exit_code;
        self.container.set_metadata(&self.blob, &self.status.to_metadata()).await
    }

    /// Creates the blob, or finds its end and begins another attempt there.
    async fn open(&mut self) -> Result<(u64, u64), Error> {
        let headers = WriteOptions {
            content_type: self.options.content_type.clone(),
            metadata: self.status.to_metadata(),
            ..WriteOptions::default()
        };
        if self.container.create_append_blob(&self.blob, &headers).await? {
            return Ok((0, 0));
        }
        let found = self.container.properties(&self.blob).await?;
        if found.blob_type.is_some_and(|found| found != BlobType::Append) {
            return Err(Error::NotAppendable { blob: self.blob.as_str().to_owned() });
        }
        let length = found.content_length.unwrap_or(0);
        if let Some(earlier) = LogStatus::from_metadata(&found.metadata) {
            let was_finished = earlier.state == LogState::Finished;
            let offset = earlier.attempt_offset.min(length);
            self.status.attempt = earlier.attempt;
            self.status.attempt_offset = offset;
            self.status.attempt_offsets = earlier.attempt_offsets;
            // An empty attempt is of a request of ours whose answer was lost.
            if offset < length || was_finished {
                self.status.begin_attempt(length);
            }
        } else if length > 0 {
            self.status.begin_attempt(length);
        }
        self.container.set_metadata(&self.blob, &self.status.to_metadata()).await?;
        Ok((length, found.committed_blocks.unwrap_or(0).into()))
    }
}
