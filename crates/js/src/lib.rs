//! The core as exports to JavaScript, for the npm package in `npm/`.
//!
//! No rule of the conventions or of the service is here: an export reads its arguments, calls the
//! core, and returns the answer as a JavaScript value. The classes, iterators and streams that users
//! see are in `npm/src`, as plain JavaScript, and are the only callers of these exports.
//!
//! Invariants:
//! * An export keeps nothing. What has to live longer (a listing, a body, an upload, a log, a
//!   follower) is a struct that the facade frees when its iterator or stream ends.
//! * A page of a listing is a few values, however many outputs it has.
//! * Every operation that sends requests takes an `AbortSignal`, which ends them.
//! * A SAS comes in as a part of a [`connection::Connection`] and goes out only as the result of
//!   minting one.

mod abort;
pub mod connection;
pub mod content;
pub mod error;
pub mod follow;
pub mod job;
pub mod listing;
pub mod log;
pub mod names;
mod record;
pub mod sas;
pub mod upload;
