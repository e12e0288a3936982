//! The parts of HTTP/1.1 that the proxy needs: unchanged heads, and bodies by length or in chunks.

use bytes::{Buf as _, Bytes, BytesMut};
use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The longest head that is accepted.
const MAX_HEAD: usize = 256 << 10;
const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// A request or an answer up to its body, byte for byte.
#[derive(Debug, Clone)]
pub(super) struct Head(Bytes);

impl Head {
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn first_line(&self) -> String {
        self.lines().next().unwrap_or_default()
    }

    /// The value of the header `name`, which is in lower case.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        let text = String::from_utf8_lossy(&self.0).into_owned();
        text.split("\r\n").map(str::to_owned).collect::<Vec<_>>().into_iter()
    }

    /// How its body is framed, if the headers announce one.
    fn framing(&self) -> Result<Framing> {
        if self.get("transfer-encoding").is_some_and(|how| how.eq_ignore_ascii_case("chunked")) {
            return Ok(Framing::Chunked);
        }
        match self.get("content-length").map(|n| n.parse()) {
            None => Ok(Framing::Length(0)),
            Some(Ok(length)) => Ok(Framing::Length(length)),
            Some(Err(_)) => Err(invalid("a content length that is no number")),
        }
    }

    /// The same head, for a body of `length` bytes in one piece.
    fn with_length(&self, length: usize) -> Self {
        let mut head = Vec::with_capacity(self.0.len() + 32);
        for line in self.0.split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
            let is_framing = name.eq_ignore_ascii_case(b"transfer-encoding")
                || name.eq_ignore_ascii_case(b"content-length");
            if !line.is_empty() && !is_framing {
                head.extend_from_slice(line);
                head.extend_from_slice(b"\r\n");
            }
        }
        head.extend_from_slice(format!("content-length: {length}\r\n\r\n").as_bytes());
        Self(head.into())
    }
}

enum Framing {
    Length(usize),
    Chunked,
}

/// The parsed head of a request.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) head: Head,
    pub(super) method: String,
    path: String,
    query: Vec<(String, String)>,
}

impl Request {
    fn parse(head: Head) -> Result<Self> {
        let line = head.first_line();
        let mut words = line.split(' ');
        let method = words.next().unwrap_or_default().to_owned();
        let target = words.next().ok_or_else(|| invalid("a request without a target"))?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        };
        let query = query.split('&').map(pair).collect();
        let path = path.to_owned();
        Ok(Self { head, method, path, query })
    }

    /// An encoded parameter of the query.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// A hash of the request without its SAS and its checksums.
    pub(super) fn key(&self) -> u64 {
        const PARAMETERS: [&str; 6] =
            ["restype", "comp", "prefix", "marker", "blockid", "maxresults"];
        const HEADERS: [&str; 3] = ["range", "x-ms-range", "x-ms-blob-condition-appendpos"];
        let mut text = format!("{} {}", self.method, self.path);
        for name in PARAMETERS {
            text.push('\n');
            text.push_str(self.query(name).unwrap_or_default());
        }
        for name in HEADERS {
            text.push('\n');
            text.push_str(&self.head.get(name).unwrap_or_default());
        }
        // FNV-1a: the same on every machine.
        text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        })
    }

    pub(super) fn body_length(&self) -> Result<usize> {
        match self.head.framing()? {
            Framing::Length(length) => Ok(length),
            Framing::Chunked => Err(invalid("a request in chunks")),
        }
    }
}

/// A complete answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) body: Bytes,
}

/// One end of a connection, with bytes that were read ahead.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    buffer: BytesMut,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> Self {
        // Send small answers at once. This only fails on a closed connection.
        let _ = stream.set_nodelay(true);
        Self { stream, buffer: BytesMut::new() }
    }

    /// The next request; none when the client has closed the connection.
    pub(super) async fn request(&mut self) -> Result<Option<Request>> {
        self.head().await?.map(Request::parse).transpose()
    }

    /// The answer to a request with this method.
    pub(super) async fn answer(&mut self, method: &str) -> Result<Answer> {
        loop {
            let head = self.head().await?.ok_or(ErrorKind::UnexpectedEof)?;
            let status = head.first_line();
            let status = status.split(' ').nth(1).unwrap_or_default();
            if status.starts_with('1') {
                continue;
            }
            if method == "HEAD" || matches!(status, "204" | "304") {
                return Ok(Answer { head, body: Bytes::new() });
            }
            let body = match head.framing()? {
                Framing::Length(length) => self.bytes(length).await?,
                Framing::Chunked => self.chunks().await?,
            };
            return Ok(Answer { head: head.with_length(body.len()), body });
        }
    }

    /// Reads exactly `n_bytes` bytes.
    pub(super) async fn bytes(&mut self, n_bytes: usize) -> Result<Bytes> {
        while self.buffer.len() < n_bytes {
            self.read_more().await?;
        }
        Ok(self.buffer.split_to(n_bytes).freeze())
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Whether the other side has closed it, or sent unexpected bytes.
    pub(super) fn is_over(&self) -> bool {
        let mut byte = [0];
        !matches!(self.stream.try_read(&mut byte), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    /// Closes it with a reset, which loses the bytes in transfer.
    pub(super) fn reset(self) {
        // This only fails on a closed connection.
        let _ = self.stream.set_zero_linger();
    }

    /// Closes it in order, so that the written bytes arrive.
    pub(super) async fn close(mut self) {
        // This only fails on a closed connection.
        let _ = self.stream.shutdown().await;
    }

    async fn head(&mut self) -> Result<Option<Head>> {
        loop {
            let found = self.buffer.windows(END_OF_HEAD.len()).position(|w| w == END_OF_HEAD);
            if let Some(position) = found {
                let head = self.buffer.split_to(position + END_OF_HEAD.len());
                return Ok(Some(Head(head.freeze())));
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(invalid("a head without an end"));
            }
            match self.read_more().await {
                Err(error)
                    if error.kind() == ErrorKind::UnexpectedEof && self.buffer.is_empty() =>
                {
                    return Ok(None);
                }
                result => result?,
            }
        }
    }

    async fn chunks(&mut self) -> Result<Bytes> {
        let mut whole = BytesMut::new();
        loop {
            let line = self.line().await?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16).map_err(|_| invalid("a chunk's length"))?;
            if size == 0 {
                // Trailers end with an empty line; the service sends none.
                while !self.line().await?.is_empty() {}
                return Ok(whole.freeze());
            }
            whole.extend_from_slice(&self.bytes(size).await?);
            self.bytes(2).await?.advance(2);
        }
    }

    async fn line(&mut self) -> Result<String> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line = self.buffer.split_to(end + 1);
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> Result<()> {
        self.buffer.reserve(64 << 10);
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

fn invalid(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what.to_owned())
}
