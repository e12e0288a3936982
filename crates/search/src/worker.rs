//! The export of the worker: decodes a request, lets the [`Service`] answer it, encodes the answer.

use crate::service::Service;
use jobshelf_search_protocol::codec;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

thread_local! {
    /// A worker is one thread and searches one log.
    static SERVICE: RefCell<Service> = RefCell::default();
}

/// Answers a request, given the bytes that came beside it: the response, and the bytes to send
/// beside it or `undefined`.
///
/// # Errors
/// When the request is not a message of the protocol.
#[wasm_bindgen]
pub fn handle(request: JsValue, bytes: Option<Vec<u8>>) -> Result<Array, JsError> {
    let request = codec::decode(request)?;
    let reply = SERVICE
        .with_borrow_mut(|service| service.handle(request, bytes.as_deref().unwrap_or_default()));
    let bytes = match reply.bytes.as_slice() {
        [] => JsValue::UNDEFINED,
        bytes => Uint8Array::from(bytes).into(),
    };
    Ok(Array::of2(&codec::encode(&reply.response)?, &bytes))
}
