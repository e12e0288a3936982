//! One operation of the Blob service, before it has an address and a credential.

use super::error::Error;
use crate::transport::{Method, TransportError};
use bytes::Bytes;

/// One operation of the service, without address and credential of the account.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    /// A verb for messages.
    pub(super) action: &'static str,
    /// The object of the verb, for messages.
    pub(super) object: String,
    pub(super) method: Method,
    /// Below the account, encoded, without a leading slash.
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

impl Operation {
    pub(super) fn new(action: &'static str, method: Method, object: String) -> Self {
        Self {
            action,
            object,
            method,
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

    pub(super) fn malformed(&self, detail: impl Into<String>) -> Error {
        Error::Malformed { action: self.action, object: self.object.clone(), detail: detail.into() }
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
        let mut operation = Operation::new("save", Method::Put, "blob `x`".to_owned());
        operation.checked_body(Bytes::from_static(b"123456789"));
        let checksum = ("x-ms-content-crc64".to_owned(), "iJh5CoYUi64=".to_owned());
        assert_eq!(operation.headers, [checksum]);
    }
}
