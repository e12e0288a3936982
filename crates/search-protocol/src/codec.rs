//! Messages as JavaScript values, for `postMessage`.
//!
//! Both directions use a pair `[message, bytes]`: the encoded message, and a `Uint8Array` whose
//! buffer is transferred, or `undefined`. Only this module encodes or decodes a message.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// A value is not a message of this protocol.
#[derive(Debug)]
pub struct CodecError(serde_wasm_bindgen::Error);

impl std::fmt::Display for CodecError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not a message of the search protocol: {}", self.0)
    }
}

impl std::error::Error for CodecError {}

/// Encodes a request or a response.
///
/// # Errors
/// When a number is not exact in JavaScript.
pub fn encode(message: &impl Serialize) -> Result<JsValue, CodecError> {
    serde_wasm_bindgen::to_value(message).map_err(CodecError)
}

/// Decodes a request or a response.
///
/// # Errors
/// When the value is not a message of this type.
pub fn decode<T: DeserializeOwned>(message: JsValue) -> Result<T, CodecError> {
    serde_wasm_bindgen::from_value(message).map_err(CodecError)
}
