//! Fetching an output into a file, a writer or memory.
//!
//! A file appears under its name only when it is complete and its checksum matches. Until then its
//! bytes are in a `.part` file beside it, named after the version of the blob, where an interrupted
//! fetch resumes.

use super::fetch::Fetch;
use super::file::OutputFile;
use super::local_file::file_error;
use crate::blob::Error;
use crate::blob::checksum::ContentMd5;
use crate::conventions::OutputPath;
use crate::transport::Transport;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use std::path::{Path, PathBuf};
use std::pin::pin;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWrite, AsyncWriteExt as _, SeekFrom};

/// The size of one read of a `.part` file.
const BUFFER: usize = 1 << 20;

impl<T: Transport> OutputFile<T> {
    /// Fetches it into the file `path`, replacing an existing one. Returns its length.
    ///
    /// # Errors
    /// [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound),
    /// [`ErrorKind::ConditionNotMet`](crate::ErrorKind::ConditionNotMet) when it is replaced
    /// meanwhile, [`ErrorKind::Input`](crate::ErrorKind::Input) for the file, or a [kind of every
    /// request](crate::ErrorKind#kinds-of-every-request). An existing file is then unchanged.
    pub async fn download_to_file(&self, path: &Path) -> Result<u64, Error> {
        let fetch = Fetch::open(&self.container, &self.address.blob_name()).await?;
        let part = part_path(path, fetch.etag());
        let result = self.fill_part(&fetch, &part).await;
        let can_resume =
            fetch.etag().is_some() && !matches!(result, Err(Error::ChecksumMismatch { .. }));
        if let Err(error) = result {
            if !can_resume {
                // The first error is the one to report.
                let _ = tokio::fs::remove_file(&part).await;
            }
            return Err(error);
        }
        tokio::fs::rename(&part, path).await.map_err(|e| file_error("write", path, e))?;
        Ok(fetch.length)
    }

    /// Fetches it into `folder` under `path`, such as its own
    /// [`safe_path`](crate::OutputAddress::safe_path), and creates missing folders. An
    /// [`OutputPath`] stays below `folder`, whatever the name of the blob. Returns the file and its
    /// length.
    ///
    /// # Errors
    /// As for [`download_to_file`](Self::download_to_file).
    pub async fn download_below(
        &self,
        folder: &Path,
        path: &OutputPath,
    ) -> Result<(PathBuf, u64), Error> {
        let file = folder.join(path.as_str());
        if let Some(parent) = file.parent() {
            let made = tokio::fs::create_dir_all(parent).await;
            made.map_err(|error| file_error("make the folder of", &file, error))?;
        }
        let length = self.download_to_file(&file).await?;
        Ok((file, length))
    }

    /// Fetches it into a writer. Returns its length.
    ///
    /// # Errors
    /// As for [`download_to_file`](Self::download_to_file). A part of it may have been written.
    pub async fn download_to(
        &self,
        writer: &mut (impl AsyncWrite + Unpin + Send),
    ) -> Result<u64, Error> {
        let fetch = Fetch::open(&self.container, &self.address.blob_name()).await?;
        let shown = Path::new(self.address.path());
        self.copy(&fetch, 0, ContentMd5::default(), writer, shown).await?;
        Ok(fetch.length)
    }

    /// Fetches it into memory, if it has at most `limit` bytes.
    ///
    /// # Errors
    /// [`Error::TooLarge`], of [`ErrorKind::Input`](crate::ErrorKind::Input), when it is longer
    /// than `limit`. Else [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound),
    /// [`ErrorKind::ConditionNotMet`](crate::ErrorKind::ConditionNotMet), or a [kind of every
    /// request](crate::ErrorKind#kinds-of-every-request).
    pub async fn download_to_bytes(&self, limit: u64) -> Result<Bytes, Error> {
        let blob = self.address.blob_name();
        let fetch = Fetch::open(&self.container, &blob).await?;
        if fetch.length > limit {
            let blob = blob.as_str().to_owned();
            return Err(Error::TooLarge { blob, length: fetch.length, limit });
        }
        let mut whole = BytesMut::new();
        let mut md5 = ContentMd5::default();
        let mut ranges = pin!(fetch.bytes_from(0));
        while let Some(bytes) = ranges.next().await {
            let bytes = bytes?;
            md5.update(&bytes);
            whole.extend_from_slice(&bytes);
        }
        self.verify(&fetch, md5)?;
        Ok(whole.freeze())
    }

    /// Compares the MD5 of the fetched bytes with the stored one, if there is one.
    fn verify(&self, fetch: &Fetch<T>, md5: ContentMd5) -> Result<(), Error> {
        match &fetch.content_md5 {
            Some(stored) if *stored != md5.finish() => {
                Err(Error::ChecksumMismatch { blob: self.address.blob_name().as_str().to_owned() })
            }
            _ => Ok(()),
        }
    }

    async fn fill_part(&self, fetch: &Fetch<T>, part: &Path) -> Result<(), Error> {
        let failed = |error| file_error("write", part, error);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(fetch.etag().is_none())
            .open(part)
            .await
            .map_err(failed)?;
        let (start, md5) = resume(&mut file, fetch.length).await.map_err(failed)?;
        self.copy(fetch, start, md5, &mut file, part).await?;
        file.sync_all().await.map_err(failed)
    }

    /// Writes the bytes from `start` on, and verifies the whole.
    async fn copy(
        &self,
        fetch: &Fetch<T>,
        start: u64,
        mut md5: ContentMd5,
        writer: &mut (impl AsyncWrite + Unpin + Send),
        shown: &Path,
    ) -> Result<(), Error> {
        let failed = |error| file_error("write", shown, error);
        let mut ranges = pin!(fetch.bytes_from(start));
        while let Some(bytes) = ranges.next().await {
            let bytes = bytes?;
            md5.update(&bytes);
            writer.write_all(&bytes).await.map_err(failed)?;
        }
        writer.flush().await.map_err(failed)?;
        self.verify(fetch, md5)
    }
}

/// The file for incomplete bytes: beside the file, and named after the version of the blob, since
/// only the same version may be resumed.
fn part_path(path: &Path, etag: Option<&str>) -> PathBuf {
    let mut name = path.file_name().map(std::ffi::OsStr::to_owned).unwrap_or_default();
    if let Some(etag) = etag {
        name.push(".");
        name.push(etag.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
    }
    name.push(".part");
    path.with_file_name(name)
}

/// Reads the existing bytes for their MD5, and leaves the file at its end.
async fn resume(file: &mut File, length: u64) -> std::io::Result<(u64, ContentMd5)> {
    let mut md5 = ContentMd5::default();
    let n_existing = file.metadata().await?.len();
    if n_existing > length {
        file.set_len(0).await?;
        return Ok((0, md5));
    }
    let mut buffer = vec![0; BUFFER];
    let mut position = 0;
    loop {
        let n_bytes = file.read(&mut buffer).await?;
        if n_bytes == 0 {
            file.seek(SeekFrom::Start(position)).await?;
            return Ok((position, md5));
        }
        md5.update(buffer.get(..n_bytes).unwrap_or_default());
        position += n_bytes as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_file_is_named_after_the_file_and_the_version() {
        let path = Path::new("out/a.exr");
        assert_eq!(part_path(path, Some("0x8D/..")), Path::new("out/a.exr.0x8D.part"));
        assert_eq!(part_path(path, None), Path::new("out/a.exr.part"));
    }
}
