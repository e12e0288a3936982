//! HTTP on a node or an operator's machine: `reqwest` over rustls with the ring provider.
//!
//! No redirect is followed: the Blob service sends none, and one would carry the SAS elsewhere.

use super::{ByteStream, Headers, Method, Request, Response, Transport, TransportError};
use bytes::Bytes;
use futures_util::stream;
use std::error::Error as _;
use std::time::Duration;

/// How long a connection may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an answer may be silent between two reads; the service itself gives up after 30 s.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Requests over HTTP/1.1, as the service speaks it; connections are kept and shared by clones.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
}

impl HttpTransport {
    /// A transport with its own pool of connections.
    ///
    /// # Errors
    /// When the platform's certificate store or the TLS library cannot be set up.
    pub fn new() -> Result<Self, TransportError> {
        Self::with_roots(Vec::new())
    }

    /// A transport that also trusts the certificate in `pem`: for an endpoint of one's own.
    ///
    /// # Errors
    /// When it is no certificate, and as for [`new`](Self::new).
    pub fn trusting(pem: &[u8]) -> Result<Self, TransportError> {
        let certificate = reqwest::Certificate::from_pem(pem);
        let invalid = |error: reqwest::Error| TransportError::Invalid(root_cause(&error));
        Self::with_roots(vec![certificate.map_err(invalid)?])
    }

    fn with_roots(roots: Vec<reqwest::Certificate>) -> Result<Self, TransportError> {
        // Fails only if a provider is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .user_agent(concat!("jobshelf/", env!("CARGO_PKG_VERSION")))
            .tls_certs_merge(roots)
            .build()
            .map_err(|error| TransportError::Invalid(root_cause(&error)))?;
        Ok(Self { client })
    }
}

impl Transport for HttpTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Put => reqwest::Method::PUT,
            Method::Post => reqwest::Method::POST,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut builder = self.client.request(method, &request.url);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if matches!(request.method, Method::Put | Method::Post) {
            // An empty body must carry `Content-Length: 0`: the service refuses it otherwise.
            builder = builder.header("content-length", request.body.len()).body(request.body);
        }
        let response = builder.send().await.map_err(error_from_reqwest)?;
        let status = response.status().as_u16();
        let headers = Headers::new(response.headers().iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        }));
        Ok(Response { status, headers, body: body_from(response) })
    }
}

fn body_from(response: reqwest::Response) -> ByteStream {
    ByteStream::new(stream::unfold(Some(response), |state| async move {
        let mut response = state?;
        match response.chunk().await {
            Ok(Some(chunk)) => Some((Ok::<Bytes, TransportError>(chunk), Some(response))),
            Ok(None) => None,
            Err(error) => Some((Err(TransportError::CutShort(root_cause(&error))), None)),
        }
    }))
}

fn error_from_reqwest(error: reqwest::Error) -> TransportError {
    if error.is_timeout() {
        TransportError::TimedOut
    } else if error.is_builder() {
        TransportError::Invalid(root_cause(&error))
    } else {
        TransportError::Unreachable(root_cause(&error))
    }
}

/// The innermost cause. The outer texts of `reqwest` carry the URL, and with it the SAS.
fn root_cause(error: &reqwest::Error) -> String {
    let Some(mut cause) = error.source() else {
        return "the request failed".to_owned();
    };
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
