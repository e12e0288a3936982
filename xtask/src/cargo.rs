//! How cargo is called for the workspace, the same way by every job, so that one build serves all.

use crate::{paths, process};
use std::path::PathBuf;
use tokio::process::Command;

/// cargo with the lock file as it is.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let (verb, rest) = arguments.split_first().unwrap_or((&"--version", &[]));
    let mut cargo = process::command("cargo");
    cargo.arg(verb).arg("--locked").args(rest);
    cargo
}

/// The helper and the sample renderer.
pub(crate) async fn build_binaries() -> anyhow::Result<()> {
    let arguments = ["build", "--package", "jobshelf-cli", "--package", "jobshelf-render"];
    process::run("building the helper and the renderer", &mut cargo(&arguments)).await
}

/// The helper as it is shipped; gives where it is.
pub(crate) async fn build_release_helper() -> anyhow::Result<PathBuf> {
    let arguments = ["build", "--release", "--package", "jobshelf-cli"];
    process::run("building the helper for release", &mut cargo(&arguments)).await?;
    Ok(paths::released_binary("jobshelf"))
}

/// Where they are, for who runs them.
pub(crate) fn name_binaries(command: &mut Command) -> &mut Command {
    command
        .env("JOBSHELF_BIN", paths::built_binary("jobshelf"))
        .env("RENDER_BIN", paths::built_binary("render"))
}
