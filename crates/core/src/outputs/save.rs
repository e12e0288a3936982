//! Saving local files as outputs.
//!
//! A small file is sent in one request, a large one in blocks, several at a time. Blocks are read
//! from the disk as they are sent, so memory is bounded whatever the file's size. What is saved is
//! one version of the file: a file that changes meanwhile is read again, and then refused.

use super::content_type::content_type_of;
use super::local_file::read_at_most;
use super::save_options::SaveOptions;
use super::storage::OutputStorage;
use super::upload::Upload;
use crate::blob::{Error, WriteOptions};
use crate::conventions::{Kind, OutputPath};
use crate::transport::Transport;
use futures_util::stream::{self, Stream, StreamExt as _};
use std::path::{Path, PathBuf};

impl<K: AsRef<Kind>, T: Transport> OutputStorage<K, T> {
    /// Saves the file `source` as an output; see [`OutputPath::from_file`] for the path that the
    /// conventions derive from its name. Returns its length in bytes.
    ///
    /// What is saved is one version of the file: if it changes while it is read, it is read again,
    /// four times in all.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) when the file cannot be read,
    /// [`Error::FileChanged`] of [`ErrorKind::ConditionNotMet`](crate::ErrorKind::ConditionNotMet)
    /// when it keeps changing, or as for [`put_blob`](crate::BlobContainer::put_blob).
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
        if let Some(body) = read_at_most(source, footprint.max_single()).await? {
            let n_bytes = body.len() as u64;
            container.put_blob(blob, body, headers).await?;
            return Ok(n_bytes);
        }
        Upload { container, blob, source, headers, footprint }.run().await
    }

    /// Saves many files, `at_once` of them at a time. Yields for each its index in `files`, with
    /// its length in bytes or its error. A failure does not stop the others.
    ///
    /// 32 to 64 at once use a connection with 20 ms latency well; each small file is in memory
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
