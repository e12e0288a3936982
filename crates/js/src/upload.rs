//! Saving an output, at once or block by block.

use crate::abort::{Slot, promise};
use crate::connection::{Connection, Place};
use crate::error::Failure;
use crate::record::pairs_from;
use bytes::Bytes;
use jobshelf::{BlockUpload, IfExists, WriteOptions};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::AbortSignal;

#[wasm_bindgen]
extern "C" {
    /// How to save: a plain object of the facade.
    pub type Headers;

    #[wasm_bindgen(method, getter, js_name = contentType)]
    fn content_type(this: &Headers) -> Option<String>;

    /// Names and values, in turns.
    #[wasm_bindgen(method, getter)]
    fn metadata(this: &Headers) -> Vec<String>;

    #[wasm_bindgen(method, getter)]
    fn overwrite(this: &Headers) -> bool;
}

impl Headers {
    fn write_options(&self) -> WriteOptions {
        let if_exists = if self.overwrite() { IfExists::Overwrite } else { IfExists::Refuse };
        let options = WriteOptions::new()
            .with_metadata(pairs_from(self.metadata()))
            .with_if_exists(if_exists);
        match self.content_type() {
            Some(content_type) => options.with_content_type(content_type),
            None => options,
        }
    }
}

/// Saves an output in one request.
#[wasm_bindgen(js_name = saveOutput)]
pub fn save_output(
    connection: Connection,
    place: Place,
    bytes: Vec<u8>,
    headers: Headers,
    signal: Option<AbortSignal>,
) -> Promise {
    promise(signal, async move {
        let (container, blob) = (connection.blobs()?, place.new_address()?.blob_name());
        container.put_blob(&blob, Bytes::from(bytes), &headers.write_options()).await?;
        Ok(JsValue::UNDEFINED)
    })
}

/// An output that is saved block by block.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Upload {
    upload: Slot<BlockUpload>,
}

/// Begins to save an output block by block. Sends no request.
#[wasm_bindgen(js_name = beginUpload)]
pub fn begin_upload(
    connection: &Connection,
    place: &Place,
    headers: &Headers,
) -> Result<Upload, Failure> {
    let blob = place.new_address()?.blob_name();
    let upload = connection.blobs()?.upload_blocks(&blob, &headers.write_options());
    Ok(Upload { upload: Slot::new(upload) })
}

#[wasm_bindgen]
impl Upload {
    /// Sends the next block.
    pub fn push(&self, bytes: Vec<u8>, signal: Option<AbortSignal>) -> Promise {
        self.upload.promise(signal, async move |upload: &mut BlockUpload| {
            upload.push(Bytes::from(bytes)).await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Makes the blocks the output.
    pub fn finish(&self, signal: Option<AbortSignal>) -> Promise {
        self.upload.promise(signal, async |upload: &mut BlockUpload| {
            upload.finish().await?;
            Ok(JsValue::UNDEFINED)
        })
    }
}
