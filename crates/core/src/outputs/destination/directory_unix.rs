//! A folder by its descriptor, so that no link that appears meanwhile leads elsewhere.

use super::EntryKind;
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{ErrorKind, Result};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
/// Neither follows a link nor waits for the other end of a pipe.
const FILE: OFlags = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

/// An open folder.
#[derive(Debug)]
pub(super) struct Directory(OwnedFd);

/// What tells a file from all others: its file system and its number there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct FileIdentity(u64, u64);

impl Directory {
    /// The folder `path`; links are followed.
    pub(super) fn open(path: &Path) -> Result<Self> {
        Ok(Self(rustix::fs::open(path, FOLDER, Mode::empty())?))
    }

    /// The folder `name` in this one; a link is an error.
    pub(super) fn open_folder(&self, name: &OsStr) -> Result<Self> {
        let flags = FOLDER.union(OFlags::NOFOLLOW);
        Ok(Self(rustix::fs::openat(&self.0, name, flags, Mode::empty())?))
    }

    pub(super) fn create_folder(&self, name: &OsStr) -> Result<()> {
        Ok(rustix::fs::mkdirat(&self.0, name, Mode::from_raw_mode(0o777))?)
    }

    /// Removes a folder that is empty.
    pub(super) fn remove_folder(&self, name: &OsStr) -> Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// An existing file for reading; a link is an error.
    pub(super) fn open_file(&self, name: &OsStr) -> Result<File> {
        self.open_with(name, OFlags::RDONLY)
    }

    /// An existing file for reading and writing; a link is an error.
    pub(super) fn open_file_to_write(&self, name: &OsStr) -> Result<File> {
        self.open_with(name, OFlags::RDWR)
    }

    /// A new file for reading and writing.
    pub(super) fn create_file(&self, name: &OsStr) -> Result<File> {
        self.open_with(name, OFlags::RDWR | OFlags::CREATE | OFlags::EXCL)
    }

    fn open_with(&self, name: &OsStr, flags: OFlags) -> Result<File> {
        let mode = Mode::from_raw_mode(0o666);
        Ok(File::from(rustix::fs::openat(&self.0, name, flags | FILE, mode)?))
    }

    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> Result<()> {
        Ok(rustix::fs::renameat(&self.0, from, &self.0, to)?)
    }

    pub(super) fn remove_file(&self, name: &OsStr) -> Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// What `name` is; none if there is nothing.
    pub(super) fn entry(&self, name: &OsStr) -> Result<Option<EntryKind>> {
        let Some(stat) = self.stat(name)? else { return Ok(None) };
        Ok(Some(match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => EntryKind::File,
            FileType::Directory => EntryKind::Folder,
            FileType::Symlink => EntryKind::Link,
            _ => EntryKind::Special,
        }))
    }

    /// The identity of the file `name`; none if there is nothing.
    pub(super) fn identity(&self, name: &OsStr) -> Result<Option<FileIdentity>> {
        #[allow(
            clippy::unnecessary_cast,
            clippy::useless_conversion,
            reason = "the types differ between systems"
        )]
        let identity =
            |stat: rustix::fs::Stat| FileIdentity(stat.st_dev as u64, stat.st_ino as u64);
        Ok(self.stat(name)?.map(identity))
    }

    /// Whether `file` is the file `name`.
    pub(super) fn has(&self, name: &OsStr, file: &File) -> Result<bool> {
        let metadata = file.metadata()?;
        let identity = FileIdentity(metadata.dev(), metadata.ino());
        Ok(self.identity(name)? == Some(identity))
    }

    /// The names in this folder.
    pub(super) fn names(&self) -> Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.0)? {
            names.push(OsStr::from_bytes(entry?.file_name().to_bytes()).to_owned());
        }
        Ok(names)
    }

    fn stat(&self, name: &OsStr) -> Result<Option<rustix::fs::Stat>> {
        match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(stat)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether nobody but this user wrote the file, and nothing else has it under another name.
pub(super) fn is_own_file(file: &File) -> Result<bool> {
    let metadata = file.metadata()?;
    let user = rustix::process::geteuid().as_raw();
    Ok(metadata.is_file() && metadata.uid() == user && metadata.nlink() == 1)
}
