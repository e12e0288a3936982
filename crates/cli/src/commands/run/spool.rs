//! The files in which the command's output waits until it is sent: bounded, and removed at the end.
//!
//! Invariant: writing here never fails and never waits for storage. Output that finds no room is
//! dropped and counted, and a line in the log marks the gap.

use super::spool_folder::create_private;
use jobshelf::track::TrackProgress;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// The most disk space that a spool takes by default.
const DEFAULT_LIMIT: u64 = 4 << 30;
/// How many sent bytes stay on the disk, so that a later `track` can find where to continue.
const RETAINED: u64 = 128 << 10;
/// The least disk space that is freed at a time.
const PIECE: u64 = 8 << 20;

/// The spool of one run.
#[derive(Debug)]
pub(super) struct Spool {
    folder: PathBuf,
    limit: u64,
    used: AtomicU64,
}

/// The counters of one file of the spool.
#[derive(Debug, Default)]
pub(super) struct SpoolState {
    n_accepted: AtomicU64,
    n_dropped: AtomicU64,
    /// Whether nothing will send it.
    is_abandoned: AtomicBool,
    /// How much is sent, once sending has begun.
    progress: OnceLock<TrackProgress>,
}

/// One output stream of the command, as it is written to the disk.
#[derive(Debug)]
pub(super) struct SpoolFile {
    spool: Arc<Spool>,
    path: PathBuf,
    state: Arc<SpoolState>,
    file: Option<File>,
    /// How many bytes at its beginning were freed.
    freed: u64,
    /// Bytes dropped since the last that were written.
    gap: u64,
}

impl Spool {
    /// A spool in `folder`, of at most `limit` bytes. The default is a quarter of the free space,
    /// so that the spool never fills the disk.
    pub(super) fn new(folder: &Path, limit: Option<u64>) -> Arc<Self> {
        let limit = limit.unwrap_or_else(|| {
            free_space(folder).map_or(DEFAULT_LIMIT, |free| (free / 4).min(DEFAULT_LIMIT))
        });
        Arc::new(Self { folder: folder.to_owned(), limit, used: AtomicU64::new(0) })
    }

    pub(super) fn path_of(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(super) fn file(self: &Arc<Self>, name: &str, state: &Arc<SpoolState>) -> SpoolFile {
        SpoolFile {
            spool: Arc::clone(self),
            path: self.path_of(name),
            state: Arc::clone(state),
            file: None,
            freed: 0,
            gap: 0,
        }
    }
}

impl SpoolState {
    /// From now on, the space of bytes that `progress` reports as sent may be freed.
    pub(super) fn follow(&self, progress: TrackProgress) {
        // It is set once for each stream.
        let _ = self.progress.set(progress);
    }

    /// Stops writing, since nothing will send it.
    pub(super) fn abandon(&self) {
        self.is_abandoned.store(true, Ordering::Relaxed);
    }

    /// How many bytes of the command's output are in the spool or sent.
    pub(super) fn n_accepted(&self) -> u64 {
        self.n_accepted.load(Ordering::Acquire)
    }

    /// How many bytes are sent, and may be freed.
    pub(super) fn n_sent(&self) -> u64 {
        self.progress.get().map_or(0, TrackProgress::n_saved)
    }

    /// How many bytes were dropped for lack of room.
    pub(super) fn n_dropped(&self) -> u64 {
        self.n_dropped.load(Ordering::Acquire)
    }
}

impl SpoolFile {
    /// Writes a piece of the output, if there is room.
    pub(super) fn write(&mut self, piece: &[u8]) {
        if self.state.is_abandoned.load(Ordering::Relaxed) {
            return;
        }
        self.free_sent_bytes();
        let n_accepted = if self.mark_gap() { self.append(piece) } else { 0 };
        let n_dropped = piece.len() as u64 - n_accepted;
        self.state.n_accepted.fetch_add(n_accepted, Ordering::AcqRel);
        if n_dropped > 0 {
            self.gap += n_dropped;
            self.state.n_dropped.fetch_add(n_dropped, Ordering::AcqRel);
        }
    }

