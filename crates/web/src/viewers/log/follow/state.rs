//! The state of reading a log: how it is read, how far that is, and its version in the listing.

use crate::storage::problem::Problem;
use leptos::prelude::*;

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// From its end on, as it grows.
    Live,
    /// As it is, from its beginning.
    Still,
}

/// The state of reading a log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Phase {
    /// The first bytes are being read.
    #[default]
    Loading,
    /// The log may grow.
    Live,
    /// The log is complete or will not change.
    Over,
    /// The log does not exist.
    Missing,
    /// The log cannot be read; the loaded part stays.
    Failed(Problem),
    /// The file is not text.
    Binary,
}

/// The version of a log in its newest listing; `None` if the listing has none.
pub type Listed = Memo<Version>;
/// The length and the version tag of a log in one listing.
pub(super) type Version = Option<(u64, String)>;
