//! The messages between the viewer and its search worker.
//!
//! The page sends a [`Request`], the worker answers each one with a [`Response`], in order. Bytes of
//! the log travel beside a message, in a buffer that is transferred and not copied. [`codec`] turns
//! messages into the values that `postMessage` takes, and is the only place that does. [`Client`] is
//! how the page calls the worker: a method a request.
//!
//! Invariant: whatever [`codec`] encodes, it decodes to the same message. Positions in a log are
//! bytes, exact up to 2^53.

mod client;
pub mod codec;
mod request;
mod response;

pub use client::{Channel, Client, ClientError, FilteredText};
pub use request::{
    Case, CurrentMatch, FilterSpec, NearestDirection, PatternSpec, Request, Syntax, Target,
};
pub use response::{
    FilteredLine, Highlight, LineStart, NearestItem, NextAction, Progress, Reply, Response, Ticks,
};

#[cfg(test)]
mod tests;
