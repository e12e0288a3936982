//! The outputs of one owner, a job or a task.
//!
//! The type names the kinds that the owner's outputs can have, so a job cannot save a `TaskLog`.

use super::file::OutputFile;
use super::item::{ListedBlob, OutputItem};
use super::pages::JobPages;
use crate::blob::{BlobContainer, Error, ListOptions, WriteOptions};
use crate::conventions::{Kind, OutputAddress, OutputPath, Owner};
use crate::transport::{PlatformTransport, Transport};
use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use std::marker::PhantomData;

/// The outputs of an owner, with kinds `K`, in the container of a job:
/// [`JobOutputStorage`](super::JobOutputStorage) or
/// [`TaskOutputStorage`](super::TaskOutputStorage).
#[derive(Debug, Clone)]
pub struct OutputStorage<K, T: Transport = PlatformTransport> {
    pub(super) container: BlobContainer<T>,
    owner: Owner,
    kinds: PhantomData<K>,
}

impl<K: AsRef<Kind>, T: Transport> OutputStorage<K, T> {
    pub(super) fn of(owner: Owner, container: BlobContainer<T>) -> Self {
        Self { container, owner, kinds: PhantomData }
    }

    /// The job's container.
    pub fn container(&self) -> &BlobContainer<T> {
        &self.container
    }

    /// The path of a kind's outputs in the container, without a slash at its end, as in the `path`
    /// of Batch's own output files.
    pub fn output_storage_path(&self, kind: &K) -> String {
        OutputAddress::output_storage_path(&self.owner, kind.as_ref())
    }

    /// One output, which may not exist. Sends no request.
    pub fn get_output(&self, kind: &K, path: &OutputPath) -> OutputFile<T> {
        let address = OutputAddress::new(self.owner.clone(), kind.as_ref().clone(), path.clone());
        OutputFile::new(self.container.clone(), address)
    }

    /// Saves a text, as UTF-8 without a byte order mark, and replaces an existing output.
    ///
    /// # Errors
    /// As for [`BlobContainer::put_blob`].
    pub async fn save_text(&self, kind: &K, text: &str, path: &OutputPath) -> Result<(), Error> {
        let headers = WriteOptions {
            content_type: Some("text/plain; charset=utf-8".to_owned()),
            ..WriteOptions::default()
        };
        let body = Bytes::copy_from_slice(text.as_bytes());
        let blob = self.get_output(kind, path).address().blob_name();
        self.container.put_blob(&blob, body, &headers).await
    }

    /// The pages of the owner's outputs of a kind whose paths begin with `path_prefix`; without a
    /// kind, of all that a task has, or of all blobs of a job's container, the outputs of its tasks
    /// included. Sends no request.
    pub fn output_pages(&self, kind: Option<&K>, path_prefix: &str) -> JobPages<T> {
        let folder = match kind {
            Some(kind) => OutputAddress::prefix(&self.owner, kind.as_ref()),
            None => self.owner_prefix(),
        };
        JobPages::new(&self.container, &format!("{folder}{path_prefix}"))
    }

    /// The prefix of the names of all blobs of the owner; for a job, of its whole container.
    pub(super) fn owner_prefix(&self) -> String {
        match &self.owner {
            Owner::Job => String::new(),
            Owner::Task(task) => OutputAddress::task_prefix(task),
        }
    }

    /// All outputs of a kind. The prefix ends in a slash, so `Log` does not list `LogArchive`.
    /// Folders of an account with a hierarchical namespace are left out.
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound), or a [kind of every
    /// request](crate::ErrorKind#kinds-of-every-request).
    pub async fn list_outputs(&self, kind: &K) -> Result<Vec<OutputItem>, Error> {
        self.stream_outputs(kind).try_collect().await
    }

    /// All outputs of a kind, as a stream that asks for the next page when it is needed. It yields
    /// the errors of [`list_outputs`](Self::list_outputs), and ends after one.
    pub fn stream_outputs(
        &self,
        kind: &K,
    ) -> impl Stream<Item = Result<OutputItem, Error>> + use<K, T> {
        let options = ListOptions::new()
            .with_prefix(OutputAddress::prefix(&self.owner, kind.as_ref()))
            .with_metadata(true);
        let pages = stream::try_unfold(self.container.pages(options), |mut pages| async move {
            let page = pages.next_page().await?;
            Ok::<_, Error>(page.map(|page| (stream::iter(page.blobs).map(Ok::<_, Error>), pages)))
        });
        pages.try_flatten().try_filter_map(|blob| {
            let output = match ListedBlob::from(blob) {
                ListedBlob::Output(output) => Some(output),
                ListedBlob::Folder(_) | ListedBlob::Other(_) => None,
            };
            std::future::ready(Ok(output))
        })
    }
}
