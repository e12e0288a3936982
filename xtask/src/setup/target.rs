//! The standard library of other targets than this machine, which rustup adds to the active
//! toolchain.

use super::report::{say, timed};
use crate::process;
use anyhow::{Context as _, bail};
use std::path::Path;
use std::process::Command;

/// Adds the standard library of a target, unless it is there; `why` ends the sentence "adding the
/// target …".
pub(super) async fn ensure(target: &str, why: &str) -> anyhow::Result<()> {
    if has_std(target)? {
        return Ok(());
    }
    say(&format!("adding the target {target}, {why}"));
    timed(&format!("{target} added"), add(target)).await.with_context(|| {
        format!(
            "rustc has no standard library for {target}; run: rustup target add {target} \
             (a rustc that is not from rustup needs its distribution's package for that target)"
        )
    })
}

async fn add(target: &str) -> anyhow::Result<()> {
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
    let mut rustc = Command::new("rustc");
    let library = process::output_of(rustc.args(["--print", "target-libdir", "--target", target]));
    let library = library.context("rustc is not on PATH; install Rust from https://rustup.rs")?;
    Ok(holds_std(Path::new(&library)))
}

fn holds_std(library: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(library) else { return false };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}
