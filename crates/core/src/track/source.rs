//! The local file that is tracked: how much of it was read, and whether it is still the same.
//!
//! A file may be truncated, rewritten or rotated while it is tracked. The open file is read to its
//! end before the next file of the same name, so no byte is left out. If the bytes that were read
//! have changed, the file was rewritten and is read from its beginning.

use bytes::Bytes;
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, SeekFrom};

/// How many of the last read bytes are remembered, to notice that the file was rewritten.
const OVERLAP: usize = 64;

/// A file that may grow, or not exist yet.
#[derive(Debug)]
pub(super) struct Source {
    path: PathBuf,
    open: Option<OpenFile>,
}

#[derive(Debug)]
struct OpenFile {
    file: File,
    id: FileId,
    /// The offset of the first unread byte.
    position: u64,
    /// The read bytes directly before it.
    overlap: Vec<u8>,
}

/// The identity of a file, which differs between two files of one name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FileId {
    #[cfg(unix)]
    device_and_inode: (u64, u64),
    #[cfg(not(unix))]
    created: Option<std::time::SystemTime>,
}

impl Source {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), open: None }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Checks the file, and returns its length; none if there is no file. Bytes that are written
    /// later belong to the next check.
    pub(super) async fn check(&mut self) -> Result<Option<u64>> {
        let Some(open) = &mut self.open else {
            self.open = OpenFile::at(&self.path).await?;
            return self.length().await;
        };
        if open.was_rewritten().await? {
            open.restart();
        }
        if open.is_exhausted().await?
            && let Some(next) = OpenFile::at(&self.path).await?
            && next.id != open.id
            && next.length().await? > 0
        {
            self.open = Some(next);
        }
        self.length().await
    }

    async fn length(&self) -> Result<Option<u64>> {
        match &self.open {
            Some(open) => Ok(Some(open.length().await?)),
            None => Ok(None),
        }
    }

    /// The next unread bytes: at most `max`, and none at or past `end`.
    pub(super) async fn peek(&mut self, end: u64, max: u64) -> Result<Option<Bytes>> {
        let Some(open) = &mut self.open else { return Ok(None) };
        let n_bytes = end.saturating_sub(open.position).min(max);
        if n_bytes == 0 {
            return Ok(None);
        }
        let block = open.read_at(open.position, n_bytes).await?;
        // The file was truncated during the read, which the next check notices.
        Ok((!block.is_empty()).then(|| Bytes::from(block)))
    }

    /// Counts peeked bytes as read.
    pub(super) fn consume(&mut self, bytes: &[u8]) {
        if let Some(open) = &mut self.open {
            open.advance(bytes);
        }
    }

    /// The offset of the first unread byte.
    pub(super) fn position(&self) -> u64 {
        self.open.as_ref().map_or(0, |open| open.position)
    }

    /// Whether the file has at least `length` bytes, and `tail` directly before that offset.
    pub(super) async fn has_before(&mut self, length: u64, tail: &[u8]) -> Result<bool> {
        let Some(open) = &mut self.open else { return Ok(false) };
        let Some(start) = length.checked_sub(tail.len() as u64) else { return Ok(false) };
        Ok(open.read_at(start, tail.len() as u64).await? == tail)
    }

    /// Counts the first `length` bytes, which end in `tail`, as read.
    pub(super) fn skip_to(&mut self, length: u64, tail: &[u8]) {
        if let Some(open) = &mut self.open {
            // The bytes that were read before need not be directly before the tail.
            open.restart();
            open.advance(tail);
            open.position = length;
        }
    }
}

impl OpenFile {
    async fn at(path: &Path) -> Result<Option<Self>> {
        let file = match File::open(path).await {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let id = FileId::of(&file).await?;
        Ok(Some(Self { file, id, position: 0, overlap: Vec::new() }))
    }

    async fn length(&self) -> Result<u64> {
        Ok(self.file.metadata().await?.len())
    }

    async fn is_exhausted(&self) -> Result<bool> {
        Ok(self.length().await? <= self.position)
    }

    /// Whether the read bytes have changed.
    async fn was_rewritten(&mut self) -> Result<bool> {
        if self.length().await? < self.position {
            return Ok(true);
        }
        let start = self.position - self.overlap.len() as u64;
        Ok(self.read_at(start, self.overlap.len() as u64).await? != self.overlap)
    }

    fn restart(&mut self) {
        self.position = 0;
        self.overlap.clear();
    }

    fn advance(&mut self, bytes: &[u8]) {
        self.position += bytes.len() as u64;
        self.overlap.extend_from_slice(bytes);
        let excess = self.overlap.len().saturating_sub(OVERLAP);
        self.overlap.drain(..excess);
    }

    /// Up to `n_bytes` bytes from `start` on.
    async fn read_at(&mut self, start: u64, n_bytes: u64) -> Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(start)).await?;
        let mut bytes = Vec::new();
        (&mut self.file).take(n_bytes).read_to_end(&mut bytes).await?;
        Ok(bytes)
    }
}

impl FileId {
    #[cfg(unix)]
    async fn of(file: &File) -> Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let metadata = file.metadata().await?;
        Ok(Self { device_and_inode: (metadata.dev(), metadata.ino()) })
    }

    #[cfg(not(unix))]
    async fn of(file: &File) -> Result<Self> {
        Ok(Self { created: file.metadata().await?.created().ok() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_all(source: &mut Source) -> Vec<u8> {
        let mut bytes = Vec::new();
        let Some(end) = source.check().await.unwrap() else { return bytes };
        while let Some(block) = source.peek(end, 7).await.unwrap() {
            source.consume(&block);
            bytes.extend_from_slice(&block);
        }
        bytes
    }

    #[tokio::test]
    async fn each_check_finds_the_bytes_written_since_the_last() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut source = Source::new(&path);
        assert_eq!(read_all(&mut source).await, b"");
        std::fs::write(&path, "one\n").unwrap();
        assert_eq!(read_all(&mut source).await, b"one\n");
        assert_eq!(read_all(&mut source).await, b"");
        std::fs::write(&path, "one\nand a second line\n").unwrap();
        assert_eq!(read_all(&mut source).await, b"and a second line\n");
    }

    #[tokio::test]
    async fn a_replaced_file_is_read_from_its_start_even_if_longer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut source = Source::new(&path);
        std::fs::write(&path, "01234").unwrap();
        read_all(&mut source).await;
        std::fs::write(&path, "abcdefgh").unwrap();
        assert_eq!(read_all(&mut source).await, b"abcdefgh");
        std::fs::write(&path, "x").unwrap();
        assert_eq!(read_all(&mut source).await, b"x");
    }

    #[tokio::test]
    async fn skipping_ahead_does_not_make_a_file_count_as_rewritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut source = Source::new(&path);
        std::fs::write(&path, "one\n").unwrap();
        read_all(&mut source).await;
        source.skip_to(4, b"one\n");
        assert_eq!(read_all(&mut source).await, b"");
        std::fs::write(&path, "one\ntwo\n").unwrap();
        assert_eq!(read_all(&mut source).await, b"two\n");
    }

    #[tokio::test]
    async fn a_rotated_file_is_read_to_its_end_before_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut source = Source::new(&path);
        std::fs::write(&path, "first ").unwrap();
        read_all(&mut source).await;
        std::fs::write(&path, "first its end ").unwrap();
        std::fs::rename(&path, folder.path().join("log.1")).unwrap();
        std::fs::write(&path, "second").unwrap();
        let mut bytes = read_all(&mut source).await;
        bytes.extend(read_all(&mut source).await);
        assert_eq!(bytes, b"its end second");
    }
}
