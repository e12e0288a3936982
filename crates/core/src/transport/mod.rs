//! The interface to the network: one request, one answer with a streamed body.
//!
//! The layers above build [`Request`]s and read [`Response`]s. A transport carries them: `reqwest`
//! natively and `fetch` in the browser ([`PlatformTransport`] is the one of this target). Tests
//! inject faults here. A transport knows nothing of blobs, retries or credentials.
//!
//! Invariant: dropping the future of [`Transport::send`], or the body it returned, aborts the
//! request.

use crate::escape::Escaped;
use bytes::Bytes;
use futures_util::stream::{Stream, StreamExt as _};
use std::fmt;
use std::future::Future;
use std::pin::Pin;

mod body_timeout;
#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;

#[cfg(target_arch = "wasm32")]
pub use browser::FetchTransport;
#[cfg(not(target_arch = "wasm32"))]
pub use native::HttpTransport;

/// The transport of this target: `fetch` in the browser.
#[cfg(target_arch = "wasm32")]
pub type PlatformTransport = FetchTransport;
/// The transport of this target: `reqwest` natively.
#[cfg(not(target_arch = "wasm32"))]
pub type PlatformTransport = HttpTransport;

/// `Send` natively, where futures move between threads; nothing in the browser, where they cannot.
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSend: Send {}
#[cfg(not(target_arch = "wasm32"))]
impl<S: Send> MaybeSend for S {}
/// `Send` natively, where futures move between threads; nothing in the browser, where they cannot.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}
#[cfg(target_arch = "wasm32")]
impl<S> MaybeSend for S {}

#[cfg(not(target_arch = "wasm32"))]
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;
#[cfg(target_arch = "wasm32")]
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>>>>;

/// Sends a request to the service and returns the answer.
///
/// One call is one try; the layers above retry. An answer of any status is `Ok`; `Err` means that
/// no answer arrived.
pub trait Transport: Clone + MaybeSync + MaybeSend + 'static {
    /// Sends `request`, and returns when the status and the headers have arrived.
    fn send(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Response, TransportError>> + MaybeSend;
}

/// `Sync` natively; nothing in the browser. See [`MaybeSend`].
#[cfg(not(target_arch = "wasm32"))]
pub trait MaybeSync: Sync {}
#[cfg(not(target_arch = "wasm32"))]
impl<S: Sync> MaybeSync for S {}
/// `Sync` natively; nothing in the browser. See [`MaybeSend`].
#[cfg(target_arch = "wasm32")]
pub trait MaybeSync {}
#[cfg(target_arch = "wasm32")]
impl<S> MaybeSync for S {}

/// An HTTP method that the Blob service knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Read the headers only.
    Head,
    /// Write.
    Put,
    /// Request a computed result.
    Post,
    /// Remove.
    Delete,
}

impl Method {
    /// The method as in the request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }
}

/// A complete request: the URL or a header has the credential.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute URL with its query. It contains the SAS: never print it.
    pub url: String,
    /// Header names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body, empty for reads.
    pub body: Bytes,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.url.split('?').next().unwrap_or_default();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &path)
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The answer: status, headers, and a body that is still arriving.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status; 0 for a redirect in a browser, which hides the rest of it.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: ByteStream,
}

/// Header names in lower case, with their values. In a browser, only the headers that the CORS
/// rules expose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// Headers from pairs; the names are lower-cased.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect())
    }

    /// The value of `name` (given in lower case).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the name of a header begins with `prefix` (given in lower case).
    pub(crate) fn has_prefix(&self, prefix: &str) -> bool {
        self.0.iter().any(|(name, _)| name.starts_with(prefix))
    }

    /// All `x-ms-meta-…` headers, without that prefix.
    pub fn metadata(&self) -> Vec<(String, String)> {
        self.0
            .iter()
            .filter_map(|(name, value)| {
                name.strip_prefix("x-ms-meta-").map(|key| (key.to_owned(), value.clone()))
            })
            .collect()
    }
}

/// A body that arrives in chunks. Dropping it aborts the request.
pub struct ByteStream(Chunks);

impl ByteStream {
    /// A body of chunks.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn new(chunks: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(Box::pin(chunks))
    }

    /// A body of chunks.
    #[cfg(target_arch = "wasm32")]
    pub fn new(chunks: impl Stream<Item = Result<Bytes, TransportError>> + 'static) -> Self {
        Self(Box::pin(chunks))
    }

    /// A body that has arrived already.
    pub fn from_bytes(bytes: Bytes) -> Self {
        Self::new(futures_util::stream::iter((!bytes.is_empty()).then_some(Ok(bytes))))
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    /// When the connection broke before the body was complete, when nothing arrived for a minute,
    /// or when the body arrives at less than 1 KiB a second for longer than a minute.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        self.0.next().await.transpose()
    }

    /// The whole body, or its first `limit` bytes; the rest is not read.
    ///
    /// # Errors
    /// As for [`chunk`](Self::chunk), before `limit` bytes.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        let mut whole = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            let room = limit.saturating_sub(whole.len());
            whole.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
            if chunk.len() >= room {
                break;
            }
        }
        Ok(Bytes::from(whole))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByteStream")
    }
}

/// Why no answer arrived. The text never contains a URL or a hidden character.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportError {
    /// No connection, a broken connection, or in a browser an answer that the CORS rules hide,
    /// which looks the same there.
    #[error("no answer from the service: {}", Escaped(.0))]
    Unreachable(String),
    /// The answer took longer than the transport waits.
    #[error("the service took too long to answer")]
    TimedOut,
    /// The body ended before it was complete.
    #[error("the answer broke off: {}", Escaped(.0))]
    CutShort(String),
    /// A proxy on the way asks for a user name and a password.
    #[error("the proxy on the way asks for a user name and a password (status 407)")]
    ProxyAuthentication,
    /// The request itself is not one that can be sent.
    #[error("the request cannot be sent: {}", Escaped(.0))]
    Invalid(String),
}

impl TransportError {
    /// Whether the same request may be answered later.
    pub(crate) fn is_retryable(&self) -> bool {
        !matches!(self, Self::Invalid(_) | Self::ProxyAuthentication)
    }
}

/// Whether a host in lower case can only mean this machine: `localhost` and the names below it
/// (RFC 6761), 127.0.0.0/8, and `[::1]`.
pub(crate) fn is_loopback(host: &str) -> bool {
    let is_ipv4 =
        || host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok());
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "[::1]"
        || (host.starts_with("127.") && is_ipv4())
}
