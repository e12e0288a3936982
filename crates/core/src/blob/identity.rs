//! A managed identity, with which a node needs no secret in its environment.
//!
//! Azure's instance metadata endpoint issues a token for it. It is asked without a proxy: a proxy
//! would ask the endpoint of its own machine, or hand the token to whoever runs it. Native only.

use super::bearer_token::{BearerToken, NextToken, TokenSource};
use super::endpoint_error::EndpointError;
use super::error::Error;
use super::foreign::foreign_answer;
use super::origin::{Origin, UrlParts};
use crate::time::Timestamp;
use crate::transport::{Method, PlatformTransport, Request, Transport, TransportError};
use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// The metadata endpoint of every Azure machine, which only the machine itself can reach.
const ENDPOINT: &str = "http://169.254.169.254/metadata/identity/oauth2/token";
/// Its address. No router passes it on, so http does not leave the node.
const HOST: &str = "169.254.169.254";
const MAX_ANSWER: usize = 64 << 10;
const OBJECT: &str = "a token of the managed identity";

/// A managed identity of this machine.
#[derive(Debug, Clone)]
pub struct ManagedIdentity {
    endpoint: String,
    client_id: Option<String>,
    allows_http: bool,
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
        let client_id = client_id.map(str::to_owned);
        Self { endpoint: ENDPOINT.to_owned(), client_id, allows_http: false }
    }

    /// The same identity, at another URL of the endpoint: for tests.
    #[must_use]
    pub fn with_endpoint(mut self, endpoint: &str) -> Self {
        endpoint.clone_into(&mut self.endpoint);
        self
    }

    /// The same identity, at the metadata endpoint of another host, such as
    /// `http://127.0.0.1:8080`: for pods whose cluster answers in the endpoint's place.
    #[must_use]
    pub fn with_host(self, origin: &str) -> Self {
        let path = ENDPOINT.trim_start_matches("http://").trim_start_matches(HOST);
        let endpoint = format!("{}{path}", origin.trim_end_matches('/'));
        self.with_endpoint(&endpoint)
    }

    /// Allows http to an endpoint on another machine: whoever is on the way can read the token.
    #[must_use]
    pub fn with_http_allowed(mut self) -> Self {
        self.allows_http = true;
        self
    }

    /// Checks that a token may travel from the endpoint: over https, from this machine or the
    /// metadata address, or [over http that is allowed](Self::with_http_allowed). Every request
    /// checks this.
    ///
    /// # Errors
    /// [`EndpointError::Unprotected`] if not, or what else is wrong with the URL.
    pub fn check_protected(&self) -> Result<(), EndpointError> {
        let parts = UrlParts::split(&self.endpoint).ok_or(EndpointError::Scheme)?;
        let origin = Origin::from_parts(&parts)?;
        match self.allows_http || origin.host() == HOST {
            true => Ok(()),
            false => origin.check_protected(),
        }
    }

    /// Gets a token for storage, in one try: the request that needs the token is retried.
    ///
    /// # Errors
    /// [`ErrorKind::NotAuthenticated`](crate::ErrorKind::NotAuthenticated) when the machine has no
    /// such identity, [`ErrorKind::Unreachable`](crate::ErrorKind::Unreachable) when it is not a
    /// machine of Azure, [`ErrorKind::Input`](crate::ErrorKind::Input) when the endpoint's URL
    /// cannot be used, [`ErrorKind::Other`](crate::ErrorKind::Other) when the answer is no token.
    pub async fn token(&self) -> Result<BearerToken, Error> {
        self.check_protected()?;
        let transport = PlatformTransport::without_proxy().map_err(no_answer)?;
        self.attempt(&transport).await
    }

    async fn attempt(&self, transport: &PlatformTransport) -> Result<BearerToken, Error> {
        let answer = transport.send(self.request()).await.map_err(no_answer)?;
        let (status, headers) = (answer.status, answer.headers);
        let body = answer.body.collect(MAX_ANSWER).await.map_err(no_answer)?;
        match status {
            200 => token_from(&body),
            // The endpoint answers nothing else below 400.
            ..400 => {
                let answer = foreign_answer(status, &headers);
                Err(Error::ForeignAnswer { action: "get", object: OBJECT.to_owned(), answer })
            }
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

impl TokenSource for ManagedIdentity {
    fn next_token(&self) -> NextToken<'_> {
        Box::pin(self.token())
    }
}

fn token_from(body: &[u8]) -> Result<BearerToken, Error> {
    // The parser's own message could quote the token.
    let malformed = |detail: &str| Error::Malformed {
        action: "get",
        object: OBJECT.to_owned(),
        detail: detail.to_owned(),
    };
    let answer: TokenResponse =
        serde_json::from_slice(body).map_err(|_| malformed("it is not the JSON of a token"))?;
    let expires = answer.expires_on.parse().map_err(|_| malformed("`expires_on` is no number"))?;
    Ok(BearerToken::new(answer.access_token, Timestamp::from_unix(expires)))
}

fn no_answer(source: TransportError) -> Error {
    Error::Transport { action: "get", object: OBJECT.to_owned(), source }
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

    #[test]
    fn the_endpoint_is_the_node_s_own_unless_another_is_allowed() {
        let identity = ManagedIdentity::new(None);
        let host = |origin: &str| identity.clone().with_host(origin);
        assert_eq!(identity.check_protected(), Ok(()));
        for origin in ["http://169.254.169.254", "http://127.0.0.1:8080/", "https://a.b"] {
            assert_eq!(host(origin).check_protected(), Ok(()), "{origin}");
        }
        let other = host("http://metadata:8080");
        let error = EndpointError::Unprotected { host: "metadata".to_owned() };
        assert_eq!(other.check_protected(), Err(error));
        assert_eq!(other.with_http_allowed().check_protected(), Ok(()));
        assert!(host("http://169.254.169.254.example").check_protected().is_err());
        assert_eq!(host("metadata").check_protected(), Err(EndpointError::Scheme));
    }
}
