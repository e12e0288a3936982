//! A toolchain that compiles to wasm32-unknown-unknown.
//!
//! The active one, if rustup can add the target to it; else Debian's, prepared once. That the
//! download failed is remembered by the prepared toolchain itself: while it is there, the network
//! is not asked again.

use super::{debian, say};
use crate::process;
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// What a build for wasm has to set.
#[derive(Debug)]
pub(crate) struct Toolchain {
    /// rustup's name for it; none for the active one.
    pub(crate) rustup_name: Option<&'static str>,
    /// What has to be on PATH for `rust-lld` to be found.
    pub(crate) linker_folder: Option<PathBuf>,
}

impl Toolchain {
    const ACTIVE: Self = Self { rustup_name: None, linker_folder: None };

    /// Only rustup's own toolchains bring clippy along.
    pub(crate) fn has_clippy(&self) -> bool {
        self.rustup_name.is_none()
    }
}

pub(super) async fn ensure() -> anyhow::Result<Toolchain> {
    let Some(library) = library_folder(Command::new("rustc")) else {
        bail!("rustc is not on PATH; install Rust from https://rustup.rs");
    };
    if has_std(&library) {
        return Ok(Toolchain::ACTIVE);
    }
    if let Some(prepared) = debian::prepared()? {
        return Ok(prepared);
    }
    say(&format!("adding the target {TARGET}, to compile the viewer"));
    let mut rustup = process::command("rustup");
    rustup.args(["target", "add", TARGET]);
    // One try, and its error without a backtrace.
    rustup.env("RUSTUP_MAX_RETRIES", "1").env("RUST_BACKTRACE", "0");
    let added = process::run("rustup target add", &mut rustup).await;
    match added {
        Ok(()) if has_std(&library) => Ok(Toolchain::ACTIVE),
        Ok(()) => bail!("rustup added {TARGET} to another toolchain than the active one"),
        Err(error) => {
            say(&format!("{error:#}; Debian's own Rust has to do instead"));
            debian::prepare().await.with_context(|| {
                format!("neither rustup nor Debian gives a compiler to wasm; run: rustup target add {TARGET}")
            })
        }
    }
}

/// Where the toolchain of this `rustc` keeps its standard library for wasm.
pub(super) fn library_folder(mut rustc: Command) -> Option<PathBuf> {
    let printed = process::answer_of(rustc.args(["--print", "target-libdir", "--target", TARGET]))?;
    Some(PathBuf::from(printed))
}

fn has_std(library: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(library) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}
