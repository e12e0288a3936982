//! The local file that is tracked: how much of it is taken, and whether it is still the same.
//!
//! A file may be cut, rewritten or rotated away while it is tracked. The open file is read to its
//! end before another one of the same name is begun, so that nothing written to it is left out;
//! what stands where taken bytes stood is new if it differs, and is taken from its beginning.

use bytes::Bytes;
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, SeekFrom};

/// How many taken bytes are kept, to notice that the file was rewritten.
const OVERLAP: usize = 64;

/// A file that may grow, or not be there yet.
#[derive(Debug)]
pub(super) struct Source {
    path: PathBuf,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    file: File,
    id: FileId,
    /// The first byte that is not taken.
    position: u64,
    /// The taken bytes directly before it.
    overlap: Vec<u8>,
}

/// What tells two files of one name apart.
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

    /// Looks at the file anew, and tells up to where it can be taken now; what is written later
    /// belongs to the next look. None if there is no file.
    pub(super) async fn look(&mut self) -> Result<Option<u64>> {
        let Some(open) = &mut self.open else {
            self.open = Open::at(&self.path).await?;
            return self.length().await;
        };
        if open.was_rewritten().await? {
            open.restart();
        }
        if open.is_exhausted().await?
            && let Some(next) = Open::at(&self.path).await?
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

    /// Bytes that are not taken: at most `max`, and none at or past `end`.
    pub(super) async fn peek(&mut self, end: u64, max: u64) -> Result<Option<Bytes>> {
        let Some(open) = &mut self.open else { return Ok(None) };
        let n_bytes = end.saturating_sub(open.position).min(max);
        if n_bytes == 0 {
            return Ok(None);
        }
        let block = open.read_at(open.position, n_bytes).await?;
        // Cut while it was read: the next look will see that.
        Ok((!block.is_empty()).then(|| Bytes::from(block)))
    }

    /// Counts bytes that were peeked as taken.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        if let Some(open) = &mut self.open {
            open.advance(bytes);
        }
    }

    /// The first byte that is not taken.
    pub(super) fn position(&self) -> u64 {
        self.open.as_ref().map_or(0, |open| open.position)
    }

    /// Whether the file is at least `length` long and has these bytes directly before that.
    pub(super) async fn has_before(&mut self, length: u64, tail: &[u8]) -> Result<bool> {
        let Some(open) = &mut self.open else { return Ok(false) };
        let Some(start) = length.checked_sub(tail.len() as u64) else { return Ok(false) };
        Ok(open.read_at(start, tail.len() as u64).await? == tail)
    }

    /// Counts the first `length` bytes, which end in `tail`, as taken.
    pub(super) fn skip_to(&mut self, length: u64, tail: &[u8]) {
        if let Some(open) = &mut self.open {
            // Bytes that were taken before need not stand before the tail.
            open.restart();
            open.advance(tail);
            open.position = length;
        }
    }
}

impl Open {
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

    /// Whether the taken bytes are no longer what they were.
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

    /// As many of these bytes as there are.
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

    async fn take_all(source: &mut Source) -> Vec<u8> {
        let mut taken = Vec::new();
        let Some(end) = source.look().await.unwrap() else { return taken };
        while let Some(block) = source.peek(end, 7).await.unwrap() {
            source.take(&block);
            taken.extend_from_slice(&block);
        }
        taken
    }

    #[tokio::test]
    async fn each_look_finds_the_bytes_written_since_the_last() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut source = Source::new(&path);
        assert_eq!(take_all(&mut source).await, b"");
        std::fs::write(&path, "one\n").unwrap();
        assert_eq!(take_all(&mut source).await, b"one\n");
        assert_eq!(take_all(&mut source).await, b"");
        std::fs::write(&path, "one\nand a second line\n").unwrap();
        assert_eq!(take_all(&mut source).await, b"and a second line\n");
    }

    #[tokio::test]
    async fn a_replaced_file_is_read_from_its_start_even_if_longer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut source = Source::new(&path);
        std::fs::write(&path, "01234").unwrap();
        take_all(&mut source).await;
        std::fs::write(&path, "abcdefgh").unwrap();
        assert_eq!(take_all(&mut source).await, b"abcdefgh");
        std::fs::write(&path, "x").unwrap();
        assert_eq!(take_all(&mut source).await, b"x");
    }

    #[tokio::test]
    async fn skipping_ahead_does_not_make_a_file_count_as_rewritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut source = Source::new(&path);
        std::fs::write(&path, "one\n").unwrap();
        take_all(&mut source).await;
        source.skip_to(4, b"one\n");
        assert_eq!(take_all(&mut source).await, b"");
        std::fs::write(&path, "one\ntwo\n").unwrap();
        assert_eq!(take_all(&mut source).await, b"two\n");
    }

    #[tokio::test]
    async fn a_rotated_file_is_read_to_its_end_before_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut source = Source::new(&path);
        std::fs::write(&path, "first ").unwrap();
        take_all(&mut source).await;
        std::fs::write(&path, "first its end ").unwrap();
        std::fs::rename(&path, folder.path().join("log.1")).unwrap();
        std::fs::write(&path, "second").unwrap();
        let mut taken = take_all(&mut source).await;
        taken.extend(take_all(&mut source).await);
        assert_eq!(taken, b"its end second");
    }
}
