//! The folder that outputs are fetched into.

use super::target::{Target, WrittenFiles};
use super::{Directory, EntryKind};
use crate::blob::Error;
use crate::conventions::OutputPath;
use crate::outputs::local_file::file_error;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The folder that outputs are fetched into, through no links below it. The folder itself may be
/// a link.
///
/// Folders are made when the first file needs them. When this value is dropped, those that it made
/// and that are still empty are removed, so that a fetch that fails leaves nothing.
///
/// ```
/// let folder = jobshelf::DownloadFolder::new("frames");
/// assert_eq!(folder.path(), std::path::Path::new("frames"));
/// ```
#[derive(Debug)]
pub struct DownloadFolder {
    path: PathBuf,
    /// The folders that were made, outer ones first.
    made: Mutex<Vec<MadeFolder>>,
    written: WrittenFiles,
}

/// A folder that was made.
#[derive(Debug)]
enum MadeFolder {
    /// The folder itself, or one above it.
    Root(PathBuf),
    /// One below it.
    Below(OutputPath),
}

/// What to do about folders that are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    Accept,
    Make,
}

impl DownloadFolder {
    /// The folder `path`, which need not exist yet. Touches no disk.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), made: Mutex::default(), written: WrittenFiles::default() }
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file `path` below this folder; none if its folder does not exist.
    pub(in crate::outputs) fn find(&self, path: &OutputPath) -> Result<Option<Target>, Error> {
        self.walk(path, Missing::Accept)
    }

    /// The file `path` below this folder, in a folder that is made if it does not exist.
    pub(in crate::outputs) fn make(&self, path: &OutputPath) -> Result<Target, Error> {
        let made = self.walk(path, Missing::Make)?;
        made.ok_or_else(|| file_error("write", &self.path, ErrorKind::NotFound.into()))
    }

    fn walk(&self, path: &OutputPath, missing: Missing) -> Result<Option<Target>, Error> {
        let file = self.path.join(path.as_str());
        let failed = |error| file_error("write", &file, error);
        let mut directory = match Directory::open(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound && missing == Missing::Accept => {
                return Ok(None);
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.make_root().and_then(|()| Directory::open(&self.path)).map_err(failed)?
            }
            opened => opened.map_err(failed)?,
        };
        let mut walked = String::new();
        let mut segments = path.as_str().split('/').peekable();
        while let Some(segment) = segments.next() {
            let name = OsStr::new(segment);
            if segments.peek().is_none() {
                let written = self.written.clone();
                return Ok(Some(Target::new(directory, name, file, written)));
            }
            walked.push_str(segment);
            let opened = match directory.open_folder(name) {
                Err(error) if error.kind() == ErrorKind::NotFound && missing == Missing::Accept => {
                    return Ok(None);
                }
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    self.make_folder(&directory, name, &walked).map_err(failed)?;
                    directory.open_folder(name)
                }
                opened => opened,
            };
            directory =
                opened.map_err(|error| failed(explained(error, &directory, name, &walked)))?;
            walked.push('/');
        }
        Ok(None)
    }

    /// Makes the folder itself, and those above it.
    fn make_root(&self) -> std::io::Result<()> {
        let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let missing: Vec<&Path> = self.path.ancestors().take_while(is_missing).collect();
        std::fs::create_dir_all(&self.path)?;
        let roots = missing.into_iter().rev().map(|folder| MadeFolder::Root(folder.to_owned()));
        self.made.lock().unwrap_or_else(PoisonError::into_inner).extend(roots);
        Ok(())
    }

    fn make_folder(&self, parent: &Directory, name: &OsStr, path: &str) -> std::io::Result<()> {
        match parent.create_folder(name) {
            // Another fetch has made it.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
            made => made?,
        }
        // The beginning of an `OutputPath` is one, too.
        if let Ok(path) = OutputPath::parse(path) {
            let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            made.push(MadeFolder::Below(path));
        }
        Ok(())
    }
}

impl Drop for DownloadFolder {
    fn drop(&mut self) {
        let made = std::mem::take(self.made.get_mut().unwrap_or_else(PoisonError::into_inner));
        // A folder with a file in it is not empty and stays.
        for folder in made.into_iter().rev() {
            match folder {
                MadeFolder::Root(path) => {
                    let _ = std::fs::remove_dir(path);
                }
                MadeFolder::Below(path) => {
                    if let Ok(Some(folder)) = self.find(&path) {
                        let _ = folder.directory.remove_folder(&folder.name);
                    }
                }
            }
        }
    }
}

/// The error for the folder `name`, which names what is in its place.
fn explained(
    error: std::io::Error,
    parent: &Directory,
    name: &OsStr,
    path: &str,
) -> std::io::Error {
    match parent.entry(name) {
        Ok(Some(EntryKind::Link)) => {
            std::io::Error::other(format!("`{path}` is a link, and nothing is written through one"))
        }
        Ok(Some(EntryKind::File | EntryKind::Special)) => {
            std::io::Error::other(format!("`{path}` is a file, not a folder"))
        }
        _ => error,
    }
}
