//! Local files, by a name, a glob or a folder; and the path that each gets below its kind.
//!
//! Globs are expanded here, never by a shell. `\` is a separator on Windows only. Only regular files
//! count: devices, sockets and named pipes have no content to save.
//!
//! Invariant: what a search cannot look at is an error in its result, so no file is left out in
//! silence.

mod pattern;
mod scope;
mod search;

pub(crate) use pattern::{Pattern, output_path_from};
pub(crate) use scope::SearchScope;
pub(crate) use search::{Found, SearchError, below};
