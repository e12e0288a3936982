//! Reading a blob, whole or a range of it.
//!
//! A range that begins at or past the end is not an error but an empty answer with the blob's
//! length: the service answers 416 there, and the emulator an empty 206.

use super::container::BlobContainer;
use super::error::Error;
use super::list::BlobType;
use super::operation::{Operation, Success};
use crate::conventions::BlobName;
use crate::time::Timestamp;
use crate::transport::{ByteStream, Headers, Method, Response, Transport, TransportError};
use bytes::Bytes;

/// A range of a blob's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadRange {
    /// All of them.
    All,
    /// From this offset to the end.
    From(u64),
    /// From `start` to `end`, both included. `end` may be past the blob's end.
    Span {
        /// The first byte.
        start: u64,
        /// The last byte.
        end: u64,
    },
}

/// The answer to a read: a blob or a range of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct BlobRead {
    /// The offset in the blob at which the body begins.
    pub offset: u64,
    /// The blob's length; none if a CORS rule hides it.
    pub total: Option<u64>,
    /// The blob's properties, from the answer's headers.
    pub properties: BlobProperties,
    /// The bytes.
    pub body: ByteStream,
}

/// The properties of a blob. In a browser, only those that the CORS rules expose are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlobProperties {
    /// The length in bytes; for a range, the length of the range.
    pub content_length: Option<u64>,
    /// The ETag, without quotes.
    pub etag: Option<String>,
    /// When it was last written.
    pub last_modified: Option<Timestamp>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// The content type it was stored with.
    pub content_type: Option<String>,
    /// The encoding it was stored with; ranges count encoded bytes.
    pub content_encoding: Option<String>,
    /// The MD5 of the whole blob in base64, if it is stored.
    pub content_md5: Option<String>,
    /// Its type.
    pub blob_type: Option<BlobType>,
    /// How many blocks an append blob has; 50,000 is the limit.
    pub committed_blocks: Option<u32>,
    /// Whether its account has a hierarchical namespace, as far as the headers show.
    pub is_hierarchical: bool,
    /// Whether the service calls it a directory, as accounts with a hierarchical namespace do.
    pub is_directory: bool,
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
            // With a range, `content-md5` is that of the range.
            content_md5: text("x-ms-blob-content-md5")
                .or_else(|| text("content-md5").filter(|_| headers.get("content-range").is_none())),
            blob_type: headers.get("x-ms-blob-type").map(BlobType::from_service),
            committed_blocks: headers
                .get("x-ms-blob-committed-block-count")
                .and_then(|n| n.trim().parse().ok()),
            is_hierarchical: ["x-ms-resource-type", "x-ms-owner"]
                .iter()
                .any(|name| headers.get(name).is_some()),
            is_directory: headers
                .get("x-ms-resource-type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("directory")),
            metadata: headers.metadata(),
        }
    }
}

