//! Accounts and jobs: where they are, and preparing them.

use crate::abort::promise;
use crate::connection::Connection;
use crate::error::Failure;
use crate::record::Record;
use jobshelf::{BlobContainer, CorsRule, JobId};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::AbortSignal;

/// What a handle shows of a job's container: `{ id, container, url }`.
#[wasm_bindgen(js_name = describeJob)]
pub fn describe_job(connection: &Connection) -> Result<JsValue, Failure> {
    let container = connection.blobs()?;
    Ok(with_container(Record::new(), &container).into())
}

/// The same of a job by its ID, in the account of the connection.
#[wasm_bindgen(js_name = describeJobOf)]
pub fn describe_job_of(connection: &Connection, job_id: &str) -> Result<JsValue, Failure> {
    let name = JobId::parse(job_id)?.container_name();
    let container = connection.account()?.container(&name);
    Ok(with_container(Record::new(), &container).into())
}

/// Creates the container, and sets the CORS rules for `origins` unless there are none. Returns
/// whether it created the container.
#[wasm_bindgen(js_name = prepareJob)]
pub fn prepare_job(
    connection: Connection,
    origins: Vec<String>,
    signal: Option<AbortSignal>,
) -> Promise {
    promise(signal, async move {
        let (account, container) = (connection.account()?, connection.blobs()?);
        let rules: Vec<CorsRule> =
            origins.iter().map(|origin| CorsRule::for_writer(origin)).collect();
        let created = container.create_if_missing().await?;
        if !rules.is_empty() {
            account.set_cors(&rules).await?;
        }
        Ok(created.into())
    })
}

/// The fields of a container that a handle shows.
fn with_container(record: Record, container: &BlobContainer) -> Record {
    record
        .with("id", container.name().job_id())
        .with("container", container.name().as_str())
        .with("url", container.url())
}
