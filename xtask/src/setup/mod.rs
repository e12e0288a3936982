//! The set-up: what is missing is installed, and what for is said.
//!
//! Idempotent and quick when nothing is missing: it looks at version numbers and stamps, and asks
//! no network. It never asks a person; what it cannot do ends with the command that would.

mod apt;
mod browser;
mod debian;
mod npm;
mod python;
mod tools;
mod wasm;

pub(crate) use browser::Browser;

use crate::{paths, process};
use std::path::PathBuf;
use tokio::process::Command;

/// How much of a browser the job at hand needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browsing {
    Nothing,
    Chrome,
    ChromeAndDriver,
}

/// What the set-up found or installed.
#[derive(Debug)]
pub(crate) struct Tools {
    /// The toolchain that compiles to wasm.
    pub(crate) wasm: wasm::Toolchain,
    /// Present if it was asked for.
    pub(crate) browser: Option<Browser>,
    /// Folders with trunk, wasm-bindgen and its test runner.
    folders: Vec<PathBuf>,
}

impl Tools {
    /// Makes `command` build for wasm: the toolchain, its linker, and the tools on PATH.
    pub(crate) fn build_wasm_with<'c>(
        &self,
        command: &'c mut Command,
    ) -> anyhow::Result<&'c mut Command> {
        let mut folders: Vec<PathBuf> = self.wasm.linker_folder.iter().cloned().collect();
        folders.extend(self.folders.iter().cloned());
        folders.push(paths::project("node_modules/.bin"));
        command.env("PATH", paths::path_with(folders)?);
        if let Some(toolchain) = self.wasm.rustup_name {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        Ok(command)
    }
}

/// Installs what is missing.
pub(crate) async fn ensure(browsing: Browsing) -> anyhow::Result<Tools> {
    npm::ensure().await?;
    if browsing == Browsing::ChromeAndDriver {
        python::STORAGE.ensure().await?;
        python::BATCH.ensure().await?;
        python::ZIG.ensure().await?;
    }
    let browser = browser::ensure(browsing).await?;
    let wasm = wasm::ensure().await?;
    let folders = tools::ensure().await?;
    Ok(Tools { wasm, browser, folders })
}

/// cargo with a C compiler and linker that know other systems: `cargo-zigbuild` and its verb.
pub(crate) async fn zigbuild(verb: &str) -> anyhow::Result<Command> {
    let bin = python::ZIG.ensure().await?;
    let mut command = process::command(bin.join("cargo-zigbuild"));
    // It asks the Python that it finds for the zig beside it.
    command.env("PATH", paths::path_with([bin])?).args([verb, "--locked"]);
    Ok(command)
}

/// Tells what is being done, and why.
fn say(message: &str) {
    eprintln!("setup: {message}");
}
