//! The viewer as static files: how they are built, how the wasm is split, and how large all of it is.

mod build;
mod files;
mod finish;
mod search;
mod sizes;
mod small_chunks;
mod split;

pub(crate) use build::{build, build_quickly};
pub(crate) use files::dist;
pub(crate) use finish::finish;
pub(crate) use sizes::{Figure, sizes};
