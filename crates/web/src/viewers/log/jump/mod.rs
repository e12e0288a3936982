//! Jumps to a time, a line or a byte of a log.

pub mod target;
pub mod view;
