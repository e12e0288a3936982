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

    /// Continues in the rotated file of which the first `length` bytes, which end in `tail`, were
    /// read by an earlier tracker, if it has more; the later files follow. Returns whether there is
    /// such a file.
    pub(super) async fn resume_in_rotated(&mut self, length: u64, tail: &[u8]) -> Result<bool> {
        let found = self.look().await?;
        let mut later = VecDeque::new();
        for generation in found.since(&Generations::default()).iter().rev() {
            let Ok(Some(mut file)) = OpenFile::at(&generation.path).await else { continue };
            let is_open = self.open.as_ref().is_some_and(|open| open.id() == file.id());
            if is_open {
                continue;
            }
            if file.length().await? > length && file.has_before(length, tail).await? {
                file.skip_to(length, tail);
                later.extend(self.open.replace(file));
                self.next = later;
                self.known = found;
                return Ok(true);
            }
            later.push_front(file);
        }
        Ok(false)
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
#[path = "source_tests.rs"]
mod tests;
