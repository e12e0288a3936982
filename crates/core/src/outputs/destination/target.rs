//! Where a fetched file will be: a name in an open folder.

use super::{Directory, EntryKind, FileIdentity};
use crate::blob::Error;
use crate::outputs::local_file::file_error;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The files that fetches into one folder have written, with the URLs of their blobs.
pub(super) type WrittenFiles = Arc<Mutex<HashMap<FileIdentity, String>>>;

/// A file that may or may not exist.
#[derive(Debug)]
pub(in crate::outputs) struct Target {
    pub(super) directory: Directory,
    pub(super) name: OsString,
    /// Its path, for messages.
    pub(super) path: PathBuf,
    written: WrittenFiles,
}

impl Target {
    /// The file `path`; a link to its folder is followed.
    pub(in crate::outputs) fn at(path: &Path) -> Result<Self, Error> {
        let failed = |error| file_error("write", path, error);
        let Some(name) = path.file_name() else {
            return Err(failed(std::io::Error::other("it names no file")));
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let directory = Directory::open(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        Ok(Self::new(directory, name, path.to_owned(), WrittenFiles::default()))
    }

    pub(super) fn new(
        directory: Directory,
        name: &OsStr,
        path: PathBuf,
        written: WrittenFiles,
    ) -> Self {
        Self { directory, name: name.to_owned(), path, written }
    }

    /// Fails if there is anything other than a file.
    pub(in crate::outputs) fn check(&self) -> Result<(), Error> {
        let entry = self.directory.entry(&self.name).map_err(|error| self.error(error))?;
        match entry {
            None | Some(EntryKind::File) => Ok(()),
            Some(EntryKind::Folder) => Err(self.refusal("it is a folder")),
            Some(EntryKind::Link) => {
                Err(self.refusal("it is a link, and nothing is written through one"))
            }
            Some(EntryKind::Special) => Err(self.refusal("it is no regular file")),
        }
    }

    /// The file, if there is one that can be read.
    pub(in crate::outputs) fn open(&self) -> Option<File> {
        let is_file = self.directory.entry(&self.name).ok()? == Some(EntryKind::File);
        self.directory.open_file(&self.name).ok().filter(|_| is_file)
    }

    /// Gives the file `part` of the same folder this name, unless the name is that of a file which
    /// another blob has just got: on some disks names differ in more than their case.
    pub(super) fn replace_by(&self, part: &OsStr, url: &str) -> Result<(), Error> {
        self.check()?;
        let failed = |error| self.error(error);
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let existing = self.directory.identity(&self.name).map_err(failed)?;
        let other = existing.and_then(|existing| written.get(&existing)).filter(|of| *of != url);
        if other.is_some() {
            let reason = "another output that was just fetched has this name on this disk";
            return Err(self.refusal(reason));
        }
        self.directory.rename(part, &self.name).map_err(failed)?;
        if let Some(identity) = self.directory.identity(&self.name).map_err(failed)? {
            written.insert(identity, url.to_owned());
        }
        Ok(())
    }

    fn refusal(&self, reason: &'static str) -> Error {
        self.error(std::io::Error::other(reason))
    }

    pub(super) fn error(&self, error: std::io::Error) -> Error {
        file_error("write", &self.path, error)
    }
}
