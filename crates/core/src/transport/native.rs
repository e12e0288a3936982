//! HTTP on a node or an operator's machine: `reqwest` over rustls with the ring provider.
//!
//! Redirects are not followed: the Blob service sends none, and one would pass the SAS elsewhere.
//!
//! Proxies are those of the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in
//! capitals or not. This machine's own addresses are never asked through a proxy, since what is
//! meant for loopback may be unencrypted and must not leave the machine.

use super::body_timeout::{BodyTimeout, upload_time};
use super::{
    ByteStream, Headers, Method, Request, Response, Transport, TransportError, is_loopback,
};
use bytes::Bytes;
use futures_util::stream;
use std::error::Error as _;
use std::time::{Duration, Instant};

/// The longest time to open a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest wait for the next bytes of an answer; the service itself times out after 30 s.
const READ_TIMEOUT: Duration = Duration::from_secs(60);
/// The variables that name proxies.
const PROXY_VARIABLES: [&str; 6] =
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// The end of the cause that the HTTP library names when a proxy refuses a tunnel by status 407.
const TUNNEL_REFUSED: &str = "proxy authorization required";

/// Sends requests over HTTP/1.1. Clones share a pool of connections.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
    /// For this machine's own addresses, where the environment names a proxy.
    direct: Option<reqwest::Client>,
    read_timeout: Duration,
}

impl HttpTransport {
    /// A transport with its own connection pool, and the proxies of the environment.
    ///
    /// # Errors
    /// When the platform's certificate store or the TLS library cannot be set up.
    pub fn new() -> Result<Self, TransportError> {
        Self::with_roots(&[])
    }

    /// A transport that never uses a proxy, whatever the environment names.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn without_proxy() -> Result<Self, TransportError> {
        let client = build(client_builder(&[]).no_proxy())?;
        Ok(Self { client, direct: None, read_timeout: READ_TIMEOUT })
    }

    /// A transport that also trusts the root certificate in `pem`, for a private endpoint.
    ///
    /// # Errors
    /// When `pem` is no certificate, and as for [`new`](Self::new).
    pub fn with_root_certificate(pem: &[u8]) -> Result<Self, TransportError> {
        let certificate = reqwest::Certificate::from_pem(pem);
        let invalid = |error: reqwest::Error| TransportError::Invalid(root_cause(&error));
        Self::with_roots(&[certificate.map_err(invalid)?])
    }

    fn with_roots(roots: &[reqwest::Certificate]) -> Result<Self, TransportError> {
        let client = build(client_builder(roots))?;
        let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let direct = match PROXY_VARIABLES.iter().any(is_set) {
            true => Some(build(client_builder(roots).no_proxy())?),
            false => None,
        };
        Ok(Self { client, direct, read_timeout: READ_TIMEOUT })
    }

    /// The client for a URL.
    fn client_for(&self, url: &str) -> &reqwest::Client {
        let Some(direct) = &self.direct else { return &self.client };
        let parsed = reqwest::Url::parse(url).ok();
        match parsed.as_ref().and_then(reqwest::Url::host_str).is_some_and(is_loopback) {
            true => direct,
            false => &self.client,
        }
    }
}

fn client_builder(roots: &[reqwest::Certificate]) -> reqwest::ClientBuilder {
    // It fails only if a provider is installed already, which works as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .user_agent(concat!("jobshelf/", env!("CARGO_PKG_VERSION")))
        .tls_certs_merge(roots.to_vec())
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, TransportError> {
    builder.build().map_err(|error| TransportError::Invalid(root_cause(&error)))
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
        // Nothing arrives during the upload, so the read timeout starts after it.
        let timeout = self.read_timeout + upload_time(request.body.len());
        let mut builder = self.client_for(&request.url).request(method, &request.url);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if matches!(request.method, Method::Put | Method::Post) {
            // The service refuses an empty body without `Content-Length: 0`.
            builder = builder.header("content-length", request.body.len()).body(request.body);
        }
        let answer = tokio::time::timeout(timeout, builder.send()).await;
        let response = answer.map_err(|_| TransportError::TimedOut)?.map_err(error_from_reqwest)?;
        let status = response.status().as_u16();
        if status == 407 {
            return Err(TransportError::ProxyAuthentication);
        }
        let headers = Headers::new(response.headers().iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        }));
        Ok(Response { status, headers, body: body_from(response, self.read_timeout) })
    }
}

