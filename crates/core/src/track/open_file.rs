//! An open file of a log: how much of it was read, and whether these bytes are still there.

use super::file_id::FileId;
use super::generations::{Generation, Generations};
use std::io::{ErrorKind, Result};
use std::path::Path;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, SeekFrom};

/// How many of the last read bytes are remembered, to notice that the file was rewritten.
const OVERLAP: usize = 64;

/// A file that is read from its beginning.
#[derive(Debug)]
pub(super) struct OpenFile {
    file: File,
    id: FileId,
    /// The offset of the first unread byte.
    position: u64,
    /// The read bytes directly before it.
    overlap: Vec<u8>,
}

impl OpenFile {
    /// Opens the file; none if there is no such file.
    pub(super) async fn at(path: &Path) -> Result<Option<Self>> {
        let metadata = match tokio::fs::metadata(path).await {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // Opening a named pipe would wait for its writer, and a device has no end.
        if !metadata.is_file() {
            return Err(std::io::Error::other("it is not a regular file"));
        }
        let file = match File::open(path).await {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let id = FileId::of(&file.metadata().await?);
        Ok(Some(Self { file, id, position: 0, overlap: Vec::new() }))
    }

    /// Opens rotated files, and counts those that may not be read; none if one of them was renamed
    /// meanwhile.
    pub(super) async fn all(rotated: &[Generation]) -> Result<Option<(Vec<Self>, usize)>> {
        let (mut files, mut n_unreadable) = (Vec::with_capacity(rotated.len()), 0);
        for generation in rotated {
            match Self::at(&generation.path).await {
                Ok(Some(file)) if file.id == generation.id => files.push(file),
                Ok(Some(_) | None) => return Ok(None),
                Err(error) if error.kind() == ErrorKind::PermissionDenied => n_unreadable += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(Some((files, n_unreadable)))
    }

    /// Whether the file has no name any more; elsewhere than on Unix whether it is not in `found`.
    pub(super) async fn is_removed(&self, found: &Generations) -> Result<bool> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let is_named = found.contains(&self.id) || self.file.metadata().await?.nlink() > 0;
            Ok(!is_named)
        }
        #[cfg(not(unix))]
        Ok(!found.contains(&self.id))
    }

    pub(super) fn id(&self) -> &FileId {
        &self.id
    }

    /// The offset of the first unread byte.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    pub(super) async fn length(&self) -> Result<u64> {
        Ok(self.file.metadata().await?.len())
    }

    pub(super) async fn is_exhausted(&self) -> Result<bool> {
        Ok(self.length().await? <= self.position)
    }

    /// Whether the read bytes have changed.
    pub(super) async fn was_rewritten(&mut self) -> Result<bool> {
        if self.length().await? < self.position {
            return Ok(true);
        }
        let start = self.position - self.overlap.len() as u64;
        Ok(self.read_at(start, self.overlap.len() as u64).await? != self.overlap)
    }

    /// Whether it has the bytes that were read of `other`. If so, they count as read.
    pub(super) async fn continues(&mut self, other: &Self) -> Result<bool> {
        let is_copy = self.has_before(other.position, &other.overlap).await?;
        if is_copy {
            self.skip_to(other.position, &other.overlap);
        }
        Ok(is_copy)
    }

    /// Whether the file has at least `length` bytes, and `tail` directly before that offset.
    pub(super) async fn has_before(&mut self, length: u64, tail: &[u8]) -> Result<bool> {
        let Some(start) = length.checked_sub(tail.len() as u64) else { return Ok(false) };
        Ok(self.length().await? >= length && self.read_at(start, tail.len() as u64).await? == tail)
    }

    /// Counts the first `length` bytes, which end in `tail`, as read.
    pub(super) fn skip_to(&mut self, length: u64, tail: &[u8]) {
        // The bytes that were read before need not be directly before the tail.
        self.restart();
        self.advance(tail);
        self.position = length;
    }

    pub(super) fn restart(&mut self) {
        self.position = 0;
        self.overlap.clear();
    }

    pub(super) fn advance(&mut self, bytes: &[u8]) {
        self.position += bytes.len() as u64;
        self.overlap.extend_from_slice(bytes);
        let excess = self.overlap.len().saturating_sub(OVERLAP);
        self.overlap.drain(..excess);
    }

    /// Up to `n_bytes` bytes from `start` on.
    pub(super) async fn read_at(&mut self, start: u64, n_bytes: u64) -> Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(start)).await?;
        let mut bytes = Vec::new();
        (&mut self.file).take(n_bytes).read_to_end(&mut bytes).await?;
        Ok(bytes)
    }
}
