//! The set-up: installs what is missing, and says what for and how long it took.
//!
//! Idempotent and quick when nothing is missing: it looks at version numbers and stamps, and asks
//! no network. The parts are installed side by side: most of them download, while two compile. It
//! never asks a person; an error ends with the command that would help.

mod apt;
mod browser;
mod npm;
mod python;
mod report;
mod target;
mod tools;

pub(crate) use browser::Browser;

use crate::{paths, process};
use browser::Need;
use std::path::PathBuf;
use tokio::process::Command;

/// The target of the viewer and of the search worker.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";
/// The target that the helper's types are checked for in addition.
pub(crate) const WINDOWS: &str = "x86_64-pc-windows-gnu";

/// What the set-up is for, each including what the one before needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Build the viewer.
    Build,
    /// Open it in a browser.
    Browse,
    /// Run every test.
    Test,
}

/// What the set-up has found or installed.
#[derive(Debug)]
pub(crate) struct Tools {
    /// Present if the purpose needs it.
    pub(crate) browser: Option<Browser>,
    /// Folders with trunk, wasm-bindgen and its test runner.
    folders: Vec<PathBuf>,
}

impl Tools {
    /// Puts the tools on the PATH of `command`.
    pub(crate) fn put_on_path<'c>(
        &self,
        command: &'c mut Command,
    ) -> anyhow::Result<&'c mut Command> {
        let npm = paths::project("node_modules/.bin");
        Ok(command.env("PATH", paths::path_with(self.folders.iter().chain([&npm]))?))
    }
}

/// Installs what is missing.
pub(crate) async fn ensure(purpose: Purpose) -> anyhow::Result<Tools> {
    let need = match purpose {
        Purpose::Build => Need::Nothing,
        Purpose::Browse => Need::Chrome,
        Purpose::Test => Need::ChromeAndDriver,
    };
    let only_for_tests = async {
        if purpose == Purpose::Test {
            tokio::try_join!(
                python::STORAGE.ensure(),
                python::BATCH.ensure(),
                python::ZIG.ensure(),
                tools::DENY.ensure(),
                npm::ensure_consumers(),
                browser::ensure_firefox()
            )?;
        }
        anyhow::Ok(())
    };
    // One after the other: rustup changes one toolchain.
    let targets = async {
        target::ensure(WASM, "to compile the viewer").await?;
        if purpose == Purpose::Test {
            target::ensure(WINDOWS, "to check the helper's types for Windows").await?;
        }
        anyhow::Ok(())
    };
    let (browser, folders, (), (), ()) = tokio::try_join!(
        browser::ensure(need),
        tools::ensure_for_page(),
        npm::ensure(),
        targets,
        only_for_tests
    )?;
    Ok(Tools { browser, folders })
}

/// `cargo-zigbuild`: cargo with a C compiler and linker for other systems.
pub(crate) async fn zigbuild(verb: &str) -> anyhow::Result<Command> {
    let bin = python::ZIG.ensure().await?;
    let mut command = process::command(bin.join("cargo-zigbuild"));
    // It runs `python3 -m ziglang`, which must be that of the same environment.
    command.env("PATH", paths::path_with([bin])?).args([verb, "--locked"]);
    Ok(command)
}

/// `cargo deny`, which checks every package in Cargo.lock.
pub(crate) async fn cargo_deny() -> anyhow::Result<Command> {
    tools::DENY.command().await
}

/// `cargo about`, which collects licences. Few need it, so no purpose installs it.
pub(crate) async fn cargo_about() -> anyhow::Result<Command> {
    tools::ABOUT.command().await
}
