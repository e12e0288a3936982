//! The local file that is tracked: how much of it was read, and whether it is still the same.
//!
//! A file may be truncated, rewritten or rotated while it is tracked. The open file is read to its
//! end before the next file of the same name, so no byte is left out. If the bytes that were read
//! have changed, the file was rewritten and is read from its beginning. Files that were rotated away
//! since the last look are read in between, and a rotation that may have lost bytes is recorded.

use super::generations::Generations;
use super::open_file::OpenFile;
use bytes::Bytes;
use std::collections::VecDeque;
use std::io::Result;
use std::path::{Path, PathBuf};

/// How often to look again for files that are renamed while they are looked at.
const MAX_LOOKS: usize = 5;

/// A file that may grow, or not exist yet.
#[derive(Debug)]
pub(super) struct Source {
    path: PathBuf,
    /// The file that is read now.
    open: Option<OpenFile>,
    /// The files to read after it, oldest first.
    next: VecDeque<OpenFile>,
    /// The rotated files that are read, will be read, or were there before.
    known: Generations,
    has_missed_a_rotation: bool,
}

impl Source {
    /// The file at `path`; `earlier` are the rotated files that do not belong to it.
    pub(super) fn new(path: &Path, earlier: Generations) -> Self {
        Self {
            path: path.to_owned(),
            open: None,
            next: VecDeque::new(),
            known: earlier,
            has_missed_a_rotation: false,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file was rotated so fast that bytes may be missing.
    pub(super) fn has_missed_a_rotation(&self) -> bool {
        self.has_missed_a_rotation
    }

    /// Whether further files are waiting behind the one that is read now.
    pub(super) fn has_next(&self) -> bool {
        !self.next.is_empty()
    }

    /// Checks the file, and returns its length; none if there is no file. Bytes that are written
    /// later belong to the next check.
    pub(super) async fn check(&mut self) -> Result<Option<u64>> {
        if self.may_have_copies().await? {
            self.find_copies().await?;
        }
        let is_exhausted = match &self.open {
            Some(open) => open.is_exhausted().await?,
            None => true,
        };
        if is_exhausted {
            if self.next.is_empty() {
                self.find_next().await?;
            }
            if let Some(next) = self.next.pop_front() {
                self.open = Some(next);
            }
        }
        match &self.open {
            Some(open) => Ok(Some(open.length().await?)),
            None => Ok(None),
        }
    }

    /// Finds the files that follow the open one, which is read to its end.
    async fn find_next(&mut self) -> Result<()> {
        for _ in 0..MAX_LOOKS {
            let current = OpenFile::at(&self.path).await?;
            let current_id = current.as_ref().map(OpenFile::id);
            let open_id = self.open.as_ref().map(OpenFile::id);
            if open_id.is_some() && open_id == current_id {
                return Ok(());
            }
            let found = self.look().await?;
            let mut rotated = found.since(&self.known);
            rotated.retain(|file| Some(&file.id) != open_id && Some(&file.id) != current_id);
            let opened = OpenFile::all(&rotated).await?;
            let is_still_current =
                OpenFile::at(&self.path).await?.as_ref().map(OpenFile::id) == current_id;
            let Some((files, n_unreadable)) = opened.filter(|_| is_still_current) else {
                continue;
            };
            let is_removed = match &self.open {
                Some(open) => open.is_removed(&found).await?,
                None => false,
            };
            self.has_missed_a_rotation |= n_unreadable > 0
                || (is_removed && !files.is_empty())
                || found.n_compressed_since(&self.known) > usize::from(is_removed);
            let takes_current = match &current {
                // While it is empty, the writer may still use the rotated file.
                Some(current) => {
                    current.length().await? > 0 || (self.open.is_none() && files.is_empty())
                }
                None => false,
            };
            if takes_current || !files.is_empty() {
                self.next.extend(files);
                self.next.extend(current.filter(|_| takes_current));
                self.known = found;
            }
            return Ok(());
        }
        Err(std::io::Error::other("it is rotated too fast to be followed"))
    }

    /// Whether bytes of the log may be in copies beside it, since it was truncated: because the
    /// bytes that were read are gone, or because none was read yet.
    async fn may_have_copies(&mut self) -> Result<bool> {
        let Some(open) = &mut self.open else { return Ok(false) };
        if open.position() > 0 {
            return open.was_rewritten().await;
        }
        // Only of the file that has the log's name are all rotated ones older.
        let id = open.id();
        Ok(open.length().await? > 0
            && OpenFile::at(&self.path).await?.is_some_and(|current| current.id() == id))
    }

    /// The log was truncated. If its bytes are in copies beside it (`copytruncate` of logrotate),
    /// the rest of the copy that has the read bytes comes first, and then all later ones.
    async fn find_copies(&mut self) -> Result<()> {
        let found = self.look().await?;
        let Some(mut open) = self.open.take() else { return Ok(()) };
        let is_unread = open.position() == 0;
        let mut candidates = match is_unread {
            true => found.since(&self.known),
            // A copy may be written over an older one.
            false => found.changed_since(&self.known),
        };
        candidates.retain(|file| file.id != *open.id());
        let mut files = Vec::new();
        for file in &candidates {
            let Ok(Some(mut copy)) = OpenFile::at(&file.path).await else {
                self.has_missed_a_rotation = true;
                continue;
            };
            if is_unread || !files.is_empty() || copy.continues(&open).await.unwrap_or(false) {
                files.push(copy);
            }
        }
        let has_new = candidates.iter().any(|file| !self.known.contains(&file.id));
        self.has_missed_a_rotation |= has_new && files.is_empty();
        open.restart();
        files.push(open);
        self.known = found;
        files.into_iter().rev().for_each(|file| self.next.push_front(file));
        self.open = self.next.pop_front();
        Ok(())
    }

    async fn look(&self) -> Result<Generations> {
        let path = self.path.clone();
        // A folder that cannot be listed cannot tell of rotations.
        let found = tokio::task::spawn_blocking(move || Generations::beside(&path)).await;
        found.map_err(std::io::Error::other)
    }

    /// The next unread bytes: at most `max`, and none at or past `end`.
    pub(super) async fn peek(&mut self, end: u64, max: u64) -> Result<Option<Bytes>> {
        let Some(open) = &mut self.open else { return Ok(None) };
        let n_bytes = end.saturating_sub(open.position()).min(max);
        if n_bytes == 0 {
            return Ok(None);
        }
        let block = open.read_at(open.position(), n_bytes).await?;
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
        self.open.as_ref().map_or(0, OpenFile::position)
    }

    /// Whether the file has at least `length` bytes, and `tail` directly before that offset.
    pub(super) async fn has_before(&mut self, length: u64, tail: &[u8]) -> Result<bool> {
        let Some(open) = &mut self.open else { return Ok(false) };
        open.has_before(length, tail).await
    }

    /// Counts the first `length` bytes, which end in `tail`, as read.
    pub(super) fn skip_to(&mut self, length: u64, tail: &[u8]) {
        if let Some(open) = &mut self.open {
            open.skip_to(length, tail);
        }
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
        let mut source = Source::new(&path, Generations::beside(&path));
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
        let mut source = Source::new(&path, Generations::beside(&path));
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
        let mut source = Source::new(&path, Generations::beside(&path));
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
        let mut source = Source::new(&path, Generations::beside(&path));
        std::fs::write(&path, "first ").unwrap();
        read_all(&mut source).await;
        std::fs::write(&path, "first its end ").unwrap();
        std::fs::rename(&path, folder.path().join("log.1")).unwrap();
        std::fs::write(&path, "second").unwrap();
        let mut bytes = read_all(&mut source).await;
        bytes.extend(read_all(&mut source).await);
        assert_eq!(bytes, b"its end second");
    }

    /// A log `app.log` in a folder, written and rotated like a program or logrotate does.
    struct Rotated {
        folder: tempfile::TempDir,
        n_kept: usize,
    }

    impl Rotated {
        fn new(n_kept: usize) -> Self {
            Self { folder: tempfile::tempdir().unwrap(), n_kept }
        }

        fn path(&self, n: usize) -> PathBuf {
            let name = if n == 0 { "app.log".to_owned() } else { format!("app.log.{n}") };
            self.folder.path().join(name)
        }

        fn append(&self, text: &str) {
            use std::io::Write as _;
            let mut file = std::fs::File::options();
            let mut file = file.create(true).append(true).open(self.path(0)).unwrap();
            file.write_all(text.as_bytes()).unwrap();
        }

        fn make_room(&self, from: usize) {
            for n in (from..=self.n_kept).rev() {
                if n == self.n_kept {
                    let _ = std::fs::remove_file(self.path(n));
                } else if self.path(n).exists() {
                    std::fs::rename(self.path(n), self.path(n + 1)).unwrap();
                }
            }
        }

        fn rotate(&self) {
            self.make_room(0);
        }

        fn copy_and_truncate(&self) {
            self.make_room(1);
            std::fs::copy(self.path(0), self.path(1)).unwrap();
            std::fs::File::options().write(true).open(self.path(0)).unwrap().set_len(0).unwrap();
        }

        fn source(&self) -> Source {
            Source::new(&self.path(0), Generations::beside(&self.path(0)))
        }
    }

    /// What flushes read until nothing is left.
    async fn read_on(source: &mut Source) -> String {
        let mut bytes = Vec::new();
        loop {
            let read = read_all(source).await;
            if read.is_empty() && !source.has_next() {
                return String::from_utf8(bytes).unwrap();
            }
            bytes.extend(read);
        }
    }

    #[tokio::test]
    async fn rotations_between_two_looks_are_followed_through_all_files() {
        let log = Rotated::new(9);
        log.append("before ");
        log.rotate();
        log.append("a ");
        let mut source = log.source();
        assert_eq!(read_on(&mut source).await, "a ");
        log.append("b ");
        for text in ["c ", "d ", "e "] {
            log.rotate();
            log.append(text);
        }
        assert_eq!(read_on(&mut source).await, "b c d e ");
        log.append("f ");
        log.rotate();
        // Nothing is written after the last rotation.
        assert_eq!(read_on(&mut source).await, "f ");
        log.append("g ");
        log.rotate();
        log.append("h ");
        assert_eq!(read_on(&mut source).await, "g h ");
        assert!(!source.has_missed_a_rotation());
    }

    #[tokio::test]
    async fn a_log_rotated_before_it_was_first_seen_is_read_from_its_first_file() {
        let log = Rotated::new(9);
        let mut source = log.source();
        for text in ["a ", "b ", "c "] {
            log.append(text);
            log.rotate();
        }
        assert_eq!(read_on(&mut source).await, "a b c ");
        let log = Rotated::new(9);
        let mut source = log.source();
        assert_eq!(read_on(&mut source).await, "");
        log.append("a ");
        log.rotate();
        log.append("b ");
        assert_eq!(read_on(&mut source).await, "a b ");
    }

    #[tokio::test]
    async fn copies_of_a_truncated_log_are_followed_by_their_content() {
        let log = Rotated::new(9);
        let mut source = log.source();
        log.append("first line\n");
        assert_eq!(read_on(&mut source).await, "first line\n");
        log.append("second ");
        log.copy_and_truncate();
        log.append("third ");
        log.copy_and_truncate();
        log.append("fourth ");
        assert_eq!(read_on(&mut source).await, "second third fourth ");
        assert!(!source.has_missed_a_rotation());
        // One copy, written over the one before.
        log.append("fifth ");
        std::fs::copy(log.path(0), log.path(1)).unwrap();
        std::fs::write(log.path(0), "sixth ").unwrap();
        assert_eq!(read_on(&mut source).await, "fifth sixth ");
    }

    #[tokio::test]
    async fn a_log_truncated_before_it_was_read_is_read_from_its_copies() {
        let log = Rotated::new(9);
        log.append("");
        let mut source = log.source();
        assert_eq!(read_on(&mut source).await, "");
        log.append("a ");
        log.copy_and_truncate();
        log.append("b ");
        assert_eq!(read_on(&mut source).await, "a b ");
    }

    #[tokio::test]
    async fn a_rotation_that_removed_unread_files_is_recorded() {
        let log = Rotated::new(1);
        let mut source = log.source();
        log.append("a ");
        assert_eq!(read_on(&mut source).await, "a ");
        log.rotate();
        log.append("b ");
        assert_eq!(read_on(&mut source).await, "b ");
        assert!(!source.has_missed_a_rotation());
        for text in ["c ", "d ", "e "] {
            log.rotate();
            log.append(text);
        }
        assert_eq!(read_on(&mut source).await, "d e ");
        assert!(source.has_missed_a_rotation());
    }

    #[tokio::test]
    async fn a_generation_compressed_before_it_was_read_is_recorded() {
        let log = Rotated::new(9);
        let mut source = log.source();
        log.append("a ");
        assert_eq!(read_on(&mut source).await, "a ");
        let compress = |n: usize| {
            let compressed = log.folder.path().join(format!("app.log.{}.gz", 10 - n));
            std::fs::write(compressed, "compressed").unwrap();
            std::fs::remove_file(log.path(1)).unwrap();
        };
        log.rotate();
        compress(1);
        log.append("b ");
        assert_eq!(read_on(&mut source).await, "b ");
        assert!(!source.has_missed_a_rotation());
        for n in 2..4 {
            log.rotate();
            compress(n);
            log.append("c ");
        }
        assert_eq!(read_on(&mut source).await, "c ");
        assert!(source.has_missed_a_rotation());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_named_pipe_is_refused_without_waiting_for_its_writer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let error = Source::new(&path, Generations::default()).check().await.unwrap_err();
        assert!(error.to_string().contains("not a regular file"), "{error}");
    }
}
