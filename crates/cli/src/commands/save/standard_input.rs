//! A copy of standard input on the disk.
//!
//! Invariant: on Linux the copy has no name in any folder, so nothing of it stays, whatever ends
//! the helper. Elsewhere it has one, and is left behind by a helper that is ended before its end.

use crate::environment::temporary_folders;
use anyhow::{Context as _, Result};
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A copy of standard input. Dropping it removes it.
#[derive(Debug)]
pub(super) struct StandardInput {
    copy: Copy,
    path: PathBuf,
}

#[derive(Debug)]
enum Copy {
    /// A file without a name, which its descriptor leads to.
    #[cfg(target_os = "linux")]
    Nameless(File),
    Named(NamedTempFile),
}

impl StandardInput {
    /// Copies standard input to its end. Blocks.
    pub(super) fn copy() -> Result<Self> {
        let mut file = Self::create().context("cannot make a temporary file")?;
        let out = file.as_file_mut();
        std::io::copy(&mut std::io::stdin().lock(), out).context("cannot copy standard input")?;
        out.flush().context("cannot write a temporary file")?;
        Ok(file)
    }

    /// Where it can be opened.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// An empty file, in the first folder for temporary files that can be written.
    fn create() -> std::io::Result<Self> {
        let mut first_error = None;
        for folder in temporary_folders() {
            match Self::create_in(&folder) {
                Ok(file) => return Ok(file),
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        Err(first_error.unwrap_or_else(|| std::io::ErrorKind::NotFound.into()))
    }

    fn create_in(folder: &Path) -> std::io::Result<Self> {
        #[cfg(target_os = "linux")]
        {
            use std::os::fd::AsRawFd as _;
            let file = tempfile::tempfile_in(folder)?;
            let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
            // Where /proc is missing, the file needs a name.
            if path.exists() {
                return Ok(Self { copy: Copy::Nameless(file), path });
            }
        }
        let file = NamedTempFile::new_in(folder)?;
        let path = file.path().to_owned();
        Ok(Self { copy: Copy::Named(file), path })
    }

    fn as_file_mut(&mut self) -> &mut File {
        match &mut self.copy {
            #[cfg(target_os = "linux")]
            Copy::Nameless(file) => file,
            Copy::Named(file) => file.as_file_mut(),
        }
    }
}
