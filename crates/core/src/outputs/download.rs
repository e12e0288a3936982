//! Fetching an output into a file, a folder, a writer or memory.
//!
//! A file appears under its name only when it is complete and its checksum matches. Until then its
//! bytes are in a `.part` file beside it: see `destination`.

use super::destination::{DownloadFolder, PartFile, Target};
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
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

/// How often a folder is made again that another fetch removes, since it failed and left it empty.
const MAX_FOLDERS: u32 = 3;

impl<T: Transport> OutputFile<T> {
    /// Fetches it into the file `path`, replacing an existing one. Returns its length in bytes. The
    /// file gets the blob's time of modification.
    ///
    /// A fetch that is interrupted after 4 MiB, or whose future is dropped then, leaves its bytes
    /// in a `.part` file beside `path`, if the blob has a stored MD5 and is no log. The next fetch
    /// resumes there. Any other fetch that fails leaves nothing.
    ///
    /// # Errors
    /// [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound),
    /// [`ErrorKind::ConditionNotMet`](crate::ErrorKind::ConditionNotMet) when it is replaced
    /// meanwhile, [`ErrorKind::Input`](crate::ErrorKind::Input) when it is a folder of a
    /// hierarchical namespace, or for the file: `path` is a link, a folder or a device, or cannot
    /// be written. Else a [kind of every request](crate::ErrorKind#kinds-of-every-request);
    /// [`Error::Incomplete`] when bytes are left. An existing file is then unchanged.
    pub async fn download_to_file(&self, path: &Path) -> Result<u64, Error> {
        Target::at(path)?.check()?;
        let fetch = Fetch::open(&self.container, &self.address.blob_name()).await?;
        let part = PartFile::open(Target::at(path)?, fetch.version());
        self.fill(&fetch, part.map_err(|error| file_error("write", path, error))?, path).await?;
        Ok(fetch.length)
    }

    /// Fetches it into `folder` under `path`, such as its own
    /// [`safe_path`](crate::OutputAddress::safe_path), and creates missing folders. An
    /// [`OutputPath`] stays below `folder`, whatever the name of the blob. Returns the file and its
    /// length in bytes.
    ///
    /// # Errors
    /// As for [`download_into`](Self::download_into).
    pub async fn download_below(
        &self,
        folder: &Path,
        path: &OutputPath,
    ) -> Result<(PathBuf, u64), Error> {
        self.download_into(&DownloadFolder::new(folder), path).await
    }

    /// The same, into a folder that many outputs are fetched into. No link below the folder is
    /// followed or replaced.
    ///
    /// # Errors
    /// As for [`download_to_file`](Self::download_to_file);
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) also when a link or a file is in the place of a
    /// folder, when `path` is no path on this system, and when another output that was fetched into
    /// `folder` has the same file, as names that differ only in their case have on some disks.
    pub async fn download_into(
        &self,
        folder: &DownloadFolder,
        path: &OutputPath,
    ) -> Result<(PathBuf, u64), Error> {
        path.check_for_this_system()?;
        if let Some(target) = folder.find(path)? {
            target.check()?;
        }
        let fetch = Fetch::open(&self.container, &self.address.blob_name()).await?;
        let file = folder.path().join(path.as_str());
        let mut n_folders = 0;
        let part = loop {
            n_folders += 1;
            match PartFile::open(folder.make(path)?, fetch.version()) {
                Err(error)
                    if error.kind() == std::io::ErrorKind::NotFound && n_folders < MAX_FOLDERS => {}
                opened => break opened.map_err(|error| file_error("write", &file, error))?,
            }
        };
        self.fill(&fetch, part, &file).await?;
        Ok((file, fetch.length))
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

    /// Fetches into `part`, and makes it the file.
    async fn fill(&self, fetch: &Fetch<T>, mut part: PartFile, shown: &Path) -> Result<(), Error> {
        let mut filled = self.fill_part(fetch, &mut part, shown).await;
        if part.is_resumed() && matches!(filled, Err(Error::ChecksumMismatch { .. })) {
            // Somebody has changed the bytes that were there.
            filled = match part.restart().await {
                Ok(()) => self.fill_part(fetch, &mut part, shown).await,
                Err(error) => Err(error),
            };
        }
        match filled {
            Ok(()) => part.finish(fetch.last_modified).await,
            Err(error) => Err(part.fail(error).await),
        }
    }

    async fn fill_part(
        &self,
        fetch: &Fetch<T>,
        part: &mut PartFile,
        shown: &Path,
    ) -> Result<(), Error> {
        let (start, md5) = part.resume().await?;
        self.copy(fetch, start, md5, &mut part.writer, shown).await
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