impl<T: Transport> BlobContainer<T> {
    /// Reads `range` of a blob. The body may still be interrupted: see [`ByteStream::chunk`].
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound),
    /// [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn read(&self, blob: &BlobName, range: ReadRange) -> Result<BlobRead, Error> {
        self.read_version(blob, range, None).await
    }

    /// Reads `range` of the version of a blob that has the ETag `etag`. In a browser, an ETag needs
    /// a preflight.
    pub(crate) async fn read_version(
        &self,
        blob: &BlobName,
        range: ReadRange,
        etag: Option<&str>,
    ) -> Result<BlobRead, Error> {
        let mut operation = self.blob_operation("read", Method::Get, Success::Content, blob)?;
        if let Some(etag) = etag {
            operation.header("if-match", format!("\"{etag}\""));
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
            Ok(response) => {
                let read = read_from(&operation, response, range, start)?;
                check_length(&operation, read.total)?;
                check_version(&operation, etag, read.properties.etag.as_deref())?;
                Ok(read)
            }
            Err(Error::Service(error)) if error.status == 416 => {
                let read = self.read_past_end(blob, start).await?;
                check_length(&operation, read.total)?;
                Ok(read)
            }
            Err(error) => Err(error),
        }
    }

    /// The properties of a blob.
    ///
    /// # Errors
    /// [`ErrorKind::BlobNotFound`](crate::ErrorKind::BlobNotFound),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn properties(&self, blob: &BlobName) -> Result<BlobProperties, Error> {
        let operation = self.blob_operation("look at", Method::Head, Success::Ok, blob)?;
        let response = self.client.execute(&operation).await?;
        Ok(BlobProperties::from_headers(&response.headers))
    }

    /// The error for a body that was interrupted too often.
    pub(crate) fn interrupted_read(&self, blob: &BlobName, cause: Option<TransportError>) -> Error {
        Error::Transport {
            action: "read",
            object: format!("blob `{}` in container `{}`", blob.as_str(), self.name.as_str()),
            source: cause.unwrap_or_else(|| TransportError::CutShort("it is too short".to_owned())),
        }
    }

    /// The answer for a range that begins past the end. Another request gets the length, since the
    /// refusal has it only in a header.
    async fn read_past_end(&self, blob: &BlobName, start: u64) -> Result<BlobRead, Error> {
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
    if let (206, Some(found), Some(length)) =
        (response.status, content_range, properties.content_length)
        && found.length() != length
    {
        // A proxy that compresses an answer or cuts it may leave the range as it was.
        let span = found.length();
        let detail = format!("it is not as long as its range: {length} instead of {span} bytes");
        return Err(operation.malformed(detail));
    }
    let (offset, total) = match (response.status, content_range) {
        (206, _) if range == ReadRange::All => {
            return Err(operation.malformed("asked for the whole blob, answered with a range"));
        }
        // The emulator's answer at the end: an empty range that runs backwards.
        (206, Some(found)) if found.is_empty() => (found.total.min(start), Some(found.total)),
        (206, Some(found)) if found.first == start => (start, Some(found.total)),
        (206, Some(found)) => {
            let detail = format!("asked from byte {start}, answered from {}", found.first);
            return Err(operation.malformed(detail));
        }
        // The CORS rule hides the header: the offset is the requested one.
        (206, None) => (start, None),
        // No range was requested, or the service ignored it: this is the whole blob.
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

/// Only in a browser may the length be hidden. Elsewhere, a blob of unknown length would be taken for
/// an empty one.
fn check_length(operation: &Operation, total: Option<u64>) -> Result<(), Error> {
    if total.is_none() && cfg!(not(target_arch = "wasm32")) {
        return Err(operation.malformed("it does not tell the blob's length"));
    }
    Ok(())
}

/// A cache may ignore the condition and answer with another version.
fn check_version(
    operation: &Operation,
    asked: Option<&str>,
    found: Option<&str>,
) -> Result<(), Error> {
    // A proxy that compresses an answer makes its ETag a weak one.
    let strong = |etag: &str| etag.trim_start_matches("W/").trim_matches('"').to_owned();
    match (asked, found) {
        (Some(asked), Some(found)) if strong(asked) != strong(found) => {
            Err(operation.malformed("it is of another version of the blob"))
        }
        _ => Ok(()),
    }
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
    /// One below `first`, even -1, in an empty range.
    last: i128,
    total: u64,
}

impl ContentRange {
    /// How many bytes it spans.
    fn length(self) -> u64 {
        u64::try_from(self.last + 1 - i128::from(self.first)).unwrap_or_default()
    }

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

    fn read_span(headers: &[(&str, &str)]) -> Result<BlobRead, Error> {
        let operation =
            Operation::new("read", Method::Get, Success::Content, "blob `x`".to_owned());
        let pairs = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let body = ByteStream::from_bytes(Bytes::new());
        let response = Response { status: 206, headers: Headers::new(pairs), body };
        read_from(&operation, response, ReadRange::Span { start: 0, end: 4 }, 0)
    }

    #[test]
    fn a_range_of_another_length_than_its_own_is_an_error() {
        let range = ("content-range", "bytes 0-4/10");
        assert!(read_span(&[range, ("content-length", "5")]).is_ok());
        assert!(read_span(&[range]).is_ok(), "it comes in chunks");
        for length in ["4", "6", "23"] {
            let error = read_span(&[range, ("content-length", length)]).unwrap_err();
            assert!(error.to_string().contains("not as long as its range"), "{error}");
        }
        let empty = ("content-range", "bytes 0--1/0");
        assert!(read_span(&[empty, ("content-length", "0")]).is_ok());
    }

    #[test]
    fn a_directory_of_a_hierarchical_namespace_is_told_by_its_header() {
        let of = |kind: &str| {
            let range = ("content-range", "bytes 0-4/10");
            read_span(&[range, ("x-ms-resource-type", kind)]).unwrap().properties.is_directory
        };
        assert!(of("directory") && of("Directory") && !of("file"));
        assert!(!BlobProperties::default().is_directory);
    }

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
