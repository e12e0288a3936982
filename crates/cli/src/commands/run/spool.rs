//! Where the command's output waits on the disk until it is sent: bounded, and gone at the end.
//!
//! Invariant: writing here never fails and never waits for storage. What has no room is counted
//! and left out, and a line in the log says so where it is missing.

use jobshelf::track::TrackProgress;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// The disk that it takes at most, unless told otherwise.
const DEFAULT_LIMIT: u64 = 4 << 30;
/// Of what is sent this much stays: with it a later `track` finds where to go on.
const KEPT: u64 = 128 << 10;
/// Disk is given back in pieces of at least this.
const PIECE: u64 = 8 << 20;

/// The spool of one run.
#[derive(Debug)]
pub(super) struct Spool {
    folder: PathBuf,
    limit: u64,
    used: AtomicU64,
}

/// What is known of one file of the spool, while it is written.
#[derive(Debug, Default)]
pub(super) struct SpoolState {
    n_taken: AtomicU64,
    n_left_out: AtomicU64,
    /// There is nowhere to send it.
    is_abandoned: AtomicBool,
    /// How much is sent, once it is being sent.
    progress: OnceLock<TrackProgress>,
}

/// One stream of the command on its way to the disk.
#[derive(Debug)]
pub(super) struct SpoolFile {
    spool: Arc<Spool>,
    path: PathBuf,
    state: Arc<SpoolState>,
    file: Option<File>,
    /// How much of its beginning was given back.
    freed: u64,
    /// Bytes left out since the last that were taken.
    gap: u64,
}

impl Spool {
    /// A spool in `folder`, of at most `limit` bytes; without a limit a quarter of what is free,
    /// so that it is never the spool that fills the disk.
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
    /// From now on, what `progress` says is sent makes room.
    pub(super) fn follow(&self, progress: TrackProgress) {
        // Set once for each stream.
        let _ = self.progress.set(progress);
    }

    /// Nobody will send it: it is not written any more.
    pub(super) fn abandon(&self) {
        self.is_abandoned.store(true, Ordering::Relaxed);
    }

    /// How many bytes of the command's are in the spool or sent.
    pub(super) fn n_taken(&self) -> u64 {
        self.n_taken.load(Ordering::Acquire)
    }

    /// How many found no room.
    pub(super) fn n_left_out(&self) -> u64 {
        self.n_left_out.load(Ordering::Acquire)
    }
}

impl SpoolFile {
    /// Takes a piece of the output, if there is room.
    pub(super) fn write(&mut self, piece: &[u8]) {
        if self.state.is_abandoned.load(Ordering::Relaxed) {
            return;
        }
        self.free_what_is_sent();
        let n_taken = if self.mark_gap() { self.append(piece) } else { 0 };
        let n_left_out = piece.len() as u64 - n_taken;
        self.state.n_taken.fetch_add(n_taken, Ordering::AcqRel);
        if n_left_out > 0 {
            self.gap += n_left_out;
            self.state.n_left_out.fetch_add(n_left_out, Ordering::AcqRel);
        }
    }

    /// Says in the log what was left out, once there is room again. Whether there is.
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

    /// Gives how many there was room for: all or none by the limit, any number on the disk. What
    /// is written once stays, since it may be on its way to storage already.
    fn append(&mut self, bytes: &[u8]) -> u64 {
        let n_bytes = bytes.len() as u64;
        if self.spool.used.load(Ordering::Relaxed) + n_bytes > self.spool.limit {
            return 0;
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => match File::create(&self.path) {
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

    /// Gives the disk back that sent bytes take.
    fn free_what_is_sent(&mut self) {
        let Some(progress) = self.state.progress.get() else { return };
        let end = progress.n_saved().saturating_sub(KEPT);
        if end < self.freed + PIECE {
            return;
        }
        let Some(file) = &self.file else { return };
        if punch(file, self.freed, end - self.freed) {
            self.spool.used.fetch_sub(end - self.freed, Ordering::Relaxed);
            self.freed = end;
        }
    }
}

/// Makes a hole; the file's length and what is behind stay.
#[cfg(target_os = "linux")]
fn punch(file: &File, start: u64, length: u64) -> bool {
    use rustix::fs::{FallocateFlags, fallocate};
    let flags = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
    fallocate(file, flags, start, length).is_ok()
}

/// Elsewhere a file keeps its disk until it is removed; the limit then holds for all the output.
#[cfg(not(target_os = "linux"))]
fn punch(_: &File, _: u64, _: u64) -> bool {
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
    fn what_has_no_room_is_counted_and_the_rest_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path(), Some(10));
        let state = Arc::default();
        let mut file = spool.file("stdout.txt", &state);
        file.write(b"12345");
        file.write(b"678901");
        file.write(b"67890");
        assert_eq!((state.n_taken(), state.n_left_out()), (5, 11));
        assert_eq!(std::fs::read(folder.path().join("stdout.txt")).unwrap(), b"12345");
    }

    #[test]
    fn both_streams_share_the_room() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path(), Some(10));
        let (one, other) = (Arc::default(), Arc::default());
        spool.file("stdout.txt", &one).write(b"12345678");
        spool.file("stderr.txt", &other).write(b"123");
        assert_eq!((one.n_taken(), other.n_taken(), other.n_left_out()), (8, 0, 3));
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
    fn a_hole_takes_no_disk_and_moves_nothing() {
        use std::os::unix::fs::MetadataExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, vec![7u8; 1 << 20]).unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        assert!(punch(&file, 0, 512 << 10));
        let metadata = std::fs::metadata(&path).unwrap();
        assert_eq!(metadata.len(), 1 << 20);
        assert!(metadata.blocks() * 512 <= 600 << 10);
        assert_eq!(std::fs::read(&path).unwrap().last(), Some(&7));
    }
}
