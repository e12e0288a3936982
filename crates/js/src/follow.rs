//! Following a log.

use crate::abort::Slot;
use crate::connection::{Connection, Place};
use crate::error::Failure;
use crate::record::Record;
use jobshelf::follow::{FollowEvent, LogFollower, poll};
use jobshelf::time::sleep;
use jobshelf::{BlobContainer, BlobName, Error, RetryPolicy};
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::AbortSignal;

/// A log that is followed.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Follower {
    state: Slot<State>,
}

#[derive(Debug)]
struct State {
    container: BlobContainer,
    blob: BlobName,
    follower: LogFollower,
    /// Whether the last event said that the log does not exist.
    is_missing: bool,
    is_over: bool,
}

/// Follows an output from a byte on: `from` is an offset, or a number of bytes before the end.
#[wasm_bindgen(js_name = followOutput)]
pub fn follow_output(
    connection: &Connection,
    place: &Place,
    from: f64,
    is_from_end: bool,
) -> Result<Follower, Failure> {
    let output = connection.output(place)?;
    let follower = match is_from_end {
        true => LogFollower::at_end(None, from as u64),
        false => LogFollower::from_offset(from as u64),
    };
    let state = State {
        // A poll that fails is followed by another.
        container: output.container().clone().with_retry(RetryPolicy::ONCE),
        blob: output.address().blob_name(),
        follower,
        is_missing: false,
        is_over: false,
    };
    Ok(Follower { state: Slot::new(state) })
}

#[wasm_bindgen]
impl Follower {
    /// Waits for the next event; `undefined` after the last.
    pub fn next(&self, signal: Option<AbortSignal>) -> Promise {
        self.state.promise(signal, async |state: &mut State| state.next_event().await)
    }
}

impl State {
    async fn next_event(&mut self) -> Result<JsValue, Failure> {
        while !self.is_over {
            let Some(delay) = self.follower.next_delay() else { break };
            if !delay.is_zero() {
                sleep(delay).await;
            }
            let (event, error) = poll(&mut self.follower, &self.container, &self.blob).await;
            let was_missing =
                std::mem::replace(&mut self.is_missing, event == FollowEvent::Missing);
            if let Some(record) = self.record_from(event, error, was_missing)? {
                return Ok(record.into());
            }
        }
        Ok(JsValue::UNDEFINED)
    }

    /// The event for the caller; none if there is nothing to say.
    fn record_from(
        &mut self,
        event: FollowEvent,
        error: Option<Error>,
        was_missing: bool,
    ) -> Result<Option<Record>, Failure> {
        let of_type = |name: &str| Record::new().with("type", name);
        let restarted = |reason: &str, at: u64| {
            Some(of_type("restarted").with("reason", reason).with("offset", at))
        };
        Ok(match event {
            FollowEvent::Appended { offset, bytes } => {
                let bytes = Uint8Array::from(bytes.as_ref());
                Some(of_type("appended").with("offset", offset).with("bytes", bytes))
            }
            FollowEvent::Skipped { from, to } => {
                Some(of_type("skipped").with("from", from).with("to", to))
            }
            FollowEvent::Rewritten { at } => restarted("rewritten", at),
            FollowEvent::Shrunk { at } => restarted("shrunk", at),
            FollowEvent::Recreated { at } => restarted("recreated", at),
            FollowEvent::Missing if !was_missing => Some(of_type("missing")),
            FollowEvent::Finished => {
                self.is_over = true;
                let exit_code = self.follower.status().and_then(|status| status.exit_code);
                Some(of_type("finished").with("exitCode", exit_code))
            }
            FollowEvent::Failed => match error {
                Some(error) if self.follower.next_delay().is_none() => return Err(error.into()),
                Some(error) => {
                    Some(of_type("interrupted").with("error", JsValue::from(Failure::from(error))))
                }
                None => None,
            },
            FollowEvent::Missing | FollowEvent::Begin { .. } | FollowEvent::Unchanged => None,
        })
    }
}