    /// Marks a gap in the log once there is room again; returns whether there is room.
    fn mark_gap(&mut self) -> bool {
        if self.gap == 0 {
            return true;
        }
        let used = self.spool.used.load(Ordering::Relaxed);
        if used + PIECE > self.spool.limit {
            return false;
        }
        let mark =
            format!("\n[jobshelf: {} bytes are left out here: the spool was full]\n", self.gap);
        let is_marked = self.append(mark.as_bytes()) == mark.len() as u64;
        if is_marked {
            self.gap = 0;
        }
        is_marked
    }

    /// Writes `bytes` and returns how many there was room for: the limit allows all or none, a full
    /// disk any number. Written bytes stay, since they may be in storage already.
    fn append(&mut self, bytes: &[u8]) -> u64 {
        let n_bytes = bytes.len() as u64;
        if self.spool.used.load(Ordering::Relaxed) + n_bytes > self.spool.limit {
            return 0;
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => match create_private(&self.path) {
                Ok(file) => self.file.insert(file),
                Err(_) => return 0,
            },
        };
        let mut rest = bytes;
        while !rest.is_empty() {
            match file.write(rest) {
                Ok(n_written) if n_written > 0 => rest = rest.get(n_written..).unwrap_or_default(),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Ok(_) | Err(_) => break,
            }
        }
        let n_written = n_bytes - rest.len() as u64;
        self.spool.used.fetch_add(n_written, Ordering::Relaxed);
        n_written
    }

    /// Frees the disk space of sent bytes.
    fn free_sent_bytes(&mut self) {
        let Some(progress) = self.state.progress.get() else { return };
        let end = progress.n_saved().saturating_sub(RETAINED);
        if end < self.freed + PIECE {
            return;
        }
        let Some(file) = &self.file else { return };
        if punch_hole(file, self.freed, end - self.freed) {
            self.spool.used.fetch_sub(end - self.freed, Ordering::Relaxed);
            self.freed = end;
        }
    }
}

/// Frees a range of the file without moving what follows.
#[cfg(target_os = "linux")]
fn punch_hole(file: &File, start: u64, length: u64) -> bool {
    use rustix::fs::{FallocateFlags, fallocate};
    let flags = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
    fallocate(file, flags, start, length).is_ok()
}

/// Other systems free no ranges, so the limit holds for all of the output there.
#[cfg(not(target_os = "linux"))]
fn punch_hole(_: &File, _: u64, _: u64) -> bool {
    false
}

#[cfg(unix)]
fn free_space(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

#[cfg(not(unix))]
fn free_space(_: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_without_room_is_dropped_and_counted() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path(), Some(10));
        let state = Arc::default();
        let mut file = spool.file("stdout.txt", &state);
        file.write(b"12345");
        file.write(b"678901");
        file.write(b"67890");
        assert_eq!((state.n_accepted(), state.n_dropped()), (5, 11));
        assert_eq!(std::fs::read(folder.path().join("stdout.txt")).unwrap(), b"12345");
    }

    #[test]
    fn both_streams_share_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path(), Some(10));
        let (one, other) = (Arc::default(), Arc::default());
        spool.file("stdout.txt", &one).write(b"12345678");
        spool.file("stderr.txt", &other).write(b"123");
        assert_eq!((one.n_accepted(), other.n_accepted(), other.n_dropped()), (8, 0, 3));
    }

    #[test]
    fn an_abandoned_file_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let state = Arc::<SpoolState>::default();
        state.abandon();
        Spool::new(folder.path(), None).file("stdout.txt", &state).write(b"x");
        assert!(!folder.path().join("stdout.txt").exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_freed_range_takes_no_disk_and_moves_nothing() {
        use std::os::unix::fs::MetadataExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, vec![7u8; 1 << 20]).unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        assert!(punch_hole(&file, 0, 512 << 10));
        let metadata = std::fs::metadata(&path).unwrap();
        assert_eq!(metadata.len(), 1 << 20);
        assert!(metadata.blocks() * 512 <= 600 << 10);
        assert_eq!(std::fs::read(&path).unwrap().last(), Some(&7));
    }
}
