//! The environment of the scripts in tests/browser: where the programs and the page are.

use crate::setup::{Browser, Tools};
use crate::{cargo, page, paths, process};
use anyhow::Context as _;
use jobshelf_tests::Azurite;
use std::path::PathBuf;
use tokio::process::Command;

/// `node` with the variables that the browser scripts read.
pub(crate) fn node(tools: &Tools) -> anyhow::Result<Command> {
    let mut node = process::command("node");
    cargo::name_binaries(&mut node);
    node.env("DIST", page::dist())
        .env("CHROME", &browser(tools)?.chrome)
        .env("AZURITE", Azurite::program());
    Ok(node)
}

/// The path of a script in tests/browser; an error if it is missing.
pub(crate) fn script(name: &str) -> anyhow::Result<PathBuf> {
    let script = paths::project("tests/browser").join(name);
    anyhow::ensure!(script.exists(), "{} is missing", script.display());
    Ok(script)
}

/// The browser that the set-up has found.
pub(crate) fn browser(tools: &Tools) -> anyhow::Result<&Browser> {
    tools.browser.as_ref().context("the set-up was not asked for a browser")
}
