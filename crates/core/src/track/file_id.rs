//! The identity of a file, which differs between two files of one name.

use std::fs::Metadata;
use std::time::SystemTime;

/// The identity of a file. It stays when the file is renamed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FileId {
    #[cfg(unix)]
    device_and_inode: (u64, u64),
    /// The inode of a file that was removed is given to another one; their times of creation differ,
    /// where the disk records it.
    created: Option<SystemTime>,
}

impl FileId {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            #[cfg(unix)]
            device_and_inode: {
                use std::os::unix::fs::MetadataExt as _;
                (metadata.dev(), metadata.ino())
            },
            created: metadata.created().ok(),
        }
    }
}
