//! A managed identity, with which a node needs no secret in its environment.
//!
//! Azure's instance metadata endpoint issues a token for it, the Blob service lends a key for the
//! token, and the key mints the SAS of the requests. Native only.

use super::account::BlobAccount;
use super::bearer_token::BearerToken;
use super::credential::Credential;
use super::endpoint::AccountEndpoint;
use super::error::Error;
use super::foreign::foreign_answer;
use super::renewable_sas::{NextSas, RenewableSas, SasSource};
use super::sas::{Permissions, SasToken, ServiceSasOptions};
use crate::conventions::ContainerName;
use crate::time::{Timestamp, sleep};
use crate::transport::{Method, PlatformTransport, Request, Transport, TransportError};
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use std::time::Duration;

/// The metadata endpoint of every Azure machine, which only the machine itself can reach.
const ENDPOINT: &str = "http://169.254.169.254/metadata/identity/oauth2/token";
/// Seconds between tries, as its documentation advises.
const WAITS: [u64; 4] = [2, 6, 14, 30];
const MAX_ANSWER: usize = 64 << 10;
/// How long a minted SAS lasts: as long as the service lends the key for it.
const SAS_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// A managed identity of this machine.
#[derive(Debug, Clone)]
pub struct ManagedIdentity {
    endpoint: String,
    client_id: Option<String>,
}

/// The endpoint's answer, with numbers as text.
#[derive(Deserialize)]
struct TokenResponse {
    access_token: String,
    expires_on: String,
}

impl ManagedIdentity {
    /// The identity with this client ID. Without an ID, the machine must have exactly one identity.
    pub fn new(client_id: Option<&str>) -> Self {
        Self { endpoint: ENDPOINT.to_owned(), client_id: client_id.map(str::to_owned) }
    }

    /// The same identity, at another URL of the endpoint: for tests.
    #[must_use]
    pub fn with_endpoint(mut self, endpoint: &str) -> Self {
        endpoint.clone_into(&mut self.endpoint);
        self
    }

    /// The same identity, at the metadata endpoint of another host, such as
    /// `http://127.0.0.1:8080`: for machines that reach the endpoint through a proxy.
    #[must_use]
    pub fn with_host(self, origin: &str) -> Self {
        let path = ENDPOINT.trim_start_matches("http://169.254.169.254");
        let endpoint = format!("{}{path}", origin.trim_end_matches('/'));
        self.with_endpoint(&endpoint)
    }

    /// Gets a token for storage.
    ///
    /// # Errors
    /// [`ErrorKind::NotAuthenticated`](crate::ErrorKind::NotAuthenticated) when the machine has no
    /// such identity, [`ErrorKind::Unreachable`](crate::ErrorKind::Unreachable) when it is not a
    /// machine of Azure, [`ErrorKind::Other`](crate::ErrorKind::Other) when the answer is no token.
    pub async fn token(&self) -> Result<BearerToken, Error> {
        let transport = PlatformTransport::new().map_err(no_answer)?;
        let mut waits = WAITS.into_iter();
        loop {
            let error = match self.attempt(&transport).await {
                Ok(token) => return Ok(token),
                Err(error) => error,
            };
            match waits.next() {
                Some(seconds) if error.is_retryable() => sleep(Duration::from_secs(seconds)).await,
                _ => return Err(error),
            }
        }
    }

    async fn attempt(&self, transport: &PlatformTransport) -> Result<BearerToken, Error> {
        let answer = transport.send(self.request()).await.map_err(no_answer)?;
        let (status, headers) = (answer.status, answer.headers);
        let body = answer.body.collect(MAX_ANSWER).await.map_err(no_answer)?;
        match status {
            200 => token_from(&body),
            // The endpoint answers nothing else below 400.
            ..400 => Err(Error::ForeignAnswer {
                action: "get",
                object: "a token of the managed identity".to_owned(),
                answer: foreign_answer(status, &headers),
            }),
            // 404 and 410: the endpoint itself is being updated.
            404 | 410 | 429 | 500.. => {
                Err(no_answer(TransportError::Unreachable(format!("status {status}"))))
            }
            _ => Err(Error::NoIdentity { status }),
        }
    }

