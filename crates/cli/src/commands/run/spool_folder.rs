//! The folder of a run's spool: nobody else may read it, and it does not outlive the run.
//!
//! Each folder has a lock file, which the run holds locked. The system ends the lock with the
//! process, whatever ends that. So the next run finds the folders of killed ones by taking their
//! locks, and removes them. A folder that is to stay, since it has the only copy of some output,
//! loses its lock file.

use super::streams::STREAMS;
use crate::environment::temporary_folders;
use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Result};
use std::path::Path;
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// How the names of spool folders begin, also those of killed runs. They are never outputs.
pub(super) const SPOOL_PREFIX: &str = ".jobshelf-";
/// The file in the folder that a living run holds locked.
const LOCK: &str = "lock";
/// How often to begin again after another run has removed the new folder.
const MAX_TRIES: usize = 8;

/// The folder of a run's spool. Dropping it removes it.
#[derive(Debug)]
pub(super) struct SpoolFolder {
    folder: TempDir,
    /// Held for the life of the run; none on a disk that has no locks.
    lock: Option<File>,
}

impl SpoolFolder {
    /// A new folder, in the first folder for temporary files that can be written.
    pub(super) fn create() -> Result<Self> {
        let mut first_error = None;
        for parent in temporary_folders() {
            match Self::create_in(&parent) {
                Ok(folder) => return Ok(folder),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.unwrap_or_else(|| ErrorKind::NotFound.into()))
    }

    fn create_in(parent: &Path) -> Result<Self> {
        for _ in 0..MAX_TRIES {
            let folder = private_folder(parent)?;
            match lock_new(&folder.path().join(LOCK)) {
                Ok(Locked::Yes(lock)) => return Ok(Self { folder, lock: Some(lock) }),
                Ok(Locked::Unsupported) => return Ok(Self { folder, lock: None }),
                // Another run took it for that of a killed one.
                Ok(Locked::Lost) => {}
                Err(error) => return Err(error),
            }
        }
        Err(std::io::Error::other("other runs keep removing it"))
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Removes the folders of killed runs beside this one, in the background.
    pub(super) fn remove_stale(&self) -> JoinHandle<()> {
        let parent = self.folder.path().parent().map(Path::to_owned);
        tokio::task::spawn_blocking(move || parent.iter().for_each(|it| Self::remove_stale_in(it)))
    }

    fn remove_stale_in(parent: &Path) {
        let Ok(entries) = std::fs::read_dir(parent) else { return };
        for entry in entries.flatten() {
            let is_spool = entry.file_name().to_string_lossy().starts_with(SPOOL_PREFIX);
            if is_spool && is_own_folder(&entry.path()) {
                remove_if_stale(&entry.path());
            }
        }
    }

    /// Leaves the folder where it is, for a person.
    pub(super) fn keep(self) {
        // Without the file, no later run takes it for that of a killed one.
        let _ = std::fs::remove_file(self.folder.path().join(LOCK));
        let _ = self.folder.keep();
        drop(self.lock);
    }
}

/// The outcome of locking a new lock file.
enum Locked {
    Yes(File),
    /// The disk has no locks.
    Unsupported,
    /// Another process was faster.
    Lost,
}

fn private_folder(parent: &Path) -> Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(SPOOL_PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    builder.tempdir_in(parent)
}

/// A new file that only its owner may read.
pub(super) fn create_private(path: &Path) -> Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn lock_new(path: &Path) -> Result<Locked> {
    let lock = match create_private(path) {
        Ok(lock) => lock,
        // The folder is gone.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Locked::Lost),
        Err(error) => return Err(error),
    };
    match lock.try_lock() {
        // Between the two steps another run may have locked and removed it.
        Ok(()) if path.exists() => Ok(Locked::Yes(lock)),
        Ok(()) | Err(TryLockError::WouldBlock) => Ok(Locked::Lost),
        Err(TryLockError::Error(_)) => {
            std::fs::remove_file(path)?;
            Ok(Locked::Unsupported)
        }
    }
}

/// Removes the folder unless its run is alive or has left it on purpose.
fn remove_if_stale(folder: &Path) {
    let lock = folder.join(LOCK);
    match File::options().write(true).open(&lock) {
        // A run that has just left it on purpose has removed the lock file first.
        Ok(file) if file.try_lock().is_ok() && lock.exists() => {
            // Only what a run puts there: if it holds more, it stays.
            for name in STREAMS {
                let _ = std::fs::remove_file(folder.join(name));
            }
            let _ = std::fs::remove_file(&lock);
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Ok(_) | Err(_) => return,
    }
    // It fails for a folder that is not empty.
    let _ = std::fs::remove_dir(folder);
}

/// Whether it is a folder of this user, and no link to one.
fn is_own_folder(path: &Path) -> bool {
    let Ok(metadata) = path.symlink_metadata() else { return false };
    #[cfg(unix)]
    let is_own = {
        use std::os::unix::fs::MetadataExt as _;
        metadata.uid() == rustix::process::geteuid().as_raw()
    };
    #[cfg(not(unix))]
    let is_own = true;
    metadata.is_dir() && is_own
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_spool() {
        use std::os::unix::fs::PermissionsExt as _;
        let parent = tempfile::tempdir().unwrap();
        let folder = SpoolFolder::create_in(parent.path()).unwrap();
        create_private(&folder.path().join("stdout.txt")).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folder.path()), 0o700);
        assert_eq!(mode(&folder.path().join("stdout.txt")), 0o600);
        assert_eq!(mode(&folder.path().join(LOCK)), 0o600);
    }

    #[test]
    fn the_folder_of_a_living_run_stays_and_that_of_a_killed_one_does_not() {
        let parent = tempfile::tempdir().unwrap();
        let living = SpoolFolder::create_in(parent.path()).unwrap();
        let killed = SpoolFolder::create_in(parent.path()).unwrap();
        std::fs::write(killed.path().join("stdout.txt"), "x").unwrap();
        // A kill ends the lock and nothing else.
        let SpoolFolder { folder, lock } = killed;
        let killed = folder.keep();
        drop(lock);
        SpoolFolder::remove_stale_in(parent.path());
        assert!(!killed.exists());
        assert!(living.path().exists());
        drop(living);
        assert_eq!(entries(parent.path()), 0);
    }

    #[test]
    fn a_folder_that_was_kept_or_holds_more_than_a_spool_stays() {
        let parent = tempfile::tempdir().unwrap();
        let kept = SpoolFolder::create_in(parent.path()).unwrap();
        let path = kept.path().to_owned();
        std::fs::write(path.join("stdout.txt"), "the only copy").unwrap();
        kept.keep();
        let foreign = parent.path().join(".jobshelf-notes");
        std::fs::create_dir(&foreign).unwrap();
        std::fs::write(foreign.join("lock"), "").unwrap();
        std::fs::write(foreign.join("diary"), "").unwrap();
        SpoolFolder::remove_stale_in(parent.path());
        assert_eq!(std::fs::read_to_string(path.join("stdout.txt")).unwrap(), "the only copy");
        assert!(foreign.join("diary").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed_to_a_stale_folder() {
        let (parent, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(elsewhere.path().join(LOCK), "").unwrap();
        let link = parent.path().join(".jobshelf-link");
        std::os::unix::fs::symlink(elsewhere.path(), &link).unwrap();
        SpoolFolder::remove_stale_in(parent.path());
        assert!(elsewhere.path().join(LOCK).exists());
    }
}
