//! What tells two versions of a file of this machine apart.

use std::fs::Metadata;
use std::io::Result;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// The step of the clock that stamps files, with room to spare: Linux stamps them with its last
/// tick, at most 10 ms ago. Two writes within a step leave the same time.
const CLOCK_STEP: Duration = Duration::from_millis(20);

/// A version of a file, by all that the system tells without reading it.
///
/// Two values are equal if the file did not change between them, as far as the system tells. The
/// length and the time of modification are not enough: `cp -p` and `touch -r` set that time. So on
/// Unix the time of the last change counts as well, which no program can set, and the file's number
/// on its disk; elsewhere the time of its creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileVersion {
    length: u64,
    modified: Option<SystemTime>,
    /// When its content or its properties changed, in seconds and nanoseconds since 1970.
    #[cfg(unix)]
    changed: (i64, i64),
    /// Its file system and its number there.
    #[cfg(unix)]
    inode: (u64, u64),
    #[cfg(not(unix))]
    created: Option<SystemTime>,
}

impl FileVersion {
    /// The version that the file at `path` has now; links are followed. Blocks.
    ///
    /// # Errors
    /// When there is no such file, or its folder may not be searched.
    pub fn at(path: &Path) -> Result<Self> {
        Ok(Self::of(&std::fs::metadata(path)?))
    }

    /// The version of the file that has this metadata.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt as _;
        Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            #[cfg(unix)]
            inode: (metadata.dev(), metadata.ino()),
            #[cfg(not(unix))]
            created: metadata.created().ok(),
        }
    }

    /// The file's length in bytes.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// How long a further write may leave the same version.
    pub(super) fn ambiguous_for(&self) -> Duration {
        #[cfg(unix)]
        let stamped = time_from(self.changed);
        #[cfg(not(unix))]
        let stamped = self.modified;
        let Some(stamped) = stamped else { return Duration::ZERO };
        match SystemTime::now().duration_since(stamped) {
            Ok(age) => CLOCK_STEP.saturating_sub(age),
            Err(ahead) if ahead.duration() < CLOCK_STEP => CLOCK_STEP,
            // The clock of another machine stamps it, which cannot be compared.
            Err(_) => Duration::ZERO,
        }
    }

    /// Whether the file at `path` still has this version.
    pub(super) fn is_current(&self, path: &Path) -> Result<bool> {
        Ok(Self::at(path)? == *self)
    }
}

#[cfg(unix)]
fn time_from((seconds, nanoseconds): (i64, i64)) -> Option<SystemTime> {
    let seconds = Duration::from_secs(u64::try_from(seconds).ok()?);
    let nanoseconds = Duration::from_nanos(u64::try_from(nanoseconds).ok()?);
    SystemTime::UNIX_EPOCH.checked_add(seconds + nanoseconds)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs::File;

    #[test]
    fn other_content_of_equal_length_and_time_is_another_version() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let set_time = || {
            File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
            FileVersion::at(&path).unwrap()
        };
        std::fs::write(&path, "one").unwrap();
        let first = set_time();
        assert!(first.is_current(&path).unwrap());

        std::thread::sleep(first.ambiguous_for());
        std::fs::write(&path, "two").unwrap();
        let second = set_time();
        assert_eq!((second.length, second.modified), (first.length, first.modified));
        assert_ne!(second, first);

        let other = folder.path().join("other");
        std::fs::write(&other, "six").unwrap();
        std::fs::rename(&other, &path).unwrap();
        assert_ne!(set_time(), second);
    }
}
