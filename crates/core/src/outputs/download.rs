//! Fetching an output into a file or a writer of this machine.
//!
//! A file appears under its name only when it is whole: until then it is `name.part` beside it.
//! A body that breaks off is taken up where it broke, as long as the blob is still the same.

use super::file::OutputFile;
use super::save::file_error;
use crate::blob::{Error, ReadRange};
use crate::transport::{Transport, TransportError};
use std::path::Path;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

/// How often in a row a body may break off without bringing a byte.
const MAX_EMPTY_BREAKS: u32 = 5;

impl<T: Transport> OutputFile<T> {
    /// Fetches it into `path`, replacing what is there. Gives its length.
    ///
    /// # Errors
    /// See [`Error`]. What was there is then still there.
    pub async fn download_to_file(&self, path: &Path) -> Result<u64, Error> {
        let mut name = path.file_name().map(std::ffi::OsStr::to_owned).unwrap_or_default();
        name.push(".part");
        let part = path.with_file_name(name);
        let result = self.download_to_part(&part).await;
        match result {
            Ok(length) => {
                let renamed = tokio::fs::rename(&part, path).await;
                renamed.map_err(|e| file_error("write", path, e)).map(|()| length)
            }
            Err(error) => {
                // The first error is the one to report.
                let _ = tokio::fs::remove_file(&part).await;
                Err(error)
            }
        }
    }

    async fn download_to_part(&self, part: &Path) -> Result<u64, Error> {
        let file = tokio::fs::File::create(part).await;
        let mut file = file.map_err(|e| file_error("write", part, e))?;
        let length = self.download_to(&mut file).await?;
        file.sync_all().await.map_err(|e| file_error("write", part, e))?;
        Ok(length)
    }

    /// Fetches it into a writer. Gives its length.
    ///
    /// # Errors
    /// See [`Error`]. Some of it may be written then.
    pub async fn download_to(
        &self,
        writer: &mut (impl AsyncWrite + Unpin + Send),
    ) -> Result<u64, Error> {
        let written_to = Path::new(self.address.path());
        let mut position = 0;
        let mut etag: Option<String> = None;
        let mut empty_breaks = 0;
        loop {
            let range = if position == 0 { ReadRange::All } else { ReadRange::From(position) };
            let mut read = self.read(range).await?;
            let found = read.properties.etag.take();
            if etag.is_some() && found != etag {
                let blob = self.address.blob_name().as_str().to_owned();
                return Err(Error::OtherWriter { blob, position });
            }
            etag = found;
            let before = position;
            let broken: TransportError = loop {
                match read.body.chunk().await {
                    Ok(Some(chunk)) => {
                        let written = writer.write_all(&chunk).await;
                        written.map_err(|e| file_error("write", written_to, e))?;
                        position += chunk.len() as u64;
                    }
                    Ok(None) => {
                        let flushed = writer.flush().await;
                        flushed.map_err(|e| file_error("write", written_to, e))?;
                        return Ok(position);
                    }
                    Err(error) => break error,
                }
            };
            empty_breaks = if position == before { empty_breaks + 1 } else { 0 };
            if empty_breaks >= MAX_EMPTY_BREAKS {
                let object = format!("blob `{}`", self.address.blob_name().as_str());
                return Err(Error::Transport { action: "read", object, source: broken });
            }
        }
    }
}
