//! Reading a blob, whole or a range of it.
//!
//! A range that begins at or past the end is not an error but an empty answer that tells the
//! length: the service says 416 there, and the emulator 206 with nothing.

use super::container::BlobContainer;
use super::error::Error;
use super::list::BlobType;
use super::operation::Operation;
use crate::conventions::BlobName;
use crate::time::Timestamp;
#[cfg(not(target_arch = "wasm32"))]
use crate::transport::TransportError;
use crate::transport::{ByteStream, Headers, Method, Response, Transport};
use bytes::Bytes;

/// Which bytes of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadRange {
    /// All of them.
    All,
    /// From this offset to the end.
    From(u64),
    /// From `start` to `end`, both included. The end may lie past the blob's.
    Span {
        /// The first byte.
        start: u64,
        /// The last byte.
        end: u64,
    },
}

/// A blob, or a range of it, on its way.
#[derive(Debug)]
#[non_exhaustive]
pub struct BlobRead {
    /// Where in the blob the body begins.
    pub offset: u64,
    /// The blob's length; none where a CORS rule hides it.
    pub total: Option<u64>,
    /// What the answer's headers say of the blob.
    pub properties: BlobProperties,
    /// The bytes.
    pub body: ByteStream,
}

/// What the service says of a blob beside its bytes. In a browser, only what the CORS rule
/// exposes is here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlobProperties {
    /// The length in bytes; with a range, that of the answer.
    pub content_length: Option<u64>,
    /// The version tag, without quotes.
    pub etag: Option<String>,
    /// When it was written last.
    pub last_modified: Option<Timestamp>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// The content type it was stored with.
    pub content_type: Option<String>,
    /// The encoding it was stored with; ranges count the encoded bytes.
    pub content_encoding: Option<String>,
    /// The MD5 of the whole blob in base64, where it was stored with one.
    pub content_md5: Option<String>,
    /// How it is written.
    pub blob_type: Option<BlobType>,
    /// How many blocks an append blob has; it can have 50,000.
    pub committed_blocks: Option<u32>,
    /// Whether it says that its account has a hierarchical namespace, as files there do.
    pub is_hierarchical: bool,
    /// Its metadata, names in lower case.
    pub metadata: Vec<(String, String)>,
}

impl BlobProperties {
    fn from_headers(headers: &Headers) -> Self {
        let text = |name: &str| headers.get(name).map(str::to_owned);
        Self {
            content_length: headers.get("content-length").and_then(|n| n.trim().parse().ok()),
            etag: headers.get("etag").map(|tag| tag.trim_matches('"').to_owned()),
            last_modified: headers.get("last-modified").and_then(Timestamp::parse_http),
            created: headers.get("x-ms-creation-time").and_then(Timestamp::parse_http),
            content_type: text("content-type"),
            content_encoding: text("content-encoding"),
            // With a range, `content-md5` would be that of the range.
            content_md5: text("x-ms-blob-content-md5")
                .or_else(|| text("content-md5").filter(|_| headers.get("content-range").is_none())),
            blob_type: headers.get("x-ms-blob-type").map(BlobType::from_service),
            committed_blocks: headers
                .get("x-ms-blob-committed-block-count")
                .and_then(|n| n.trim().parse().ok()),
            is_hierarchical: ["x-ms-resource-type", "x-ms-owner"]
                .iter()
                .any(|name| headers.get(name).is_some()),
            metadata: headers.metadata(),
        }
    }
}