fn body_from(response: reqwest::Response, read_timeout: Duration) -> ByteStream {
    let start = Some((response, BodyTimeout::new(read_timeout)));
    ByteStream::new(stream::unfold(start, |state| async move {
        let (mut response, mut timeout) = state?;
        let asked = Instant::now();
        match tokio::time::timeout(timeout.next_wait(), response.chunk()).await {
            Ok(Ok(Some(chunk))) => {
                timeout.received(chunk.len(), asked.elapsed());
                Some((Ok::<Bytes, TransportError>(chunk), Some((response, timeout))))
            }
            Ok(Ok(None)) => None,
            Ok(Err(error)) => Some((Err(TransportError::CutShort(root_cause(&error))), None)),
            Err(_) => Some((Err(TransportError::TimedOut), None)),
        }
    }))
}

fn error_from_reqwest(error: reqwest::Error) -> TransportError {
    if error.is_timeout() {
        TransportError::TimedOut
    } else if error.is_builder() {
        TransportError::Invalid(root_cause(&error))
    } else {
        match root_cause(&error) {
            cause if cause.ends_with(TUNNEL_REFUSED) => TransportError::ProxyAuthentication,
            cause => TransportError::Unreachable(cause),
        }
    }
}

/// The innermost cause. The outer messages of `reqwest` contain the URL, and so the SAS.
fn root_cause(error: &reqwest::Error) -> String {
    let Some(mut cause) = error.source() else {
        return "the request failed".to_owned();
    };
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    const BODY: usize = 16 << 20;

    fn put(listener: &TcpListener) -> Request {
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let body = Bytes::from(vec![0; BODY]);
        Request { method: Method::Put, url, headers: Vec::new(), body }
    }

    fn with_short_timeout() -> HttpTransport {
        HttpTransport { read_timeout: Duration::from_millis(200), ..HttpTransport::new().unwrap() }
    }

    #[tokio::test]
    async fn a_slow_upload_does_not_time_out() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let request = put(&listener);
        let serve = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = vec![0; 1 << 20];
            let mut n_read = 0;
            while n_read < BODY {
                tokio::time::sleep(Duration::from_millis(20)).await;
                n_read += stream.read(&mut buffer).await.unwrap();
            }
            stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        };
        let (answer, ()) = tokio::join!(async { with_short_timeout().send(request).await }, serve);
        assert_eq!(answer.unwrap().status, 201);
    }

    #[tokio::test]
    async fn an_answer_that_stalls_is_an_error() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let request = Request { method: Method::Get, body: Bytes::new(), ..put(&listener) };
        let serve = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc").await.unwrap();
            stream
        };
        let (answer, _stream) =
            tokio::join!(async { with_short_timeout().send(request).await }, serve);
        let mut body = answer.unwrap().body;
        assert_eq!(body.chunk().await.unwrap().unwrap(), "abc");
        assert_eq!(body.chunk().await, Err(TransportError::TimedOut));
    }

    #[tokio::test]
    async fn an_answer_that_trickles_is_an_error() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let request = Request { method: Method::Get, body: Bytes::new(), ..put(&listener) };
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9999999\r\n\r\n").await.unwrap();
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        let body = with_short_timeout().send(request).await.unwrap().body;
        // Each single wait is shorter than the timeout.
        let whole = tokio::time::timeout(Duration::from_secs(30), body.collect(usize::MAX)).await;
        assert_eq!(whole.unwrap(), Err(TransportError::TimedOut));
    }
}
