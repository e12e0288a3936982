//! Copies a growing local file into an append blob, exactly once, while it is written.
//!
//! Each flush sends the bytes that the file gained since the last flush, in blocks that name their
//! position. A byte counts as sent when the service has acknowledged its block, so a failed flush
//! neither loses nor duplicates bytes: the next flush sends the same block.
//!
//! An existing blob belongs to an earlier attempt of the task (a retry, or a node that was taken
//! away), or to this very file before a crash; [`ExistingBlob`] tells which. A tracker needs no
//! signal to end: the flushed bytes are in the blob, and a new tracker resumes there.

mod file_id;
mod generations;
mod open_file;
mod options;
mod source;

pub use generations::Generations;
pub use options::{ExistingBlob, TrackOptions};

use crate::blob::{
    BlobContainer, BlobProperties, BlobType, Error, PendingAppend, ReadRange, WriteOptions,
};
use crate::conventions::{BlobName, Kind, OutputPath};
use crate::escape::text_from_path;
use crate::outputs::{LogState, LogStatus, OutputStorage, content_type_of, flush_interval};
use crate::time::sleep;
use crate::transport::Transport;
use bytes::Bytes;
use source::Source;
use std::future::Future;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The most bytes of one append: the service's limit for old versions, and enough for any flush.
const MAX_APPEND: u64 = 4 << 20;
/// How much of the blob's end is compared with the file before a tracker resumes.
const COMPARED_TAIL: u64 = 64 << 10;

/// A tracked file, and how much of it is in its blob.
#[derive(Debug)]
pub struct TrackedSave<T: Transport> {
    container: BlobContainer<T>,
    blob: BlobName,
    source: Source,
    content_type: Option<String>,
    existing: ExistingBlob,
    interval: Duration,
    status: LogStatus,
    /// The blob's end, once the blob is open for appending.
    end: Option<BlobEnd>,
    /// Whether this tracker has opened the blob before. Reopening it begins no new attempt.
    has_begun: bool,
    progress: TrackProgress,
    /// The next bytes of the file, as a block that is not acknowledged yet.
    pending: Option<PendingAppend>,
}

/// How much of a tracked file is in its blob. Clones share the number.
#[derive(Debug, Clone, Default)]
pub struct TrackProgress(Arc<AtomicU64>);

impl TrackProgress {
    /// The bytes from the file's beginning that the service has acknowledged. It restarts when the
    /// file is replaced.
    pub fn n_saved(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    fn set(&self, n_saved: u64) {
        self.0.store(n_saved, Ordering::Release);
    }
}

/// Where the next block goes.
#[derive(Debug, Clone, Copy)]
struct BlobEnd {
    length: u64,
    n_blocks: u64,
}

impl<K: AsRef<Kind>, T: Transport> OutputStorage<K, T> {
    /// Tracks the file `source`, which need not exist yet, as an output. The first flush sends the
    /// first request.
    pub fn save_tracked(
        &self,
        kind: &K,
        source: &Path,
        path: &OutputPath,
        options: &TrackOptions,
    ) -> TrackedSave<T> {
        let earlier = options.earlier.clone().unwrap_or_else(|| Generations::beside(source));
        TrackedSave {
            container: self.container().clone(),
            blob: self.get_output(kind, path).address().blob_name(),
            source: Source::new(source, earlier),
            content_type: content_type_of(path.file_name()),
            existing: options.existing,
            interval: options.flush_interval.max(Duration::from_secs(1)),
            status: options.first_status(),
            end: None,
            has_begun: false,
            progress: TrackProgress::default(),
            pending: None,
        }
    }
}

impl<T: Transport> TrackedSave<T> {
    /// The blob of the file.
    pub fn blob(&self) -> &BlobName {
        &self.blob
    }

    /// The status in the blob's metadata; before the first flush, the one that it will have.
    pub fn status(&self) -> &LogStatus {
        &self.status
    }

