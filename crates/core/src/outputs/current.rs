//! Whether a local file is an output already, so that it need not be fetched again.

use super::destination::DownloadFolder;
use super::file::OutputFile;
use super::local_file::blocking;
use crate::blob::checksum::ContentMd5;
use crate::blob::{BlobItem, Error};
use crate::conventions::OutputPath;
use crate::time::Timestamp;
use crate::transport::Transport;
use std::fs::File;
use std::io::Read as _;
use std::time::SystemTime;

/// By how many seconds the clocks of this machine and of the service may differ: the service accepts
/// a quarter of an hour. A blob that is replaced within the second of its last change keeps its
/// time, so that time shows the version only of a file that was made later.
const CLOCK_DIFFERENCE: i64 = 15 * 60;
/// The size of one read of a file.
const BUFFER: usize = 1 << 20;

/// What is known of a blob without fetching it.
struct Stored {
    length: u64,
    last_modified: Option<Timestamp>,
    content_md5: Option<String>,
}

impl<T: Transport> OutputFile<T> {
    /// Whether the file `path` below `folder` is this output already: it has the output's length,
    /// and the time that a fetch gives it or the MD5 that is stored with the blob.
    ///
    /// The time alone does not count in a file that was made less than 15 minutes after it, since
    /// the blob may have been replaced within that second. `listed` is the output in a listing, if
    /// there was one; without it, a request asks for the blob's properties if there is such a file.
    ///
    /// # Errors
    /// [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) when the folder cannot be read or has a link
    /// in the place of a folder, or a [kind of every
    /// request](crate::ErrorKind#kinds-of-every-request).
    pub async fn is_current(
        &self,
        folder: &DownloadFolder,
        path: &OutputPath,
        listed: Option<&BlobItem>,
    ) -> Result<bool, Error> {
        let Some(file) = folder.find(path)?.and_then(|target| target.open()) else {
            return Ok(false);
        };
        let Ok(metadata) = file.metadata() else { return Ok(false) };
        let stored = match listed {
            Some(blob) => Stored {
                length: blob.size,
                last_modified: blob.last_modified,
                content_md5: blob.content_md5.clone(),
            },
            None => self.stored().await?,
        };
        if metadata.len() != stored.length {
            return Ok(false);
        }
        let time = |time: std::io::Result<SystemTime>| Some(unix_from(time.ok()?));
        if let (Some(last), Some(modified), Some(made)) =
            (stored.last_modified, time(metadata.modified()), time(metadata.created()))
            && modified == last.unix()
            && made.saturating_sub(modified) > CLOCK_DIFFERENCE
        {
            return Ok(true);
        }
        let Some(content_md5) = stored.content_md5 else { return Ok(false) };
        let shown = folder.path().join(path.as_str());
        Ok(blocking(&shown, move |_| md5_of(&file)).await? == content_md5)
    }

    async fn stored(&self) -> Result<Stored, Error> {
        let properties = self.container.properties(&self.address.blob_name()).await?;
        Ok(Stored {
            length: properties.content_length.unwrap_or_default(),
            last_modified: properties.last_modified,
            content_md5: properties.content_md5,
        })
    }
}

fn md5_of(mut file: &File) -> std::io::Result<String> {
    let mut md5 = ContentMd5::default();
    let mut buffer = vec![0; BUFFER];
    loop {
        let n_bytes = file.read(&mut buffer)?;
        if n_bytes == 0 {
            return Ok(md5.finish());
        }
        md5.update(buffer.get(..n_bytes).unwrap_or_default());
    }
}

/// Whole seconds since 1970, rounded down.
fn unix_from(time: SystemTime) -> i64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |n| -n - 1),
    }
}
