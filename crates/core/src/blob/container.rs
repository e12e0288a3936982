//! One container: creating and listing it.

use super::client::Client;
use super::credential::Credential;
use super::error::Error;
use super::error_kind::ErrorKind;
use super::list::{BlobPage, ListOptions, blob_page_from_xml};
use super::operation::{Operation, Success};
use super::retry::RetryPolicy;
use super::sas::{SasError, SasUrl};
use crate::conventions::{BlobName, ContainerName};
use crate::transport::{Method, PlatformTransport, Transport};

/// A container of an account.
#[derive(Debug, Clone)]
pub struct BlobContainer<T: Transport = PlatformTransport> {
    pub(super) client: Client<T>,
    pub(super) name: ContainerName,
}

impl BlobContainer {
    /// The container of a SAS URL.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) when the URL names no container, or the
    /// platform's transport cannot be set up.
    pub fn from_sas_url(url: &SasUrl) -> Result<Self, Error> {
        let name = url.container.as_ref().ok_or(Error::Sas(SasError::NoContainer))?;
        let client = Client::for_platform(url.account.clone(), Credential::Sas(url.token.clone()))?;
        Ok(Self { client, name: name.clone() })
    }
}

impl<T: Transport> BlobContainer<T> {
    /// The same container with another retry policy.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.client.retry = retry;
        self
    }

    /// Its name.
    pub fn name(&self) -> &ContainerName {
        &self.name
    }

    /// Its URL, without a credential.
    pub fn url(&self) -> String {
        format!("{}/{}", self.client.endpoint.as_str(), self.name.as_str())
    }

    /// The URL of one of its blobs, without a credential.
    pub fn blob_url(&self, blob: &BlobName) -> String {
        format!("{}/{}", self.url(), blob.encoded())
    }

    /// The name of its account.
    pub fn account_name(&self) -> &str {
        self.client.endpoint.account_name()
    }

    /// Creates it, private, if it does not exist. Returns whether this call created it.
    ///
    /// # Errors
    /// [`ErrorKind::NotAllowed`](crate::ErrorKind::NotAllowed) with a container's own SAS, which
    /// cannot create it, [`ErrorKind::Conflict`](crate::ErrorKind::Conflict), or a [kind of every
    /// request](crate::ErrorKind#kinds-of-every-request).
    pub async fn create_if_missing(&self) -> Result<bool, Error> {
        let mut operation = self.operation("create", Method::Put, Success::Created);
        operation.query("restype", "container");
        match self.client.execute(&operation).await {
            Ok(_) => Ok(true),
            Err(error) if error.service_code() == Some("ContainerAlreadyExists") => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// One page of its blobs. A whole listing is easier to read through [`pages`](Self::pages), which
    /// goes on after an empty page and ends with an error when a marker repeats.
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound), or a [kind of every
    /// request](crate::ErrorKind#kinds-of-every-request).
    pub async fn list_page(&self, options: &ListOptions) -> Result<BlobPage, Error> {
        self.client.fetch_parsed(&self.list_operation(options), blob_page_from_xml).await
    }

    pub(super) fn list_operation(&self, options: &ListOptions) -> Operation {
        let mut operation = self.operation("list", Method::Get, Success::Document);
        operation.query("restype", "container");
        operation.query("comp", "list");
        if !options.prefix.is_empty() {
            operation.query("prefix", options.prefix.as_str());
        }
        if let Some(delimiter) = &options.delimiter {
            operation.query("delimiter", delimiter.as_str());
        }
        if let Some(marker) = &options.marker {
            operation.query("marker", marker.as_str());
        }
        if let Some(max_results) = options.max_results {
            operation.query("maxresults", max_results.to_string());
        }
        if options.metadata {
            operation.query("include", "metadata");
        }
        operation
    }

    /// Deletes a blob. Returns whether there was one.
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound),
    /// [`ErrorKind::Conflict`](crate::ErrorKind::Conflict),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn delete(&self, blob: &BlobName) -> Result<bool, Error> {
        self.execute_delete(&self.delete_operation(blob)?).await
    }

    /// Deletes a blob with its snapshots. Returns whether there was a blob.
    ///
    /// # Errors
    /// As for [`delete`](Self::delete), which leaves a blob with snapshots alone.
    pub async fn delete_with_snapshots(&self, blob: &BlobName) -> Result<bool, Error> {
        let mut operation = self.delete_operation(blob)?;
        // https://learn.microsoft.com/rest/api/storageservices/delete-blob
        operation.header("x-ms-delete-snapshots", "include");
        self.execute_delete(&operation).await
    }

    fn delete_operation(&self, blob: &BlobName) -> Result<Operation, Error> {
        self.blob_operation("delete", Method::Delete, Success::Accepted, blob)
    }

    async fn execute_delete(&self, operation: &Operation) -> Result<bool, Error> {
        match self.client.execute(operation).await {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::BlobNotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) fn operation(
        &self,
        action: &'static str,
        method: Method,
        success: Success,
    ) -> Operation {
        Operation::new(action, method, success, format!("container `{}`", self.name.as_str()))
            .at(self.name.as_str().to_owned())
    }

    pub(super) fn blob_operation(
        &self,
        action: &'static str,
        method: Method,
        success: Success,
        blob: &BlobName,
    ) -> Result<Operation, Error> {
        // A name from a listing is not checked yet, and a URL that resolves its dots would reach
        // another blob.
        blob.check()?;
        let object = format!("blob `{}` in container `{}`", blob.as_str(), self.name.as_str());
        let path = format!("{}/{}", self.name.as_str(), blob.encoded());
        Ok(Operation::new(action, method, success, object).at(path))
    }
}
