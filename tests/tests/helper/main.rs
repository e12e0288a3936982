//! The helper with commands like those of tasks, against a real Azurite through the fault proxy.
//! Whatever happens to the command or to storage, the exit code is as documented, the command's
//! output is unchanged, and the blobs equal what was written.
//!
//! No test asserts a time: tests wait for results.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a fixture that fails fails its test"
)]

mod attempts;
mod ending;
mod fetching;
mod files;
mod foreign;
mod hierarchical;
mod identity;
mod json;
mod names;
mod nothing_found;
mod operator;
mod outage;
mod output;
mod own_sas;
mod owners;
mod played;
mod proxies;
mod rotation;
mod saving;
mod search;
mod secrets;
mod selection;
mod sign_in;
mod spool;
mod unencrypted;
mod world;
