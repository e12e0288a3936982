//! Reading files of this machine, and the errors for them.

use crate::blob::Error;
use crate::escape::text_from_path;
use bytes::Bytes;
use std::io::Read as _;
use std::path::Path;

pub(super) async fn file_length(path: &Path) -> Result<u64, Error> {
    let metadata = tokio::fs::metadata(path).await.map_err(|e| file_error("read", path, e))?;
    if metadata.is_dir() {
        let reason = std::io::Error::other("it is a folder");
        return Err(file_error("read", path, reason));
    }
    Ok(metadata.len())
}

/// All of a file; none if it is longer than `limit` bytes and can be read again. A pipe or a device
/// has no known length, and may be endless.
pub(super) async fn read_at_most(path: &Path, limit: u64) -> std::io::Result<Option<Bytes>> {
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || {
        let file = std::fs::File::open(path)?;
        let length = file.metadata()?.len().min(limit);
        let mut body = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        (&file).take(limit + 1).read_to_end(&mut body)?;
        if body.len() as u64 <= limit {
            Ok(Some(Bytes::from(body)))
        } else if file.metadata()?.len() > limit {
            Ok(None)
        } else {
            Err(std::io::Error::other("it does not tell its length, and is long: save a copy"))
        }
    });
    read.await?
}

pub(super) fn file_error(action: &'static str, path: &Path, source: std::io::Error) -> Error {
    Error::File { action, path: text_from_path(path), source }
}
