//! Calls of cargo for the workspace. Every job uses the same ones, so that they share one build.

use crate::{paths, process};
use std::path::PathBuf;
use tokio::process::Command;

/// cargo with `--locked`.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let (verb, rest) = arguments.split_first().unwrap_or((&"--version", &[]));
    let mut cargo = process::command("cargo");
    cargo.arg(verb).arg("--locked").args(rest);
    cargo
}

/// Builds the helper and the sample renderer.
pub(crate) async fn build_binaries() -> anyhow::Result<()> {
    let arguments = ["build", "--package", "jobshelf-cli", "--package", "jobshelf-render"];
    process::run("building the helper and the renderer", &mut cargo(&arguments)).await
}

/// Builds the helper for release; returns its path.
pub(crate) async fn build_release_helper() -> anyhow::Result<PathBuf> {
    let arguments = ["build", "--release", "--package", "jobshelf-cli"];
    process::run("building the helper for release", &mut cargo(&arguments)).await?;
    Ok(paths::released_binary("jobshelf"))
}

/// Sets the variables that name the helper and the renderer for tests and scripts.
pub(crate) fn name_binaries(command: &mut Command) -> &mut Command {
    command
        .env("JOBSHELF_BIN", paths::built_binary("jobshelf"))
        .env("RENDER_BIN", paths::built_binary("render"))
}
