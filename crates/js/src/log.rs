//! A log that a program writes.

use crate::abort::Slot;
use crate::connection::{Connection, Place};
use crate::error::Failure;
use jobshelf::{LogOptions, LogWriter, OutputPath, Owner, TaskOutputStorage};
use js_sys::Promise;
use std::time::Duration;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::AbortSignal;

/// A log that a program writes.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Log {
    log: Slot<LogWriter>,
}

/// The log of a task. Sends no request.
#[wasm_bindgen(js_name = openLog)]
pub fn open_log(
    connection: &Connection,
    place: &Place,
    flush_seconds: u32,
    content_type: String,
) -> Result<Log, Failure> {
    let address = place.new_address()?;
    let Owner::Task(task) = address.owner() else {
        return Err(Failure::argument("a log belongs to a task"));
    };
    let options = LogOptions::new()
        .with_flush_interval(Duration::from_secs(flush_seconds.into()))
        .with_content_type(content_type);
    let storage = TaskOutputStorage::new(connection.blobs()?, task.clone());
    let path = OutputPath::parse(address.path())?;
    let log = storage.write_log(&address.kind().clone().into(), &path, options);
    Ok(Log { log: Slot::new(log) })
}

#[wasm_bindgen]
impl Log {
    /// Adds bytes to those that the next flush sends.
    pub fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.log.with(|log| log.write(bytes)).ok_or_else(Failure::busy)
    }

    /// Sends all bytes that are not in the blob yet.
    pub fn flush(&self, signal: Option<AbortSignal>) -> Promise {
        self.log.promise(signal, async |log: &mut LogWriter| {
            log.flush().await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Flushes, and marks the log as finished.
    pub fn finish(&self, exit_code: Option<i32>, signal: Option<AbortSignal>) -> Promise {
        self.log.promise(signal, async move |log: &mut LogWriter| {
            log.finish(exit_code).await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// How long to wait before the next flush, in milliseconds; `undefined` during a flush.
    #[wasm_bindgen(getter)]
    pub fn interval(&self) -> Option<f64> {
        self.log.with(|log| log.next_interval().as_secs_f64() * 1000.0)
    }
}
