//! The helper around commands that behave as tasks do, against a real Azurite through the fault
//! proxy: whatever happens to the command or to storage, the exit code is as documented, the
//! command's own output passes untouched, and the blobs are what was written.
//!
//! No time is asserted: what must come is waited for.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a fixture that fails fails its test"
)]

mod attempts;
mod ending;
mod files;
mod identity;
mod operator;
mod outage;
mod output;
mod world;