    /// Whether the file was rotated so fast that bytes may be missing: rotated files were removed,
    /// compressed or closed to us before they were read. Those that are still beside the file are
    /// read, whatever their number.
    pub fn has_missed_a_rotation(&self) -> bool {
        self.source.has_missed_a_rotation()
    }

    /// How much of the file is in the blob. It can be read during a flush.
    pub fn progress(&self) -> TrackProgress {
        self.progress.clone()
    }

    /// Sends the bytes of the file that the blob does not have. A missing file has no bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) when the file cannot be read,
    /// [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) when the blob cannot be appended to,
    /// [`ErrorKind::ConditionNotMet`](crate::ErrorKind::ConditionNotMet) when another writer
    /// appended to it, [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound), or a
    /// [kind of every request](crate::ErrorKind#kinds-of-every-request). No byte is lost then:
    /// flush again.
    pub async fn flush(&mut self) -> Result<(), Error> {
        if self.end.is_none() {
            // The file is needed to tell whether the blob belongs to it.
            self.check_source().await?;
            self.end = Some(self.open_blob().await?);
            self.has_begun = true;
        }
        // A pending block comes before the other bytes of the file.
        self.send_pending().await?;
        loop {
            let Some(length) = self.check_source().await? else { return Ok(()) };
            self.send_to(length).await?;
            if !self.source.has_next() {
                return Ok(());
            }
        }
    }

