//! Bytes as JSON objects: text where they are UTF-8, else base64.

use crate::report::json_from;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use std::io::{Result, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::AsyncWrite;

/// A piece of an output.
#[derive(Debug, Serialize)]
struct Piece<'a> {
    event: &'static str,
    blob: &'a str,
    /// Where in the output it begins.
    offset: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

/// Prints what is written to it on standard output, one object for each piece.
#[derive(Debug)]
pub(super) struct JsonWriter {
    blob: String,
    offset: u64,
    /// The beginning of a character that the next piece ends.
    incomplete: Vec<u8>,
}

impl JsonWriter {
    pub(super) fn new(blob: &str) -> Self {
        Self { blob: blob.to_owned(), offset: 0, incomplete: Vec::new() }
    }

    fn pieces(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut pending = std::mem::take(&mut self.incomplete);
        pending.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&pending) {
            // Only the last character may still be complete.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => pending.len(),
        };
        self.incomplete = pending.split_off(whole);
        self.piece(&pending).into_iter().collect()
    }

    fn piece(&mut self, bytes: &[u8]) -> Option<String> {
        if bytes.is_empty() {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok();
        let base64 = text.is_none().then(|| STANDARD.encode(bytes));
        let (blob, offset) = (self.blob.as_str(), self.offset);
        let json = json_from(&Piece { event: "content", blob, offset, text, base64 });
        self.offset += bytes.len() as u64;
        Some(json)
    }

    /// The last piece, if the output ends within a character.
    fn rest(&mut self) -> Option<String> {
        let rest = std::mem::take(&mut self.incomplete);
        self.piece(&rest)
    }
}

impl AsyncWrite for JsonWriter {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let mut out = std::io::stdout().lock();
        for piece in self.get_mut().pieces(bytes) {
            if let Err(error) = writeln!(out, "{piece}") {
                return Poll::Ready(Err(error));
            }
        }
        Poll::Ready(Ok(bytes.len()))
    }

    /// It is flushed once, at the end.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
        let mut out = std::io::stdout().lock();
        let rest = self.get_mut().rest();
        Poll::Ready(rest.map_or(Ok(()), |rest| writeln!(out, "{rest}")).and_then(|()| out.flush()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.poll_flush(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_never_cut_and_other_bytes_are_base64() {
        let mut writer = JsonWriter::new("t/$K/x");
        let euro = "€".as_bytes();
        let mut printed = writer.pieces(&[b"a", &euro[..1]].concat());
        printed.extend(writer.pieces(&euro[1..]));
        printed.extend(writer.pieces(b"\xff\x00"));
        printed.extend(writer.pieces(&euro[..2]));
        printed.extend(writer.rest());
        let head = r#"{"event":"content","blob":"t/$K/x","offset":"#;
        assert_eq!(
            printed,
            [
                format!(r#"{head}0,"text":"a"}}"#),
                format!(r#"{head}1,"text":"€"}}"#),
                format!(r#"{head}4,"base64":"/wA="}}"#),
                format!(r#"{head}6,"base64":"4oI="}}"#),
            ]
        );
    }
}
