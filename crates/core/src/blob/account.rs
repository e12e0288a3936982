//! A storage account seen through one credential.

use super::client::Client;
use super::container::BlobContainer;
use super::credential::Credential;
use super::endpoint::AccountEndpoint;
use super::error::Error;
use super::list::{ContainerPage, container_page_from_xml};
use super::operation::{Operation, Success};
use super::retry::RetryPolicy;
use super::sas::SasUrl;
use crate::conventions::ContainerName;
#[cfg(not(target_arch = "wasm32"))]
use crate::time::Timestamp;
use crate::transport::{Method, PlatformTransport, Transport};
#[cfg(not(target_arch = "wasm32"))]
use std::time::Duration;

/// How long a delegation key is valid at most.
#[cfg(not(target_arch = "wasm32"))]
const MAX_KEY_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);
/// How far this machine's clock may be ahead of the service's.
#[cfg(not(target_arch = "wasm32"))]
const CLOCK_SKEW_SECONDS: i64 = 15 * 60;

/// A storage account's Blob service.
#[derive(Debug, Clone)]
pub struct BlobAccount<T: Transport = PlatformTransport> {
    pub(super) client: Client<T>,
}

impl BlobAccount {
    /// The account at `endpoint`, with the transport of this platform.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) when that transport cannot be set up.
    pub fn new(endpoint: AccountEndpoint, credential: Credential) -> Result<Self, Error> {
        Ok(Self { client: Client::for_platform(endpoint, credential)? })
    }

    /// The account of a SAS URL.
    ///
    /// # Errors
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) when the platform's transport cannot be set
    /// up.
    pub fn from_sas_url(url: &SasUrl) -> Result<Self, Error> {
        Self::new(url.account.clone(), Credential::Sas(url.token.clone()))
    }
}

impl<T: Transport> BlobAccount<T> {
    /// The account at `endpoint`, with the caller's own transport.
    pub fn with_transport(endpoint: AccountEndpoint, credential: Credential, transport: T) -> Self {
        Self { client: Client { endpoint, credential, transport, retry: RetryPolicy::default() } }
    }

    /// The same account with another retry policy.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.client.retry = retry;
        self
    }

    /// The URL of its Blob service.
    pub fn endpoint(&self) -> &AccountEndpoint {
        &self.client.endpoint
    }

    /// One of its containers. Sends no request.
    pub fn container(&self, name: &ContainerName) -> BlobContainer<T> {
        BlobContainer { client: self.client.clone(), name: name.clone() }
    }

    /// One page of its containers whose names begin with `prefix`.
    ///
    /// Needs an account SAS with `ss` of `b`, `srt` of `s` and `sp` of `l`: a container's SAS
    /// cannot list containers.
    ///
    /// # Errors
    /// A [kind of every request](crate::ErrorKind#kinds-of-every-request);
    /// [`ErrorKind::NotAllowed`](crate::ErrorKind::NotAllowed) with the SAS of one container.
    pub async fn list_containers(
        &self,
        prefix: &str,
        marker: Option<&str>,
    ) -> Result<ContainerPage, Error> {
        let mut operation = Operation::new("list", Method::Get, Success::Document, self.object());
        operation.query("comp", "list");
        if !prefix.is_empty() {
            operation.query("prefix", prefix);
        }
        if let Some(marker) = marker {
            operation.query("marker", marker);
        }
        self.client.fetch_parsed(&operation, container_page_from_xml).await
    }

    /// A key that mints SAS tokens until `expiry`, or for a quarter of an hour less than seven days
    /// if that is sooner. Needs a token of Entra ID whose identity may generate such keys (role
    /// "Storage Blob Delegator").
    ///
    /// # Errors
    /// A [kind of every request](crate::ErrorKind#kinds-of-every-request);
    /// [`ErrorKind::NotAllowed`](crate::ErrorKind::NotAllowed) without the role.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn user_delegation_key(
        &self,
        expiry: Timestamp,
    ) -> Result<super::UserDelegationKey, Error> {
        // The service needs a start ("Get User Delegation Key"), and allows seven days from it.
        let start = Timestamp::from_unix(Timestamp::now().unix() - CLOCK_SKEW_SECONDS);
        let expiry = expiry.min(start.plus(MAX_KEY_LIFETIME));
        let object = format!("a delegation key of {}", self.object());
        let mut operation = Operation::new("get", Method::Post, Success::Document, object);
        operation.query("restype", "service");
        operation.query("comp", "userdelegationkey");
        operation.body(bytes::Bytes::from(format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><KeyInfo><Start>{}</Start><Expiry>{}</Expiry>\
             </KeyInfo>",
            start.to_iso(),
            expiry.to_iso()
        )));
        let parse = super::sas::user_delegation_key_from_xml;
        self.client.fetch_parsed_within(&operation, super::client::MAX_SHORT_BODY, parse).await
    }

    pub(super) fn object(&self) -> String {
        format!("account `{}`", self.client.endpoint.account_name())
    }
}
