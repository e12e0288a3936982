//! The names of the conventions.

use crate::connection::owner_from;
use crate::error::Failure;
use crate::record::Record;
use jobshelf::{JobId, Kind, OutputAddress, OutputPath, Owner};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The container of a job.
#[wasm_bindgen(js_name = containerName)]
pub fn container_name(job_id: &str) -> Result<String, Failure> {
    Ok(JobId::parse(job_id)?.container_name().as_str().to_owned())
}

/// The name of the blob of an output; without a task, of one of the job's own.
#[wasm_bindgen(js_name = blobName)]
pub fn blob_name(task_id: Option<String>, kind: &str, path: &str) -> Result<String, Failure> {
    let (owner, kind) = (owner_from(task_id)?, Kind::parse(kind)?);
    let address = OutputAddress::new(owner, kind, OutputPath::parse(path)?);
    Ok(address.blob_name().as_str().to_owned())
}

/// What the name of a blob says; `null` for a name outside the conventions.
#[wasm_bindgen(js_name = parseBlobName)]
pub fn parse_blob_name(name: &str) -> JsValue {
    let Some(address) = OutputAddress::parse(name) else { return JsValue::NULL };
    let task_id = match address.owner() {
        Owner::Job => None,
        Owner::Task(task) => Some(task.as_str()),
    };
    Record::new()
        .with("taskId", task_id)
        .with("kind", address.kind().as_str())
        .with("path", address.path())
        .into()
}

/// The path of an output, if it is safe below a folder of any system.
#[wasm_bindgen(js_name = safePath)]
pub fn safe_path(path: &str) -> Result<String, Failure> {
    let path = OutputPath::parse(path)?;
    path.check_for_windows()?;
    Ok(path.as_str().to_owned())
}