impl<T: Transport> BlobContainer<T> {
    /// Reads `range` of a blob. The body may still break off: see [`ByteStream::chunk`].
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound),
    /// [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn read(&self, blob: &BlobName, range: ReadRange) -> Result<BlobRead, Error> {
        self.read_pinned(blob, range, None).await
    }

    /// Reads `range` of the version of a blob that `pin`, its version tag, names. With a pin it
    /// needs a preflight in a browser.
    pub(crate) async fn read_pinned(
        &self,
        blob: &BlobName,
        range: ReadRange,
        pin: Option<&str>,
    ) -> Result<BlobRead, Error> {
        let mut operation = self.blob_operation("read", Method::Get, blob)?;
        if let Some(pin) = pin {
            operation.header("if-match", format!("\"{pin}\""));
        }
        let start = match range {
            ReadRange::All => 0,
            ReadRange::From(start) => {
                operation.header("range", format!("bytes={start}-"));
                start
            }
            ReadRange::Span { start, end } => {
                operation.header("range", format!("bytes={start}-{end}"));
                start
            }
        };
        match self.client.execute(&operation).await {
            Ok(response) => read_from(&operation, response, range, start),
            Err(Error::Service(error)) if error.status == 416 => {
                self.past_the_end(blob, start).await
            }
            Err(error) => Err(error),
        }
    }

    /// What the service says of a blob, without its bytes.
    ///
    /// # Errors
    /// [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn properties(&self, blob: &BlobName) -> Result<BlobProperties, Error> {
        let operation = self.blob_operation("look at", Method::Head, blob)?;
        let response = self.client.execute(&operation).await?;
        Ok(BlobProperties::from_headers(&response.headers))
    }

    /// The error for a body that broke off once too often.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn broken_off(&self, blob: &BlobName, cause: Option<TransportError>) -> Error {
        Error::Transport {
            action: "read",
            object: format!("blob `{}` in container `{}`", blob.as_str(), self.name.as_str()),
            source: cause.unwrap_or_else(|| TransportError::CutShort("it is too short".to_owned())),
        }
    }

    /// The range begins past the end. The refusal names the length only in a header that the
    /// error does not keep, so the blob is asked for it.
    async fn past_the_end(&self, blob: &BlobName, start: u64) -> Result<BlobRead, Error> {
        let properties = self.properties(blob).await?;
        Ok(BlobRead {
            offset: properties.content_length.unwrap_or(start).min(start),
            total: properties.content_length,
            properties,
            body: ByteStream::from_bytes(Bytes::new()),
        })
    }
}

fn read_from(
    operation: &Operation,
    response: Response,
    range: ReadRange,
    start: u64,
) -> Result<BlobRead, Error> {
    let properties = BlobProperties::from_headers(&response.headers);
    let content_range = response.headers.get("content-range").and_then(parse_content_range);
    let (offset, total) = match (response.status, content_range) {
        // The emulator's answer at the very end: nothing, as a range that runs backwards.
        (206, Some(found)) if found.is_empty() => (found.total.min(start), Some(found.total)),
        (206, Some(found)) if found.first == start => (start, Some(found.total)),
        (206, Some(found)) => {
            let detail = format!("asked from byte {start}, answered from {}", found.first);
            return Err(operation.malformed(detail));
        }
        // The CORS rule does not expose the header: the place is the one asked for.
        (206, None) => (start, None),
        // No range was asked for, or the service ignored it: the whole blob.
        _ => (0, properties.content_length),
    };
    if offset < start && range != ReadRange::All && total.is_some_and(|total| total > start) {
        return Ok(BlobRead {
            offset: start,
            total,
            properties,
            body: skip(response.body, start - offset),
        });
    }
    Ok(BlobRead { offset, total, properties, body: response.body })
}

/// The body without its first `n` bytes.
fn skip(body: ByteStream, n: u64) -> ByteStream {
    ByteStream::new(futures_util::stream::unfold((body, n), |(mut body, mut left)| async move {
        loop {
            let mut chunk = match body.chunk().await {
                Ok(chunk) => chunk?,
                Err(error) => return Some((Err(error), (body, left))),
            };
            let cut = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
            left -= cut as u64;
            let rest = chunk.split_off(cut);
            if !rest.is_empty() {
                return Some((Ok(rest), (body, left)));
            }
        }
    }))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ContentRange {
    first: u64,
    /// May be one below `first`, even -1: nothing.
    last: i128,
    total: u64,
}

impl ContentRange {
    fn is_empty(self) -> bool {
        self.last < i128::from(self.first)
    }
}

/// `bytes FIRST-LAST/TOTAL`.
fn parse_content_range(text: &str) -> Option<ContentRange> {
    let (span, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = span.split_once('-')?;
    Some(ContentRange {
        first: first.parse().ok()?,
        last: last.parse().ok()?,
        total: total.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_an_empty_content_range_are_read() {
        let whole = parse_content_range("bytes 5-9/10").unwrap();
        assert_eq!((whole.first, whole.last, whole.total), (5, 9, 10));
        assert!(!whole.is_empty());
        assert!(parse_content_range("bytes 5-4/5").unwrap().is_empty());
        assert!(parse_content_range("bytes 0--1/0").unwrap().is_empty());
        assert_eq!(parse_content_range("bytes */10"), None);
    }
}
