//! Saving files of this machine as outputs.
//!
//! A small file goes in one request; a large one in blocks, several at a time, read from the disk
//! as they are sent, so that memory stays bounded whatever the file's size.

use super::storage::OutputStorage;
use super::upload::Upload;
use crate::blob::{Error, IfExists, WriteOptions};
use crate::conventions::{Kind, OutputPath};
use crate::transport::Transport;
use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// One MiB.
const MIB: u64 = 1 << 20;

/// How to save a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SaveOptions {
    /// The content type; none takes it from the destination's name.
    pub content_type: Option<String>,
    /// What to do when there is an output of that path.
    pub if_exists: IfExists,
    /// How much memory it may take.
    pub footprint: Footprint,
}

/// How much memory saving one file may take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Footprint {
    /// About 40 MiB: fast also where answers take long.
    #[default]
    Full,
    /// About 6 MiB: beside a command that the machine is there for.
    Small,
}

impl Footprint {
    /// Files up to this length, in bytes, are sent in one request.
    const fn max_single(self) -> u64 {
        match self {
            Self::Full => 16 * MIB,
            Self::Small => 2 * MIB,
        }
    }

    /// The length of a block in bytes, and how many are on their way at once: with the one that is
    /// read, one more is in memory.
    pub(super) const fn blocks(self) -> (u64, usize) {
        match self {
            Self::Full => (8 * MIB, 4),
            Self::Small => (2 * MIB, 2),
        }
    }
}

/// The content type for a file name, by its extension; none if that is not known. Text is taken
/// to be UTF-8.
pub fn content_type_of(name: &str) -> Option<String> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())?;
    // The names that tasks give to text and that registries do not list, and the picture
    // formats of renderers.
    match extension.as_str() {
        "log" | "out" | "err" => return Some("text/plain; charset=utf-8".to_owned()),
        "exr" => return Some("image/x-exr".to_owned()),
        "apng" => return Some("image/apng".to_owned()),
        _ => {}
    }
    let guess = mime_guess::from_ext(&extension).first()?;
    let is_text = guess.type_() == mime_guess::mime::TEXT;
    Some(if is_text { format!("{guess}; charset=utf-8") } else { guess.to_string() })
}

impl<K: AsRef<Kind>, T: Transport> OutputStorage<K, T> {
    /// Saves the file `source` as an output; see [`OutputPath::from_file`] for the path that the
    /// conventions give it. Gives its length in bytes.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn save(
        &self,
        kind: &K,
        source: &Path,
        path: &OutputPath,
        options: &SaveOptions,
    ) -> Result<u64, Error> {
        let blob = &self.get_output(kind, path).address().blob_name();
        let content_type = options.content_type.clone();
        let headers = &WriteOptions {
            content_type: content_type.or_else(|| content_type_of(path.file_name())),
            if_exists: options.if_exists,
            ..WriteOptions::default()
        };
        let container = &self.container;
        let footprint = options.footprint;
        let mut length = file_length(source).await?;
        if length <= footprint.max_single() {
            let body = read_at_most(source, footprint.max_single()).await;
            if let Some(body) = body.map_err(|error| file_error("read", source, error))? {
                let n_bytes = body.len() as u64;
                container.put_blob(blob, body, headers).await?;
                return Ok(n_bytes);
            }
            // It has grown since.
            length = file_length(source).await?;
        }
        Upload { container, blob, source, length, headers, footprint }.run().await?;
        Ok(length)
    }

    /// Saves many files, `at_once` of them at a time, and tells of each as it is done: its place in
    /// `files`, and its length in bytes or why it failed. A failure stops none of the others.
    ///
    /// 32 to 64 at once fill a line whose answers take 20 ms; each small file is held in memory
    /// while it is sent.
    pub fn save_many<'a>(
        &'a self,
        kind: &'a K,
        files: &'a [(PathBuf, OutputPath)],
        options: &'a SaveOptions,
        at_once: usize,
    ) -> impl Stream<Item = (usize, Result<u64, Error>)> + 'a {
        let saves = files.iter().enumerate().map(move |(index, (source, path))| async move {
            (index, self.save(kind, source, path, options).await)
        });
        stream::iter(saves).buffer_unordered(at_once.max(1))
    }
}

async fn file_length(path: &Path) -> Result<u64, Error> {
    let metadata = tokio::fs::metadata(path).await.map_err(|e| file_error("read", path, e))?;
    if metadata.is_dir() {
        let reason = std::io::Error::other("it is a folder");
        return Err(file_error("read", path, reason));
    }
    Ok(metadata.len())
}

/// All of a file; none if it is longer than `limit` bytes and can be read again. A pipe or a device
/// tells no length, and may have no end.
async fn read_at_most(path: &Path, limit: u64) -> std::io::Result<Option<Bytes>> {
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

pub(crate) fn file_error(action: &'static str, path: &Path, source: std::io::Error) -> Error {
    Error::File { action, path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types_come_from_the_name() {
        assert_eq!(content_type_of("frame_0001.PNG").as_deref(), Some("image/png"));
        assert_eq!(content_type_of("frame.exr").as_deref(), Some("image/x-exr"));
        assert_eq!(content_type_of("a.log").as_deref(), Some("text/plain; charset=utf-8"));
        assert_eq!(content_type_of("a.txt").as_deref(), Some("text/plain; charset=utf-8"));
        assert_eq!(content_type_of("README"), None);
    }
}
