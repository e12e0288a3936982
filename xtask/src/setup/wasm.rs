//! A toolchain that compiles to wasm32-unknown-unknown.
//!
//! The active one, if rustup can add the target to it, else Debian's. Once Debian's is prepared it
//! is used without another try to download.

use super::debian;
use super::report::{say, timed};
use super::toolchain::{Toolchain, WASM, library_folder};
use crate::process;
use anyhow::{Context as _, bail};
use std::path::Path;
use std::process::Command;

/// Makes sure of a toolchain for wasm.
pub(super) async fn ensure() -> anyhow::Result<Toolchain> {
    if has_std(WASM)? {
        return Ok(Toolchain::ACTIVE);
    }
    if let Some(prepared) = debian::prepared()? {
        return Ok(prepared);
    }
    say(&format!("adding the target {WASM}, to compile the viewer"));
    match timed(&format!("{WASM} added"), add_target(WASM)).await {
        Ok(()) => Ok(Toolchain::ACTIVE),
        Err(error) => {
            say(&format!("{error:#}; Debian's own Rust is used instead"));
            timed("Debian's Rust prepared", debian::prepare()).await.with_context(|| {
                format!(
                    "neither rustup nor Debian gives a compiler to wasm; run: rustup target add {WASM}"
                )
            })
        }
    }
}

/// Adds the standard library of another target to the active toolchain, unless it is there.
pub(super) async fn ensure_target(target: &str, why: &str) -> anyhow::Result<()> {
    if has_std(target)? {
        return Ok(());
    }
    say(&format!("adding the target {target}, {why}"));
    timed(&format!("{target} added"), add_target(target)).await
}

async fn add_target(target: &str) -> anyhow::Result<()> {
    let mut rustup = process::command("rustup");
    // One try, and its error without a backtrace.
    rustup.args(["target", "add", target]);
    rustup.env("RUSTUP_MAX_RETRIES", "1").env("RUST_BACKTRACE", "0");
    process::run(&format!("rustup target add {target}"), &mut rustup).await?;
    if !has_std(target)? {
        bail!("rustup added {target} to another toolchain than the active one");
    }
    Ok(())
}

/// Whether the active toolchain has the standard library of a target.
fn has_std(target: &str) -> anyhow::Result<bool> {
    let library = library_folder(Command::new("rustc"), target);
    let library = library.context("rustc is not on PATH; install Rust from https://rustup.rs")?;
    Ok(holds_std(&library))
}

fn holds_std(library: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(library) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}