    fn request(&self) -> Request {
        let resource = "https%3A%2F%2Fstorage.azure.com%2F";
        let mut url = format!("{}?api-version=2018-02-01&resource={resource}", self.endpoint);
        if let Some(client_id) = &self.client_id {
            url.push_str("&client_id=");
            url.extend(utf8_percent_encode(client_id, NON_ALPHANUMERIC));
        }
        let headers = vec![("metadata".to_owned(), "true".to_owned())];
        Request { method: Method::Get, url, headers, body: Bytes::new() }
    }
}

impl RenewableSas {
    /// SAS tokens for one container that a managed identity mints, each for a week.
    pub fn from_identity(
        identity: ManagedIdentity,
        endpoint: AccountEndpoint,
        container: ContainerName,
        permissions: impl Into<Permissions>,
    ) -> Self {
        let permissions = permissions.into();
        Self::from_source(IdentitySource { identity, endpoint, container, permissions })
    }
}

#[derive(Debug)]
struct IdentitySource {
    identity: ManagedIdentity,
    endpoint: AccountEndpoint,
    container: ContainerName,
    permissions: Permissions,
}

impl SasSource for IdentitySource {
    fn next_sas(&self) -> NextSas<'_> {
        Box::pin(self.mint())
    }
}

impl IdentitySource {
    async fn mint(&self) -> Result<SasToken, Error> {
        let credential = Credential::Bearer(self.identity.token().await?);
        let account = BlobAccount::new(self.endpoint.clone(), credential)?;
        let key = account.user_delegation_key(Timestamp::now().plus(SAS_LIFETIME)).await?;
        let options = ServiceSasOptions::new(self.permissions.clone(), key.expiry())
            .with_https_only(self.endpoint.as_str().starts_with("https:"));
        Ok(key.container_sas(self.endpoint.account_name(), &self.container, &options))
    }
}

fn token_from(body: &[u8]) -> Result<BearerToken, Error> {
    // The parser's own message could quote the token.
    let malformed = |detail: &str| Error::Malformed {
        action: "get",
        object: "a token of the managed identity".to_owned(),
        detail: detail.to_owned(),
    };
    let answer: TokenResponse =
        serde_json::from_slice(body).map_err(|_| malformed("it is not the JSON of a token"))?;
    let expires = answer.expires_on.parse().map_err(|_| malformed("`expires_on` is no number"))?;
    Ok(BearerToken { token: answer.access_token, expiry: Timestamp::from_unix(expires) })
}

fn no_answer(source: TransportError) -> Error {
    let object = "a token of the managed identity".to_owned();
    Error::Transport { action: "get", object, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_and_never_printed() {
        let token = token_from(br#"{"access_token":"SECRET","expires_on":"1893553445"}"#).unwrap();
        assert_eq!(token.expiry().to_iso(), "2030-01-02T03:04:05Z");
        assert!(!format!("{token:?}").contains("SECRET"));
        let error = token_from(br#"{"access_token":"SECRET"}"#).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("SECRET"));
    }

    #[test]
    fn the_request_says_whose_token_and_for_what() {
        let identity = ManagedIdentity::new(Some("a-b&c"));
        let request = identity.request();
        assert!(request.url.ends_with("&client_id=a%2Db%26c"), "{}", request.url);
        assert_eq!(request.headers, [("metadata".to_owned(), "true".to_owned())]);
    }

    #[tokio::test]
    async fn a_redirect_is_no_answer_of_the_metadata_endpoint() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        for status in ["204 Empty", "302 Found"] {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}/token", listener.local_addr().unwrap());
            let identity = ManagedIdentity::new(None).with_endpoint(&url);
            let serve = async {
                let (mut stream, _) = listener.accept().await.unwrap();
                let _ = stream.read(&mut [0; 4096]).await.unwrap();
                let head = format!("HTTP/1.1 {status}\r\nlocation: http://portal.example/\r\n");
                stream.write_all(head.as_bytes()).await.unwrap();
                stream.write_all(b"content-length: 0\r\n\r\n").await.unwrap();
            };
            let transport = PlatformTransport::new().unwrap();
            let (answer, ()) = tokio::join!(identity.attempt(&transport), serve);
            assert!(matches!(answer, Err(Error::ForeignAnswer { .. })), "{answer:?}");
        }
    }
}
