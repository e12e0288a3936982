//! What the scripts in tests/browser are told: where the programs and the page are.

use crate::setup::{Browser, Tools};
use crate::{cargo, page, paths, process};
use anyhow::Context as _;
use jobshelf_tests::Azurite;
use std::path::PathBuf;
use tokio::process::Command;

/// `node` with the variables that every browser script reads.
pub(crate) fn node(tools: &Tools) -> anyhow::Result<Command> {
    let mut node = process::command("node");
    cargo::name_binaries(&mut node);
    node.env("DIST", page::dist())
        .env("CHROME", &browser(tools)?.chrome)
        .env("AZURITE", Azurite::program());
    Ok(node)
}

/// A script of tests/browser, which has to be there.
pub(crate) fn script(name: &str) -> anyhow::Result<PathBuf> {
    let script = paths::project("tests/browser").join(name);
    anyhow::ensure!(script.exists(), "{} is missing", script.display());
    Ok(script)
}

/// The browser that the set-up was asked for.
pub(crate) fn browser(tools: &Tools) -> anyhow::Result<&Browser> {
    tools.browser.as_ref().context("the set-up was not asked for a browser")
}
