//! What a build for wasm needs to know of its Rust toolchain, whoever provides it.

use crate::process;
use std::path::PathBuf;
use std::process::Command;

/// The target of the viewer and of the search worker.
pub(super) const WASM: &str = "wasm32-unknown-unknown";

/// What a build for wasm has to set.
#[derive(Debug)]
pub(crate) struct Toolchain {
    /// rustup's name for it; none for the active one.
    pub(crate) rustup_name: Option<&'static str>,
    /// What has to be on PATH for `rust-lld` to be found.
    pub(crate) linker_folder: Option<PathBuf>,
}

impl Toolchain {
    pub(super) const ACTIVE: Self = Self { rustup_name: None, linker_folder: None };

    /// Only rustup's own toolchains bring clippy, and the standard library of other systems.
    pub(crate) fn is_rustups(&self) -> bool {
        self.rustup_name.is_none()
    }
}

/// Where the toolchain of this `rustc` keeps its standard library for a target.
pub(super) fn library_folder(mut rustc: Command, target: &str) -> Option<PathBuf> {
    let printed = process::output_of(rustc.args(["--print", "target-libdir", "--target", target]))?;
    Some(PathBuf::from(printed))
}
