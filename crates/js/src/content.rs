//! Reading, looking at and deleting one output.

use crate::abort::{Slot, promise};
use crate::connection::{Connection, Place};
use crate::error::Failure;
use crate::record::{Record, flat_pairs};
use jobshelf::{BlobBody, BlobProperties, LogStatus};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::AbortSignal;

/// The bytes of an output as they arrive.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Body {
    body: Slot<BlobBody>,
}

/// Opens an output from byte `start` up to byte `end`, which is not part of it: a promise of a
/// [`Body`].
#[wasm_bindgen(js_name = openBody)]
pub fn open_body(
    connection: Connection,
    place: Place,
    start: f64,
    end: Option<f64>,
    signal: Option<AbortSignal>,
) -> Promise {
    promise(signal, async move {
        let output = connection.output(&place)?;
        let (container, blob) = (output.container(), output.address().blob_name());
        let body = container.open_body(&blob, start as u64, end.map(|end| end as u64)).await?;
        Ok(Body { body: Slot::new(body) }.into())
    })
}

#[wasm_bindgen]
impl Body {
    /// The next bytes; `undefined` at the end.
    pub fn next(&self, signal: Option<AbortSignal>) -> Promise {
        self.body.promise(signal, async |body: &mut BlobBody| {
            let chunk = body.chunk().await?;
            Ok(chunk.map_or(JsValue::UNDEFINED, |chunk| Uint8Array::from(chunk.as_ref()).into()))
        })
    }

    /// How many bytes are left; `undefined` if that is not known.
    #[wasm_bindgen(getter)]
    pub fn left(&self) -> Option<f64> {
        self.body.with(|body| body.n_left()).flatten().map(|n_left| n_left as f64)
    }
}

/// The properties of an output.
#[wasm_bindgen]
pub fn properties(connection: Connection, place: Place, signal: Option<AbortSignal>) -> Promise {
    promise(signal, async move {
        let output = connection.output(&place)?;
        let blob = output.address().blob_name();
        Ok(record_from(&output.container().properties(&blob).await?).into())
    })
}

fn record_from(properties: &BlobProperties) -> Record {
    Record::new()
        .with("size", properties.content_length)
        .with("lastModified", properties.last_modified)
        .with("created", properties.created)
        .with("contentType", properties.content_type.clone())
        .with("etag", properties.etag.clone())
        .with("metadata", flat_pairs(&properties.metadata))
        .with("log", LogStatus::from_metadata(&properties.metadata).as_ref())
}

/// The URL of an output, without the SAS.
#[wasm_bindgen(js_name = outputUrl)]
pub fn output_url(connection: &Connection, place: &Place) -> Result<String, Failure> {
    Ok(connection.output(place)?.url())
}

/// Deletes an output, with its snapshots if that is asked for. Returns whether it existed.
#[wasm_bindgen(js_name = deleteOutput)]
pub fn delete_output(
    connection: Connection,
    place: Place,
    snapshots: bool,
    signal: Option<AbortSignal>,
) -> Promise {
    promise(signal, async move {
        let output = connection.output(&place)?;
        let existed = match snapshots {
            true => output.delete_with_snapshots().await?,
            false => output.delete().await?,
        };
        Ok(existed.into())
    })
}
