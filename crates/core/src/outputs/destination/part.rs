//! The bytes of a file that is not complete yet: a `.part` file beside it.
//!
//! Its name is short whatever the file's, and depends on the blob and its version, so a later fetch
//! finds it. It is resumed only where that can be verified: it belongs to this user, no other fetch
//! is writing it, it is not longer than the blob, the blob has the same ETag, and its stored MD5
//! will show whether all bytes are right.

use super::target::Target;
use super::{Directory, is_own_file};
use crate::blob::checksum::{ContentMd5, crc64};
use crate::blob::{Error, ErrorKind};
use crate::escape::text_from_path;
use crate::time::Timestamp;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::SeekFrom;
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};

/// The size of one read of a `.part` file.
const BUFFER: usize = 1 << 20;
/// How many bytes of the file's name are in the name of its `.part` file.
const MAX_STEM: usize = 80;
/// The least bytes that are worth resuming: a fetch asks for the first 4 MiB in any case.
const MIN_BYTES: u64 = 4 << 20;
/// How many fetches of one version may write into one folder at the same time.
const MAX_NAMES: u32 = 1_000;

/// The version of a blob that is fetched.
#[derive(Debug, Clone)]
pub(in crate::outputs) struct PartVersion {
    pub(in crate::outputs) url: String,
    /// Its ETag; none for an append blob, whose bytes may be of several versions.
    pub(in crate::outputs) etag: Option<String>,
    pub(in crate::outputs) length: u64,
    pub(in crate::outputs) has_md5: bool,
}

/// A `.part` file. Dropping it removes it, unless it is worth resuming.
#[derive(Debug)]
pub(in crate::outputs) struct PartFile {
    target: Target,
    version: PartVersion,
    name: OsString,
    /// Locked while it is open, so that no other fetch writes it.
    file: File,
    /// The same file.
    pub(in crate::outputs) writer: tokio::fs::File,
    is_resumed: bool,
    can_resume: bool,
    is_finished: bool,
}

impl PartFile {
    /// Opens the file of an earlier fetch that can be resumed, or a new one.
    pub(in crate::outputs) fn open(target: Target, version: PartVersion) -> std::io::Result<Self> {
        let names = PartNames::new(&target.name, &version);
        if version.length > MIN_BYTES {
            remove_older(&target.directory, &names);
        }
        let can_resume = version.etag.is_some() && version.has_md5;
        let existing = existing(&target.directory, &names.own, can_resume, version.length);
        let is_resumed = existing.is_some();
        let (file, name) = match existing {
            Some(file) => (file, names.own),
            None => create(&target.directory, &names)?,
        };
        // Without a lock nobody could tell later whether it is in use.
        let can_resume = can_resume && (is_resumed || file.try_lock().is_ok());
        let writer = tokio::fs::File::from_std(file.try_clone()?);
        let is_finished = false;
        Ok(Self { target, version, name, file, writer, is_resumed, can_resume, is_finished })
    }

    /// Whether it has bytes of an earlier fetch.
    pub(in crate::outputs) fn is_resumed(&self) -> bool {
        self.is_resumed
    }

    /// Reads the existing bytes for their MD5, and leaves the file at its end. Returns their number.
    pub(in crate::outputs) async fn resume(&mut self) -> Result<(u64, ContentMd5), Error> {
        let mut md5 = ContentMd5::default();
        let mut buffer = vec![0; if self.is_resumed { BUFFER } else { 0 }];
        let mut position = 0;
        loop {
            let read = self.writer.read(&mut buffer).await;
            let n_bytes = read.map_err(|error| self.target.error(error))?;
            if n_bytes == 0 {
                let sought = self.writer.seek(SeekFrom::Start(position)).await;
                sought.map_err(|error| self.target.error(error))?;
                return Ok((position, md5));
            }
            md5.update(buffer.get(..n_bytes).unwrap_or_default());
            position += n_bytes as u64;
        }
    }

    /// Empties it.
    pub(in crate::outputs) async fn restart(&mut self) -> Result<(), Error> {
        self.is_resumed = false;
        let emptied = async {
            self.writer.set_len(0).await?;
            self.writer.seek(SeekFrom::Start(0)).await
        };
        emptied.await.map(drop).map_err(|error| self.target.error(error))
    }

