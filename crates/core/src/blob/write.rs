//! Writing a blob whole, and its metadata.

use super::container::BlobContainer;
use super::error::Error;
use super::request::Operation;
use crate::conventions::BlobName;
use crate::transport::{Method, Transport};
use bytes::Bytes;

/// What a blob is stored with beside its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlobHeaders {
    /// The content type; none leaves it to the service, which takes `application/octet-stream`.
    pub content_type: Option<String>,
    /// Metadata. Names must be C# identifiers (the service's rule): letters, digits and `_`.
    pub metadata: Vec<(String, String)>,
    /// The MD5 of the whole blob in base64, for others to verify. The service computes it by
    /// itself for a blob that is written in one request, and only then.
    pub content_md5: Option<String>,
    /// What to do when there is one of that name.
    pub if_exists: IfExists,
}

/// What to do when a blob of that name exists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IfExists {
    /// Replace it, of whatever type it is; what the conventions do.
    #[default]
    Overwrite,
    /// Leave it, and fail with `BlobAlreadyExists`.
    Refuse,
}

impl BlobHeaders {
    pub(super) fn apply(&self, operation: &mut Operation) {
        if let Some(content_type) = &self.content_type {
            operation.header("x-ms-blob-content-type", content_type.as_str());
        }
        if let Some(content_md5) = &self.content_md5 {
            operation.header("x-ms-blob-content-md5", content_md5.as_str());
        }
        for (name, value) in &self.metadata {
            operation.header(format!("x-ms-meta-{name}"), value.as_str());
        }
        if self.if_exists == IfExists::Refuse {
            operation.header("if-none-match", "*");
        }
    }
}

impl<T: Transport> BlobContainer<T> {
    /// Writes a blob in one request; up to 5,000 MiB by the service's limits.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn put_blob(
        &self,
        blob: &BlobName,
        body: Bytes,
        headers: &BlobHeaders,
    ) -> Result<(), Error> {
        let mut operation = self.blob_operation("save", Method::Put, blob)?;
        operation.header("x-ms-blob-type", "BlockBlob");
        headers.apply(&mut operation);
        operation.checked_body(body);
        self.client.execute(&operation).await.map(drop)
    }

    /// Replaces the blob's metadata.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn set_metadata(
        &self,
        blob: &BlobName,
        metadata: &[(String, String)],
    ) -> Result<(), Error> {
        let mut operation = self.blob_operation("set the metadata of", Method::Put, blob)?;
        operation.query("comp", "metadata");
        for (name, value) in metadata {
            operation.header(format!("x-ms-meta-{name}"), value.as_str());
        }
        self.client.execute(&operation).await.map(drop)
    }
}
