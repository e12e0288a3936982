//! What tells two versions of a file apart.

use std::fs::Metadata;
use std::path::Path;
use std::time::SystemTime;

/// A version of a file, by all that the system tells without reading it. The time of modification
/// alone does not do: `touch -r`, `cp -p` and `mv` set it to any moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileVersion {
    length: u64,
    modified: Option<SystemTime>,
    identity: Identity,
}

/// The file itself, and the time of its last change, which no program can set.
#[cfg(unix)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    device: u64,
    inode: u64,
    changed: (i64, i64),
}

/// The time of its creation: the standard library tells no more here.
#[cfg(not(unix))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Identity {
    created: Option<SystemTime>,
}

impl FileVersion {
    pub(super) fn of(file: &Path) -> std::io::Result<Self> {
        let metadata = std::fs::metadata(file)?;
        Ok(Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            identity: Identity::of(&metadata),
        })
    }

    /// The file's length in bytes.
    pub(super) fn length(&self) -> u64 {
        self.length
    }
}

impl Identity {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        let changed = (metadata.ctime(), metadata.ctime_nsec());
        Self { device: metadata.dev(), inode: metadata.ino(), changed }
    }

    #[cfg(not(unix))]
    fn of(metadata: &Metadata) -> Self {
        Self { created: metadata.created().ok() }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs::{File, FileTimes};

    #[test]
    fn other_content_of_equal_length_and_time_is_another_version() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let set_back = |to: SystemTime| {
            let file = File::options().write(true).open(&path).unwrap();
            file.set_times(FileTimes::new().set_modified(to)).unwrap();
        };
        std::fs::write(&path, "one").unwrap();
        let first = FileVersion::of(&path).unwrap();
        let time = std::fs::metadata(&path).unwrap().modified().unwrap();
        assert_eq!(FileVersion::of(&path).unwrap(), first);

        // The clock of the disk may stand still for some milliseconds.
        std::thread::sleep(std::time::Duration::from_millis(30));
        std::fs::write(&path, "two").unwrap();
        set_back(time);
        let second = FileVersion::of(&path).unwrap();
        assert_eq!((second.length, second.modified), (first.length, first.modified));
        assert_ne!(second, first);

        let other = folder.path().join("other");
        std::fs::write(&other, "six").unwrap();
        std::fs::rename(&other, &path).unwrap();
        set_back(time);
        assert_ne!(FileVersion::of(&path).unwrap(), second);
    }
}