    /// Makes it the target's file, with the time of the blob.
    pub(in crate::outputs) async fn finish(
        mut self,
        modified: Option<Timestamp>,
    ) -> Result<(), Error> {
        self.can_resume = false;
        if let Some(time) = modified.and_then(system_time_from) {
            // Where a disk refuses it, the file is fetched again next time, which does no harm.
            let _ = self.file.set_modified(time);
        }
        self.writer.sync_all().await.map_err(|error| self.target.error(error))?;
        self.target.replace_by(&self.name, &self.version.url)?;
        self.is_finished = true;
        Ok(())
    }

    /// Ends a fetch that failed: leaves the bytes if the next fetch can use them, and says so in
    /// the error.
    pub(in crate::outputs) async fn fail(mut self, error: Error) -> Error {
        let is_interrupted = matches!(
            error.kind(),
            ErrorKind::Unreachable
                | ErrorKind::ForeignAnswer
                | ErrorKind::Busy
                | ErrorKind::NotAuthenticated
                | ErrorKind::NotAllowed
        );
        self.can_resume = self.can_resume && is_interrupted;
        // The first error is the one to report.
        let _ = self.writer.flush().await;
        if !self.is_worth_resuming() {
            return error;
        }
        Error::Incomplete {
            n_bytes: self.n_bytes(),
            length: self.version.length,
            part: text_from_path(&self.target.path.with_file_name(&self.name)),
            source: Box::new(error),
        }
    }

    fn is_worth_resuming(&self) -> bool {
        self.can_resume && self.n_bytes() >= MIN_BYTES
    }

    fn n_bytes(&self) -> u64 {
        self.file.metadata().map(|file| file.len()).unwrap_or_default()
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.is_finished && !self.is_worth_resuming() {
            // It may be gone already.
            let _ = self.target.directory.remove_file(&self.name);
        }
    }
}

/// The names of `.part` files: `{stem}.{of the blob and the file}-{of the version}.part`.
#[derive(Debug)]
struct PartNames {
    /// What the names for all versions begin with.
    prefix: String,
    own: OsString,
}

impl PartNames {
    fn new(file_name: &OsStr, version: &PartVersion) -> Self {
        let file_name = file_name.to_string_lossy();
        let stem = file_name.get(..file_name.floor_char_boundary(MAX_STEM)).unwrap_or_default();
        let of_blob = crc64(format!("{}\n{file_name}", version.url).as_bytes());
        let of_version = crc64(version.etag.as_deref().unwrap_or_default().as_bytes());
        let prefix = format!("{stem}.{of_blob:016x}-");
        let own = format!("{prefix}{of_version:016x}.part").into();
        Self { prefix, own }
    }

    /// The names to try for a new file: the own one may be in use.
    fn candidates(&self) -> impl Iterator<Item = OsString> {
        let process = std::process::id();
        let others = (0..MAX_NAMES).map(move |n| format!("{}{process}-{n}.part", self.prefix));
        std::iter::once(self.own.clone()).chain(others.map(OsString::from))
    }
}

/// The file of an earlier fetch. If it cannot be resumed and nobody uses it, it is removed.
fn existing(directory: &Directory, name: &OsStr, can_resume: bool, length: u64) -> Option<File> {
    let Ok(file) = directory.open_file_to_write(name) else {
        // Nothing; or a link or the file of somebody else, which is not to be written.
        let _ = directory.remove_file(name);
        return None;
    };
    if file.try_lock().is_err() || !directory.has(name, &file).unwrap_or(false) {
        return None;
    }
    let is_own = is_own_file(&file).unwrap_or(false);
    let is_short = file.metadata().is_ok_and(|metadata| metadata.len() <= length);
    if can_resume && is_own && is_short {
        return Some(file);
    }
    let _ = directory.remove_file(name);
    None
}

fn create(directory: &Directory, names: &PartNames) -> std::io::Result<(File, OsString)> {
    for name in names.candidates() {
        match directory.create_file(&name) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            created => return Ok((created?, name)),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

/// Removes what earlier fetches have left of other versions, which nobody can resume.
fn remove_older(directory: &Directory, names: &PartNames) {
    for name in directory.names().unwrap_or_default() {
        let is_part = name
            .to_str()
            .is_some_and(|name| name.starts_with(&names.prefix) && name.ends_with(".part"));
        if !is_part || name == names.own {
            continue;
        }
        let Ok(file) = directory.open_file_to_write(&name) else { continue };
        if file.try_lock().is_ok() && is_own_file(&file).unwrap_or(false) {
            let _ = directory.remove_file(&name);
        }
    }
}

fn system_time_from(time: Timestamp) -> Option<SystemTime> {
    let seconds = Duration::from_secs(u64::try_from(time.unix()).ok()?);
    SystemTime::UNIX_EPOCH.checked_add(seconds)
}
