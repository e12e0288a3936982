//! A folder by its path, for systems without descriptors of folders.
//!
//! Links are looked for before each step. One that appears between the look and the step is not
//! noticed; making one needs a right there that users do not have by default.

use super::EntryKind;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

/// A folder that exists.
#[derive(Debug)]
pub(super) struct Directory(PathBuf);

/// What tells a file from all others: its path as the disk spells it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct FileIdentity(PathBuf);

impl Directory {
    /// The folder `path`; links are followed.
    pub(super) fn open(path: &Path) -> Result<Self> {
        match std::fs::metadata(path)?.is_dir() {
            true => Ok(Self(path.to_owned())),
            false => Err(ErrorKind::NotADirectory.into()),
        }
    }

    /// The folder `name` in this one; a link is an error.
    pub(super) fn open_folder(&self, name: &OsStr) -> Result<Self> {
        match self.entry(name)? {
            Some(EntryKind::Folder) => Ok(Self(self.0.join(name))),
            Some(_) => Err(ErrorKind::NotADirectory.into()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    pub(super) fn create_folder(&self, name: &OsStr) -> Result<()> {
        std::fs::create_dir(self.0.join(name))
    }

    /// Removes a folder that is empty.
    pub(super) fn remove_folder(&self, name: &OsStr) -> Result<()> {
        std::fs::remove_dir(self.0.join(name))
    }

    /// An existing file for reading; a link is an error.
    pub(super) fn open_file(&self, name: &OsStr) -> Result<File> {
        self.refuse_other_than_file(name)?;
        File::open(self.0.join(name))
    }

    /// An existing file for reading and writing; a link is an error.
    pub(super) fn open_file_to_write(&self, name: &OsStr) -> Result<File> {
        self.refuse_other_than_file(name)?;
        File::options().read(true).write(true).open(self.0.join(name))
    }

    /// A new file for reading and writing.
    pub(super) fn create_file(&self, name: &OsStr) -> Result<File> {
        File::options().read(true).write(true).create_new(true).open(self.0.join(name))
    }

    pub(super) fn rename(&self, from: &OsStr, to: &OsStr) -> Result<()> {
        std::fs::rename(self.0.join(from), self.0.join(to))
    }

    pub(super) fn remove_file(&self, name: &OsStr) -> Result<()> {
        std::fs::remove_file(self.0.join(name))
    }

    /// What `name` is; none if there is nothing.
    pub(super) fn entry(&self, name: &OsStr) -> Result<Option<EntryKind>> {
        let kind = match std::fs::symlink_metadata(self.0.join(name)) {
            Ok(metadata) => metadata.file_type(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Some(match () {
            () if kind.is_symlink() => EntryKind::Link,
            () if kind.is_dir() => EntryKind::Folder,
            () if kind.is_file() => EntryKind::File,
            () => EntryKind::Special,
        }))
    }

    /// The identity of the file `name`; none if there is nothing.
    pub(super) fn identity(&self, name: &OsStr) -> Result<Option<FileIdentity>> {
        match std::fs::canonicalize(self.0.join(name)) {
            Ok(path) => Ok(Some(FileIdentity(path))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether `file` is the file `name`: a file that is open cannot be replaced on such systems.
    pub(super) fn has(&self, name: &OsStr, _file: &File) -> Result<bool> {
        Ok(self.entry(name)? == Some(EntryKind::File))
    }

    /// The names in this folder.
    pub(super) fn names(&self) -> Result<Vec<OsString>> {
        std::fs::read_dir(&self.0)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    fn refuse_other_than_file(&self, name: &OsStr) -> Result<()> {
        match self.entry(name)? {
            Some(EntryKind::File) => Ok(()),
            Some(_) => Err(Error::other("it is no regular file")),
            None => Err(ErrorKind::NotFound.into()),
        }
    }
}

/// Whether it is a file; its owner is not looked at.
pub(super) fn is_own_file(file: &File) -> Result<bool> {
    Ok(file.metadata()?.is_file())
}