    /// Sends the bytes of the open file up to `length`.
    async fn send_to(&mut self, length: u64) -> Result<(), Error> {
        loop {
            let block = self.source.peek(length, MAX_APPEND).await;
            let block = block.map_err(|error| self.file_error(error))?;
            let (Some(block), Some(end)) = (block, self.end) else { return Ok(()) };
            self.pending = Some(PendingAppend::new(end.length, block));
            self.send_pending().await?;
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

    /// Flushes at once and then at every flush interval, until `end` returns the exit code; then
    /// finishes. Errors are passed to `on_error`, and the next flush follows anyway.
    ///
    /// # Errors
    /// As for [`flush`](Self::flush), when the last bytes could not be sent.
    pub async fn run(
        &mut self,
        end: impl Future<Output = Option<i32>>,
        mut on_error: impl FnMut(&Error),
    ) -> Result<(), Error> {
        let mut end = pin!(end);
        loop {
            if let Err(error) = self.flush().await {
                on_error(&error);
            }
            tokio::select! {
                exit_code = &mut end => return self.finish(exit_code).await,
                () = sleep(self.next_interval()) => {}
            }
        }
    }

    /// How long to wait before the next flush.
    pub fn next_interval(&self) -> Duration {
        flush_interval(self.interval, self.end.map_or(0, |end| end.n_blocks))
    }

    async fn check_source(&mut self) -> Result<Option<u64>, Error> {
        let checked = self.source.check().await;
        checked.map_err(|error| self.file_error(error))
    }

    async fn send_pending(&mut self) -> Result<(), Error> {
        // The block stays in its place while it is sent, so dropping the flush loses nothing.
        let Some(pending) = &mut self.pending else { return Ok(()) };
        match self.container.append(&self.blob, pending).await {
            Ok(length) => {
                self.source.consume(pending.body());
                self.progress.set(self.source.position());
                let n_blocks = self.end.map_or(0, |end| end.n_blocks) + 1;
                self.end = Some(BlobEnd { length, n_blocks });
                self.pending = None;
                Ok(())
            }
            Err(error) => {
                if matches!(error, Error::OtherWriter { .. }) {
                    // The bytes are not lost: the next flush finds the blob's end and continues
                    // there. The other block may be from an earlier tracker of this file.
                    self.pending = None;
                    self.end = None;
                }
                Err(error)
            }
        }
    }

    /// Creates the blob, or finds its end.
    async fn open_blob(&mut self) -> Result<BlobEnd, Error> {
        let headers = WriteOptions {
            content_type: self.content_type.clone(),
            metadata: self.status.to_metadata(),
            ..WriteOptions::default()
        };
        if self.existing == ExistingBlob::Replace {
            self.container.replace_append_blob(&self.blob, &headers).await?;
            // Only once: reopening the blob must not empty it again.
            self.existing = ExistingBlob::Append;
            return Ok(BlobEnd { length: 0, n_blocks: 0 });
        }
        if self.container.create_append_blob(&self.blob, &headers).await? {
            return Ok(BlobEnd { length: 0, n_blocks: 0 });
        }
        let found = self.container.properties(&self.blob).await?;
        if found.blob_type.is_some_and(|found| found != BlobType::Append) {
            return Err(Error::NotAppendable { blob: self.blob.as_str().to_owned() });
        }
        self.take_over(&found).await
    }

    async fn take_over(&mut self, found: &BlobProperties) -> Result<BlobEnd, Error> {
        let length = found.content_length.unwrap_or(0);
        let earlier = LogStatus::from_metadata(&found.metadata);
        let offset = earlier.as_ref().map_or(0, |earlier| earlier.attempt_offset.min(length));
        let is_the_same = self.is_same_attempt(earlier.as_ref(), offset, length).await?;
        if let Some(earlier) = earlier {
            self.status.attempt = earlier.attempt;
            self.status.attempt_offset = offset;
            self.status.attempt_offsets = earlier.attempt_offsets;
        }
        if !is_the_same {
            self.status.begin_attempt(length);
        }
        self.container.set_metadata(&self.blob, &self.status.to_metadata()).await?;
        Ok(BlobEnd { length, n_blocks: found.committed_blocks.unwrap_or(0).into() })
    }

    /// Whether the newest attempt in the blob, which begins at `offset`, is this one.
    async fn is_same_attempt(
        &mut self,
        earlier: Option<&LogStatus>,
        offset: u64,
        length: u64,
    ) -> Result<bool, Error> {
        if self.has_begun && self.existing == ExistingBlob::Append {
            return Ok(true);
        }
        if offset < length {
            return self.resume(offset, length).await;
        }
        // The attempt is empty: a request of ours with a lost answer began it, unless it is
        // finished.
        let was_finished = earlier.is_some_and(|earlier| earlier.state == LogState::Finished);
        Ok(self.existing == ExistingBlob::Resume || !was_finished)
    }

    /// Whether the attempt that begins at `offset` is the beginning of the file. If so, its bytes
    /// count as sent.
    async fn resume(&mut self, offset: u64, length: u64) -> Result<bool, Error> {
        let n_saved = length - offset;
        if self.existing != ExistingBlob::Resume || n_saved == 0 {
            return Ok(false);
        }
        let start = length - n_saved.min(COMPARED_TAIL);
        let tail = self.read_tail(start).await?;
        let is_ours = self.source.has_before(n_saved, &tail).await;
        let is_ours = is_ours.map_err(|error| self.file_error(error))?;
        if is_ours {
            self.source.skip_to(n_saved, &tail);
            self.progress.set(n_saved);
            return Ok(true);
        }
        if self.has_begun {
            return Ok(false);
        }
        // The file may have been rotated since an earlier tracker ended.
        let resumed = self.source.resume_in_rotated(n_saved, &tail).await;
        resumed.map_err(|error| self.file_error(error))
    }

    async fn read_tail(&self, start: u64) -> Result<Bytes, Error> {
        let read = self.container.read(&self.blob, ReadRange::From(start)).await?;
        let tail = read.body.collect(usize::MAX).await;
        tail.map_err(|source| self.container.interrupted_read(&self.blob, Some(source)))
    }

    fn file_error(&self, source: std::io::Error) -> Error {
        Error::File { action: "read", path: text_from_path(self.source.path()), source }
    }
}
