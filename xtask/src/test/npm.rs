//! The steps of the npm package: building it, its size beside that of the official SDK, its tests in
//! Node, and its examples.

use super::steps::{Summary, run_node_tests, scripts_in};
use crate::budgets::Budgets;
use crate::setup::Tools;
use crate::{browser_env, package, paths, process};
use anyhow::{Context as _, ensure};
use jobshelf_tests::Azurite;

/// Builds the package.
pub(super) async fn package(tools: &Tools) -> anyhow::Result<Summary> {
    let folder = package::build(tools).await?;
    Ok(vec![format!("the package is in {}", folder.display())])
}

/// Compares its size with budgets.toml.
pub(super) async fn size(tools: &Tools) -> anyhow::Result<Summary> {
    let measured = package::sizes(tools).await?;
    for line in &measured.lines {
        println!("{line}");
    }
    let budgets = Budgets::read()?.of_area("package")?;
    let budget = budgets.iter().find(|(name, _)| name == package::LOAD).map(|(_, budget)| budget);
    let gate = budget.and_then(|budget| budget.gate);
    let gate = gate.with_context(|| format!("budgets.toml has no gate for {}", package::LOAD))?;
    let load = measured.load_kb;
    ensure!(load <= gate, "{} is {load:.1}, more than {gate}", package::LOAD);
    Ok(measured.lines)
}

/// The tests in Node, from the packed package in a temporary folder, against a real Azurite.
pub(super) async fn tests(tools: &Tools) -> anyhow::Result<Summary> {
    let folder = tempfile::tempdir().context("making a temporary folder")?;
    let tarball = package::pack(folder.path()).await?;
    let mut node = process::command("node");
    node.env("JOBSHELF_NPM_TARBALL", tarball)
        .env("JOBSHELF_VECTORS", paths::project("crates/core/tests/vectors"))
        .env("AZURITE", Azurite::program())
        .env("CHROME", &browser_env::browser(tools)?.chrome);
    tools.put_on_path(&mut node)?;
    // Most of the time they wait for Azurite or for a timer.
    node.arg("--test-concurrency=2");
    run_node_tests(node, scripts_in("tests/npm/node")?).await
}

/// The checkers of packages, and small projects that install the package, build and run it.
pub(super) async fn consumers(tools: &Tools) -> anyhow::Result<Summary> {
    let mut install = process::command("node");
    install.arg(paths::project("tests/npm/install.mjs")).env("NPM_DIST", package::folder());
    process::run("installing the npm package for its tests", &mut install).await?;
    let mut node = process::command("node");
    node.env("AZURITE", Azurite::program()).env("CHROME", &browser_env::browser(tools)?.chrome);
    // Bundlers are busy, and browsers wait.
    node.arg("--test-concurrency=2");
    run_node_tests(node, scripts_in("tests/npm")?).await
}
