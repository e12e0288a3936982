//! The disk's side of a fetch: where its file goes, and where its bytes are until it is complete.
//!
//! Invariants: below the folder that the user named, nothing is written through a link and no link
//! is replaced. A file has its name only once it is complete. What a fetch that fails has made is
//! removed: its `.part` file, unless it can be resumed, and its folders.

#[cfg(any(not(unix), test))]
mod directory_portable;
#[cfg(unix)]
mod directory_unix;
mod folder;
mod part;
mod target;
#[cfg(test)]
mod tests;

#[cfg(not(unix))]
use directory_portable::{Directory, FileIdentity, is_own_file};
#[cfg(unix)]
use directory_unix::{Directory, FileIdentity, is_own_file};

pub use folder::DownloadFolder;
pub(super) use part::{PartFile, PartVersion};
pub(super) use target::Target;

/// What has a name in a folder. A link is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntryKind {
    File,
    Folder,
    Link,
    /// A device, a pipe or a socket.
    Special,
}
