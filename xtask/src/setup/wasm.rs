//! A toolchain that compiles to wasm32-unknown-unknown, with the sources of its standard library:
//! the viewer is built with a library of its own, for size.
//!
//! The active one, if rustup can add both to it; else Debian's, prepared once. That the download
//! failed is remembered by the prepared toolchain itself: while it is there, the network is not
//! asked again.

use super::{debian, say};
use crate::process;
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

pub(super) const TARGET: &str = "wasm32-unknown-unknown";
const SOURCES: &str = "rust-src";

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
    if has_std(&library) && has_sources(&library) {
        return Ok(Toolchain::ACTIVE);
    }
    if let Some(prepared) = debian::prepared()? {
        return Ok(prepared);
    }
    say(&format!("adding the target {TARGET} and {SOURCES}, to compile the viewer"));
    let added = match rustup(&["target", "add", TARGET]).await {
        Ok(()) => rustup(&["component", "add", SOURCES]).await,
        failed => failed,
    };
    match added {
        Ok(()) if has_std(&library) && has_sources(&library) => Ok(Toolchain::ACTIVE),
        Ok(()) => {
            bail!("rustup added {TARGET} and {SOURCES} to another toolchain than the active one")
        }
        Err(error) => {
            say(&format!("{error:#}; Debian's own Rust has to do instead"));
            debian::prepare().await.with_context(|| {
                format!("neither rustup nor Debian gives a compiler to wasm; run: rustup target add {TARGET} && rustup component add {SOURCES}")
            })
        }
    }
}

async fn rustup(arguments: &[&str]) -> anyhow::Result<()> {
    let mut rustup = process::command("rustup");
    // One try, and its error without a backtrace.
    rustup.args(arguments).env("RUSTUP_MAX_RETRIES", "1").env("RUST_BACKTRACE", "0");
    process::run(&format!("rustup {}", arguments.join(" ")), &mut rustup).await
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

/// Whether the sources of the standard library are beside `library`, `lib/rustlib/TARGET/lib`.
fn has_sources(library: &Path) -> bool {
    let rustlib = library.ancestors().nth(2);
    rustlib.is_some_and(|rustlib| rustlib.join("src/rust/library/std").is_dir())
}
