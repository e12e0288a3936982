//! One local file that grows, kept in one append blob: exactly once, while it is written.
//!
//! Each flush sends what the file has gained since the last one, in blocks that name the position
//! they belong to. A byte counts as sent only when the service has acknowledged its block, so a
//! flush that fails loses nothing and doubles nothing: the next one goes on with the same block.
//!
//! A blob that is there already belongs to an earlier attempt of the task (a retry, a node that
//! was taken away), or to this very file before a crash; [`ExistingBlob`] says which. No end signal is
//! needed: whatever was flushed is there, and a new tracker goes on with it.

mod options;
mod source;

pub use options::{ExistingBlob, TrackOptions};

use crate::blob::{
    BlobContainer, BlobProperties, BlobType, Error, PendingAppend, ReadRange, WriteOptions,
};
use crate::conventions::{BlobName, Kind, OutputPath};
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
/// How much of the blob's end is compared with the file before a tracker goes on with it.
const COMPARED_TAIL: u64 = 64 << 10;

/// A tracked save: a file, and how much of it is in its blob.
#[derive(Debug)]
pub struct TrackedSave<T: Transport> {
    container: BlobContainer<T>,
    blob: BlobName,
    source: Source,
    content_type: Option<String>,
    existing: ExistingBlob,
    interval: Duration,
    status: LogStatus,
    /// The blob's end, once it is known to be ours to append to.
    end: Option<BlobEnd>,
    /// Whether the blob has been ours before: what comes then is no new attempt.
    has_begun: bool,
    progress: TrackProgress,
    /// A block that is not acknowledged yet: the file's next bytes.
    pending: Option<PendingAppend>,
}

/// How much of a tracked file is in its blob. Clones tell the same.
#[derive(Debug, Clone, Default)]
pub struct TrackProgress(Arc<AtomicU64>);

impl TrackProgress {
    /// The bytes from the file's beginning that the service has acknowledged. It begins anew when
    /// the file does.
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
    /// Tracks the file `source`, which need not exist yet, as an output. Nothing is asked of the
    /// service before the first flush.
    pub fn save_tracked(
        &self,
        kind: &K,
        source: &Path,
        path: &OutputPath,
        options: &TrackOptions,
    ) -> TrackedSave<T> {
        TrackedSave {
            container: self.container().clone(),
            blob: self.get_output(kind, path).address().blob_name(),
            source: Source::new(source),
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
    /// The blob that the file goes to.
    pub fn blob(&self) -> &BlobName {
        &self.blob
    }

    /// What the blob's metadata says, or will say after the first flush.
    pub fn status(&self) -> &LogStatus {
        &self.status
    }

    /// How much of the file is in the blob, to be looked at while a flush is under way.
    pub fn progress(&self) -> TrackProgress {
        self.progress.clone()
    }

    /// Sends what the file has now and the blob has not. A file that does not exist yet has
    /// nothing.
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
            // The file comes first: whether the blob is this file's cannot be told without it.
            self.look().await?;
            self.end = Some(self.open_blob().await?);
            self.has_begun = true;
        }
        // A block that is on its way already stands before anything that the file has now.
        self.send_pending().await?;
        let Some(length) = self.look().await? else { return Ok(()) };
        loop {
            let block = self.source.peek(length, MAX_APPEND).await;
            let block = block.map_err(|error| self.file_error(error))?;
            let (Some(block), Some(end)) = (block, self.end) else { return Ok(()) };
            self.pending = Some(PendingAppend::new(end.length, block));
            self.send_pending().await?;
        }
    }

    /// Flushes, and says in the metadata that this is all.
    ///
    /// # Errors
    /// As for [`flush`](Self::flush). It may be tried again.
    pub async fn finish(&mut self, exit_code: Option<i32>) -> Result<(), Error> {
        self.flush().await?;
        self.status.state = LogState::Finished;
        self.status.exit_code = exit_code;
        self.container.set_metadata(&self.blob, &self.status.to_metadata()).await
    }

    /// Flushes at once and then every flush interval, until `end` gives the exit code; then
    /// finishes. Each error is given to `on_error`, and the next flush is made all the same.
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

    async fn look(&mut self) -> Result<Option<u64>, Error> {
        let looked = self.source.look().await;
        looked.map_err(|error| self.file_error(error))
    }

    async fn send_pending(&mut self) -> Result<(), Error> {
        // It stays in its place while it is sent, so that a flush that is dropped loses nothing.
        let Some(pending) = &mut self.pending else { return Ok(()) };
        match self.container.append(&self.blob, pending).await {
            Ok(length) => {
                self.source.take(pending.body());
                self.progress.set(self.source.position());
                let n_blocks = self.end.map_or(0, |end| end.n_blocks) + 1;
                self.end = Some(BlobEnd { length, n_blocks });
                self.pending = None;
                Ok(())
            }
            Err(error) => {
                if matches!(error, Error::OtherWriter { .. }) {
                    // Not lost: the next flush finds the blob's end anew and goes on there. It
                    // may be a block that a tracker before this one had on its way.
                    self.pending = None;
                    self.end = None;
                }
                Err(error)
            }
        }
    }

    /// Makes the blob, or finds where to go on in it.
    async fn open_blob(&mut self) -> Result<BlobEnd, Error> {
        let headers = WriteOptions {
            content_type: self.content_type.clone(),
            metadata: self.status.to_metadata(),
            ..WriteOptions::default()
        };
        if self.existing == ExistingBlob::Replace {
            self.container.replace_append_blob(&self.blob, &headers).await?;
            // Once: a later look at the blob must not empty it again.
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

    /// Whether the newest attempt in the blob, from `offset` on, is this one.
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
        // Nothing is in it yet: it was begun by a request of ours whose answer was lost, unless
        // somebody has said that it was all.
        let was_finished = earlier.is_some_and(|earlier| earlier.state == LogState::Finished);
        Ok(self.existing == ExistingBlob::Resume || !was_finished)
    }

    /// Whether the attempt that begins at `offset` is the beginning of the file; what is there is
    /// then counted as taken.
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
        }
        Ok(is_ours)
    }

    async fn read_tail(&self, start: u64) -> Result<Bytes, Error> {
        let read = self.container.read(&self.blob, ReadRange::From(start)).await?;
        let tail = read.body.collect(usize::MAX).await;
        tail.map_err(|source| self.container.broken_off(&self.blob, Some(source)))
    }

    fn file_error(&self, source: std::io::Error) -> Error {
        Error::File { action: "read", path: self.source.path().display().to_string(), source }
    }
}
