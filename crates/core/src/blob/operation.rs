//! One operation of the Blob service, before it has an address and a credential.
//!
//! Invariant: an operation names the statuses of its success, and any other status is an error. So
//! the answer of a proxy or of a sign-in portal never counts as done.

use super::error::{Error, ForeignAnswer};
use crate::transport::{Method, TransportError};
use bytes::Bytes;

/// The statuses with which the service says that it has done an operation. They are in the
/// documentation of each operation: <https://learn.microsoft.com/rest/api/storageservices/>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Success {
    /// 200: Get Blob Properties, Set Blob Metadata.
    Ok,
    /// 200 with a document, whose root element is checked: lists, Get User Delegation Key.
    Document,
    /// 201: Put Blob, Put Block, Put Block List, Append Block, Create Container.
    Created,
    /// 202: Delete Blob, Set Blob Service Properties.
    Accepted,
    /// 200 or 206: Get Blob, all of it or a range of it.
    Content,
}

impl Success {
    /// Whether `status` says that the operation is done.
    pub(super) fn has(self, status: u16) -> bool {
        match self {
            Self::Ok | Self::Document => status == 200,
            Self::Created => status == 201,
            Self::Accepted => status == 202,
            Self::Content => matches!(status, 200 | 206),
        }
    }
}

/// One operation of the service, without address and credential of the account.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    /// A verb for messages.
    pub(super) action: &'static str,
    /// The object of the verb, for messages.
    pub(super) object: String,
    pub(super) method: Method,
    pub(super) success: Success,
    /// Below the account, encoded, without a leading slash.
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

impl Operation {
    pub(super) fn new(
        action: &'static str,
        method: Method,
        success: Success,
        object: String,
    ) -> Self {
        Self {
            action,
            object,
            method,
            success,
            path: String::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// The encoded path below the account.
    pub(super) fn at(mut self, path: String) -> Self {
        self.path = path;
        self
    }

    pub(super) fn query(&mut self, name: &'static str, value: impl Into<String>) {
        self.query.push((name, value.into()));
    }

    pub(super) fn header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.headers.push((name.into(), value.into()));
    }

    pub(super) fn body(&mut self, body: Bytes) {
        self.body = body;
    }

    /// Sets the body, with a checksum that the service verifies; "Crc64Mismatch" is retried.
    pub(super) fn checked_body(&mut self, body: Bytes) {
        #[cfg(not(target_arch = "wasm32"))]
        if !body.is_empty() {
            self.header("x-ms-content-crc64", super::checksum::crc64_header(&body));
        }
        self.body(body);
    }

    /// Whether a header of this name is sent. The name is in lower case.
    pub(super) fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(found, _)| found == name)
    }

    pub(super) fn malformed(&self, detail: impl Into<String>) -> Error {
        Error::Malformed { action: self.action, object: self.object.clone(), detail: detail.into() }
    }

    pub(super) fn foreign(&self, answer: ForeignAnswer) -> Error {
        Error::ForeignAnswer { action: self.action, object: self.object.clone(), answer }
    }

    pub(super) fn transport_error(&self, source: TransportError) -> Error {
        Error::Transport { action: self.action, object: self.object.clone(), source }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_sent_with_its_checksum() {
        let mut operation =
            Operation::new("save", Method::Put, Success::Created, "blob `x`".to_owned());
        operation.checked_body(Bytes::from_static(b"123456789"));
        let checksum = ("x-ms-content-crc64".to_owned(), "iJh5CoYUi64=".to_owned());
        assert_eq!(operation.headers, [checksum]);
    }
}
