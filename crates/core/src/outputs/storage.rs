//! What job and task storages share: one owner's outputs in a container.

use super::file::OutputFile;
use super::item::OutputItem;
use crate::blob::{BlobContainer, BlobHeaders, Error, ListOptions};
use crate::conventions::{Kind, OutputAddress, OutputPath, Owner};
use crate::transport::Transport;
use bytes::Bytes;

/// The outputs of one owner, a job or a task.
#[derive(Debug, Clone)]
pub(super) struct Storage<T: Transport> {
    pub(super) container: BlobContainer<T>,
    pub(super) owner: Owner,
}

impl<T: Transport> Storage<T> {
    pub(super) fn address(&self, kind: &Kind, path: &OutputPath) -> OutputAddress {
        OutputAddress::new(self.owner.clone(), kind.clone(), path.clone())
    }

    pub(super) fn get_output(&self, kind: &Kind, path: &OutputPath) -> OutputFile<T> {
        OutputFile::new(self.container.clone(), self.address(kind, path))
    }

    pub(super) async fn save_text(
        &self,
        kind: &Kind,
        text: &str,
        path: &OutputPath,
    ) -> Result<(), Error> {
        let headers = BlobHeaders {
            content_type: Some("text/plain; charset=utf-8".to_owned()),
            ..BlobHeaders::default()
        };
        let body = Bytes::copy_from_slice(text.as_bytes());
        let blob = self.address(kind, path).blob_name();
        self.container.put_blob(&blob, body, &headers).await
    }

    /// All outputs of a kind. The prefix has its slash: `Log` is not `LogArchive`.
    pub(super) async fn list_outputs(&self, kind: &Kind) -> Result<Vec<OutputItem>, Error> {
        let mut options = ListOptions {
            prefix: OutputAddress::prefix(&self.owner, kind),
            metadata: true,
            ..ListOptions::default()
        };
        let mut outputs = Vec::new();
        loop {
            let page = self.container.list_page(&options).await?;
            outputs.extend(page.blobs.into_iter().filter_map(|blob| {
                OutputAddress::parse(&blob.name).map(|address| OutputItem { address, blob })
            }));
            options.marker = page.next_marker;
            if options.marker.is_none() {
                return Ok(outputs);
            }
        }
    }
}
