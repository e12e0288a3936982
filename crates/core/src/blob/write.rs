//! Writing a blob in one request, and its metadata.

use super::container::BlobContainer;
use super::error::Error;
#[cfg(not(target_arch = "wasm32"))]
use super::error_kind::ErrorKind;
#[cfg(not(target_arch = "wasm32"))]
use super::list::ListOptions;
use super::operation::{Operation, Success};
#[cfg(not(target_arch = "wasm32"))]
use super::retry::Backoff;
use crate::conventions::BlobName;
#[cfg(not(target_arch = "wasm32"))]
use crate::time::sleep;
use crate::transport::{Method, Transport};
use bytes::Bytes;

/// How to write a blob, and the properties to store with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteOptions {
    /// The content type; the service's default is `application/octet-stream`.
    pub content_type: Option<String>,
    /// Metadata. Names must be C# identifiers (the service's rule): letters, digits and `_`.
    pub metadata: Vec<(String, String)>,
    /// The MD5 of the whole blob in base64. The service computes it itself only for a blob that is
    /// written in one request.
    pub content_md5: Option<String>,
    /// What to do when there is a blob of that name.
    pub if_exists: IfExists,
}

impl WriteOptions {
    /// The defaults: no content type, no metadata, existing blobs replaced.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the content type.
    #[must_use]
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sets the metadata.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Vec<(String, String)>) -> Self {
        self.metadata = metadata;
        self
    }

    /// Sets the MD5 of the whole blob, in base64.
    #[must_use]
    pub fn with_content_md5(mut self, content_md5: impl Into<String>) -> Self {
        self.content_md5 = Some(content_md5.into());
        self
    }

    /// Sets what to do when there is a blob of that name.
    #[must_use]
    pub const fn with_if_exists(mut self, if_exists: IfExists) -> Self {
        self.if_exists = if_exists;
        self
    }
}

/// What to do when a blob of that name exists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IfExists {
    /// Replace it, whatever its type, as the conventions do. A blob of another type is deleted
    /// first, which needs the permission to delete.
    #[default]
    Overwrite,
    /// Leave it and fail with `BlobAlreadyExists`, or with [`Error::UnknownOutcome`] if it may be
    /// the blob of this very save.
    Refuse,
}

impl WriteOptions {
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
    /// With [`IfExists::Refuse`], [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) when there is
    /// a blob of that name, and [`Error::UnknownOutcome`] of
    /// [`ErrorKind::NotAllowed`](crate::ErrorKind::NotAllowed) when that cannot be told. Else
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound),
    /// [`ErrorKind::Conflict`](crate::ErrorKind::Conflict),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn put_blob(
        &self,
        blob: &BlobName,
        body: Bytes,
        headers: &WriteOptions,
    ) -> Result<(), Error> {
        let mut operation = self.blob_operation("save", Method::Put, Success::Created, blob)?;
        operation.header("x-ms-blob-type", "BlockBlob");
        headers.apply(&mut operation);
        #[cfg(not(target_arch = "wasm32"))]
        if headers.if_exists == IfExists::Refuse {
            let mut md5 = super::checksum::ContentMd5::default();
            md5.update(&body);
            operation.checked_body(body);
            return self.write_if_absent(blob, &operation, &md5.finish()).await;
        }
        operation.checked_body(body);
        match headers.if_exists {
            IfExists::Overwrite => self.write_over(blob, &operation).await,
            IfExists::Refuse => self.client.execute(&operation).await.map(drop),
        }
    }

    /// Sends a write that must not replace a blob, with retries. A try whose answer was lost may
    /// have created the blob that makes the next try fail; the blob's MD5 then tells.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) async fn write_if_absent(
        &self,
        blob: &BlobName,
        operation: &Operation,
        content_md5: &str,
    ) -> Result<(), Error> {
        let mut backoff = Backoff::new(self.client.retry);
        let mut was_ambiguous = false;
        loop {
            let error = match self.client.attempt(operation).await {
                Ok(_) => return Ok(()),
                Err(error) => error,
            };
            if was_ambiguous && error.is_already_exists() {
                return match self.stored_md5(blob).await? {
                    Some(found) if found.as_deref() == Some(content_md5) => Ok(()),
                    Some(_) => Err(error),
                    None => Err(Error::UnknownOutcome { blob: blob.as_str().to_owned() }),
                };
            }
            was_ambiguous |= error.is_ambiguous();
            match backoff.delay_after(&error) {
                Some(delay) => sleep(delay).await,
                None => return Err(error),
            }
        }
    }

    /// The stored MD5 of a blob, from its properties or from a listing, whichever the SAS allows.
    /// None if it allows neither.
    #[cfg(not(target_arch = "wasm32"))]
    async fn stored_md5(&self, blob: &BlobName) -> Result<Option<Option<String>>, Error> {
        match self.properties(blob).await {
            Err(error) if error.kind() == ErrorKind::NotAllowed => {}
            looked => return looked.map(|found| Some(found.content_md5)),
        }
        let options = ListOptions {
            // The name itself sorts before all longer names with this prefix.
            prefix: blob.as_str().to_owned(),
            max_results: Some(1),
            ..ListOptions::default()
        };
        match self.list_page(&options).await {
            Err(error) if error.kind() == ErrorKind::NotAllowed => Ok(None),
            listed => {
                let found = listed?.blobs.into_iter().find(|found| found.name == blob.as_str());
                Ok(Some(found.and_then(|found| found.content_md5)))
            }
        }
    }

    /// Replaces the blob's metadata.
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound),
    /// [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn set_metadata(
        &self,
        blob: &BlobName,
        metadata: &[(String, String)],
    ) -> Result<(), Error> {
        let mut operation =
            self.blob_operation("set the metadata of", Method::Put, Success::Ok, blob)?;
        operation.query("comp", "metadata");
        for (name, value) in metadata {
            operation.header(format!("x-ms-meta-{name}"), value.as_str());
        }
        self.client.execute(&operation).await.map(drop)
    }
}
