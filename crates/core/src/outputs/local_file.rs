//! Reads files of this machine, each in one version, and makes the errors for files.
//!
//! A program may rewrite a file while it is read; the bytes are then half old, half new, and no
//! checksum tells. So the file's version before the first byte must be its version after the last.
//! What is no regular file, such as a pipe, has no version and is read once.

use super::file_version::FileVersion;
use crate::blob::Error;
use crate::escape::text_from_path;
use bytes::Bytes;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// How often a file is read before it counts as one that keeps changing.
pub(super) const MAX_READS: u32 = 4;
/// A file that is open for reading.
#[derive(Debug)]
pub(super) struct OpenFile {
    pub(super) file: File,
    /// Its version; none if it is no regular file.
    pub(super) version: Option<FileVersion>,
}

impl OpenFile {
    /// Opens it. Waits until a further write would change its version. None if it changes in that
    /// time. Blocks.
    pub(super) fn open(path: &Path) -> std::io::Result<Option<Self>> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(std::io::Error::other("it is a folder"));
        }
        if !metadata.is_file() {
            return Ok(Some(Self { file, version: None }));
        }
        let version = FileVersion::of(&metadata);
        let wait = version.ambiguous_for();
        if !wait.is_zero() {
            std::thread::sleep(wait);
            if FileVersion::of(&file.metadata()?) != version {
                return Ok(None);
            }
        }
        Ok(Some(Self { file, version: Some(version) }))
    }
}

/// All of a file, in one version; none if it is a regular file that is longer than `limit` bytes.
pub(super) async fn read_at_most(path: &Path, limit: u64) -> Result<Option<Bytes>, Error> {
    let content = blocking(path, move |path| read_unchanged(path, limit, read_open)).await?;
    match content {
        Content::Whole(bytes) => Ok(Some(bytes)),
        Content::TooLong => Ok(None),
        Content::Changing => Err(file_changed(path)),
    }
}

/// What reading a file gives.
#[derive(Debug, PartialEq, Eq)]
enum Content {
    Whole(Bytes),
    /// It is a regular file with more bytes than the limit.
    TooLong,
    /// It changed each time.
    Changing,
}

fn read_unchanged(
    path: &Path,
    limit: u64,
    mut read: impl FnMut(&OpenFile, u64) -> std::io::Result<Bytes>,
) -> std::io::Result<Content> {
    for _ in 0..MAX_READS {
        let Some(open) = OpenFile::open(path)? else { continue };
        if open.version.is_some_and(|version| version.length() > limit) {
            return Ok(Content::TooLong);
        }
        let bytes = read(&open, limit)?;
        let is_unchanged = match open.version {
            Some(version) => version.is_current(path)?,
            None => true,
        };
        if !is_unchanged {
            continue;
        }
        // A pipe or a device has no known length, and may be endless.
        if bytes.len() as u64 > limit {
            let reason = "it does not tell its length, and is long: save a copy";
            return Err(std::io::Error::other(reason));
        }
        return Ok(Content::Whole(bytes));
    }
    Ok(Content::Changing)
}

fn read_open(open: &OpenFile, limit: u64) -> std::io::Result<Bytes> {
    let length = open.version.map_or(0, |version| version.length());
    let mut body = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    (&open.file).take(limit + 1).read_to_end(&mut body)?;
    Ok(Bytes::from(body))
}

/// Runs `work` where it may block.
pub(super) async fn blocking<R: Send + 'static>(
    path: &Path,
    work: impl FnOnce(&Path) -> std::io::Result<R> + Send + 'static,
) -> Result<R, Error> {
    let owned = path.to_owned();
    let done = tokio::task::spawn_blocking(move || work(&owned)).await;
    done.map_err(std::io::Error::from).flatten().map_err(|error| file_error("read", path, error))
}

pub(super) fn file_changed(path: &Path) -> Error {
    Error::FileChanged { path: text_from_path(path) }
}

pub(super) fn file_error(action: &'static str, path: &Path, source: std::io::Error) -> Error {
    Error::File { action, path: text_from_path(path), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rewrite_within_a_tick_of_the_clock_is_no_version_of_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        for round in 0..10_u8 {
            std::fs::write(&path, [round; 100]).unwrap();
            let open = OpenFile::open(&path).unwrap().unwrap();
            std::fs::write(&path, [round + 100; 100]).unwrap();
            assert!(!open.version.unwrap().is_current(&path).unwrap(), "round {round}");
        }
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_read_again_and_then_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let read_and_append = |n_changes: u32| {
            std::fs::write(&path, "start").unwrap();
            let mut n_reads = 0;
            let content = read_unchanged(&path, 100, |open, limit| {
                let bytes = read_open(open, limit)?;
                n_reads += 1;
                if n_reads <= n_changes {
                    let mut log = File::options().append(true).open(&path)?;
                    std::io::Write::write_all(&mut log, b"+")?;
                }
                Ok(bytes)
            });
            (content.unwrap(), n_reads)
        };
        assert_eq!(read_and_append(0), (Content::Whole("start".into()), 1));
        assert_eq!(read_and_append(3), (Content::Whole("start+++".into()), 4));
        assert_eq!(read_and_append(u32::MAX), (Content::Changing, MAX_READS));
    }
}
