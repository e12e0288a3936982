//! One local file that grows, kept in one append blob: exactly once, while it is written.
//!
//! Each flush sends what the file has gained since the last one, in blocks that name the position
//! they belong to. The position moves only when the service has acknowledged a block, so a flush
//! that fails loses nothing and doubles nothing: the next one goes on with the same block.
//!
//! A blob that is there already belongs to an earlier attempt of the task (a retry, a node that
//! was taken away): its bytes stay and ours follow, and the metadata says where they begin.

mod options;

pub use options::TrackOptions;

use crate::blob::{BlobContainer, BlobHeaders, BlobType, Error, PendingAppend};
use crate::conventions::{BlobName, OutputPath, TaskOutputKind};
use crate::outputs::{LogState, LogStatus, TaskOutputStorage, content_type_of};
use crate::time::sleep;
use crate::transport::Transport;
use bytes::Bytes;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

/// The most bytes of one append: the service's limit for old versions, and enough for any flush.
const MAX_APPEND: u64 = 4 << 20;

/// A tracked save: a file, and how much of it is in its blob.
#[derive(Debug)]
pub struct TrackedSave<T: Transport> {
    container: BlobContainer<T>,
    blob: BlobName,
    source: PathBuf,
    content_type: Option<String>,
    status: LogStatus,
    /// The blob's length, once it is known to be ours to append to.
    blob_length: Option<u64>,
    /// How much of the file is in the blob.
    file_position: u64,
    /// A block that is not acknowledged yet: the file's next bytes.
    pending: Option<PendingAppend>,
}

impl<T: Transport> TaskOutputStorage<T> {
    /// Tracks the file `source`, which need not exist yet, as an output of the task. Nothing is
    /// asked of the service before the first flush.
    ///
    /// # Errors
    /// When the path makes a name that the service does not take.
    pub fn save_tracked(
        &self,
        kind: &TaskOutputKind,
        source: &Path,
        path: &OutputPath,
        options: &TrackOptions,
    ) -> Result<TrackedSave<T>, Error> {
        let output = self.get_output(kind, path);
        Ok(TrackedSave {
            container: self.container().clone(),
            blob: output.address().blob_name(),
            source: source.to_owned(),
            content_type: content_type_of(path.file_name()),
            status: options.first_status(),
            blob_length: None,
            file_position: 0,
            pending: None,
        })
    }
}

impl<T: Transport> TrackedSave<T> {
    /// The blob that the file goes to.
    pub fn blob(&self) -> &BlobName {
        &self.blob
    }

    /// How many bytes of the file are in the blob.
    pub fn position(&self) -> u64 {
        self.file_position
    }

    /// Sends what the file has now and the blob has not. A file that does not exist yet has
    /// nothing.
    ///
    /// # Errors
    /// See [`Error`]. Nothing is lost then: flush again.
    pub async fn flush(&mut self) -> Result<(), Error> {
        // The length is taken first: what is written meanwhile belongs to the next flush.
        let length = match tokio::fs::metadata(&self.source).await {
            Ok(metadata) => metadata.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
            Err(error) => return Err(self.file_error(error)),
        };
        let mut blob_length = match self.blob_length {
            Some(length) => length,
            None => self.open_blob().await?,
        };
        if length < self.file_position {
            // The file was cut: what it holds now is new.
            self.file_position = 0;
        }
        loop {
            let pending = match self.pending.take() {
                Some(pending) => pending,
                None if self.file_position < length => {
                    let body = self.read_block(length).await?;
                    PendingAppend::new(blob_length, body)
                }
                None => return Ok(()),
            };
            // Kept outside while it is sent, so that a flush that is dropped loses nothing.
            let slot = self.pending.insert(pending);
            let appended = self.container.append(&self.blob, slot).await;
            let n_bytes = slot.end() - blob_length;
            match appended {
                Ok(end) => {
                    self.pending = None;
                    self.blob_length = Some(end);
                    self.file_position += n_bytes;
                    blob_length = end;
                }
                Err(error) => {
                    if matches!(error, Error::OtherWriter { .. }) {
                        // Not lost: the next flush finds the blob's end anew and goes on there.
                        self.pending = None;
                        self.blob_length = None;
                    }
                    return Err(error);
                }
            }
        }
    }

    /// Flushes, and says in the metadata that this is all.
    ///
    /// # Errors
    /// See [`Error`]. It may be tried again.
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
    /// When what was left at the end could not be sent.
    pub async fn run(
        &mut self,
        end: impl Future<Output = Option<i32>>,
        mut on_error: impl FnMut(&Error),
    ) -> Result<(), Error> {
        let interval = std::time::Duration::from_secs(self.status.flush_seconds.unwrap_or(15));
        let mut end = pin!(end);
        loop {
            if let Err(error) = self.flush().await {
                on_error(&error);
            }
            tokio::select! {
                exit_code = &mut end => return self.finish(exit_code).await,
                () = sleep(interval) => {}
            }
        }
    }

    /// Makes the blob, or finds where an earlier attempt's bytes end. Gives its length.
    async fn open_blob(&mut self) -> Result<u64, Error> {
        let headers = BlobHeaders {
            content_type: self.content_type.clone(),
            metadata: self.status.to_metadata(),
            ..BlobHeaders::default()
        };
        let length = if self.container.create_append_blob(&self.blob, &headers).await? {
            0
        } else {
            self.take_over().await?
        };
        self.blob_length = Some(length);
        Ok(length)
    }

    async fn take_over(&mut self) -> Result<u64, Error> {
        let found = self.container.properties(&self.blob).await?;
        if found.blob_type.is_some_and(|found| found != BlobType::Append) {
            return Err(Error::NotAppendable { blob: self.blob.as_str().to_owned() });
        }
        let length = found.content_length.unwrap_or(0);
        let earlier = LogStatus::from_metadata(&found.metadata);
        // An empty blob is one whose creation was answered and whose answer was lost.
        if length > 0 {
            self.status.attempt = earlier.map_or(1, |earlier| earlier.attempt) + 1;
            self.status.attempt_offset = length;
        }
        self.container.set_metadata(&self.blob, &self.status.to_metadata()).await?;
        Ok(length)
    }

    async fn read_block(&self, length: u64) -> Result<Bytes, Error> {
        let n_bytes = (length - self.file_position).min(MAX_APPEND);
        let read = async {
            let mut file = tokio::fs::File::open(&self.source).await?;
            file.seek(std::io::SeekFrom::Start(self.file_position)).await?;
            let mut block = Vec::new();
            file.take(n_bytes).read_to_end(&mut block).await?;
            Ok(Bytes::from(block))
        };
        let block = read.await.map_err(|error| self.file_error(error))?;
        if block.is_empty() {
            let cut = std::io::Error::other("it became shorter while it was read");
            return Err(self.file_error(cut));
        }
        Ok(block)
    }

    fn file_error(&self, source: std::io::Error) -> Error {
        Error::File { action: "read", path: self.source.display().to_string(), source }
    }
}
