//! The steps of a test run. Each returns the summary of its runner.
//!
//! A step fails with an error; the output of the tool, above it, says why.

use super::summary::{self, TestResults};
use crate::budgets::Budgets;
use crate::page::{self, Figure};
use crate::setup::{self, Tools};
use crate::{browser_env, cargo, paths, process};
use anyhow::{Context as _, bail, ensure};
use jobshelf::CorsRule;
use jobshelf_tests::Azurite;
use std::path::PathBuf;
use tokio::process::Command;

/// The last lines of a runner, which are repeated at the end of the run.
pub(super) type Summary = Vec<String>;

pub(super) async fn format() -> anyhow::Result<Summary> {
    // `cargo fmt` has no `--locked`.
    process::run("cargo fmt", process::command("cargo").args(["fmt", "--all", "--check"])).await?;
    Ok(vec!["every file is formatted".to_owned()])
}

pub(super) async fn clippy() -> anyhow::Result<Summary> {
    let arguments = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    process::run("clippy", &mut cargo::cargo(&arguments)).await?;
    // Code for the browser only is not compiled natively.
    let mut wasm = cargo::cargo(&["clippy", "--package", "jobshelf"]);
    wasm.args(["--package", "jobshelf-js", "--package", "jobshelf-web"]);
    wasm.args(["--target", setup::WASM, "--", "-D", "warnings"]);
    process::run("clippy for wasm", &mut wasm).await?;
    Ok(vec!["no warnings, native and wasm".to_owned()])
}

/// Nodes with Windows exist and this machine is none: the compiler checks the helper's types for it.
pub(super) async fn windows() -> anyhow::Result<Summary> {
    let mut check = setup::zigbuild("check").await?;
    check
        .args(["--package", "jobshelf-cli", "--target", setup::WINDOWS])
        .arg("--target-dir")
        .arg(paths::target().join("windows"))
        // A path of Unix outside of its `cfg` would be an error, what is unused a warning.
        .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS", "-Dwarnings");
    process::run("cargo check for Windows", &mut check).await?;
    Ok(vec![format!("the helper's types are right for {}", setup::WINDOWS)])
}

pub(super) async fn binaries() -> anyhow::Result<Summary> {
    cargo::build_binaries().await?;
    Ok(vec!["the helper and the renderer are built".to_owned()])
}

pub(super) async fn native() -> anyhow::Result<Summary> {
    let mut tests = cargo::cargo(&["test", "--workspace", "--no-fail-fast"]);
    // By default there is a thread for each core, but most of the long tests wait for storage.
    tests.env("RUST_TEST_THREADS", "8");
    run_cargo_tests("cargo test", cargo::name_binaries(&mut tests)).await
}

/// The core's own tests, compiled to wasm, against a real Azurite that lets every origin read.
pub(super) async fn core_in_browser(tools: &Tools) -> anyhow::Result<Summary> {
    let azurite = Azurite::start()?;
    azurite.account()?.set_cors(&[every_origin()]).await.context("setting the CORS rule")?;
    let driver = browser_env::browser(tools)?.driver.as_ref();
    let driver = driver.context("the set-up was not asked for a driver")?;

    let mut tests = cargo::cargo(&["test", "--package", "jobshelf", "--test", "browser"]);
    tests
        .args(["--target", setup::WASM])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        // The tests read it with `option_env!`, since a page has no environment.
        .env("JOBSHELF_TEST_SAS_URL", azurite.account_sas_url("rwdlacup")?.expose());
    run_cargo_tests("wasm-bindgen-test", tools.put_on_path(&mut tests)?).await
}

/// A CORS rule with every method: the core can do more than the viewer does.
fn every_origin() -> CorsRule {
    let all = || vec!["*".to_owned()];
    let methods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE"].map(str::to_owned).to_vec();
    CorsRule {
        methods,
        allowed_headers: all(),
        exposed_headers: all(),
        ..CorsRule::for_viewer("*")
    }
}

pub(super) async fn viewer(tools: &Tools) -> anyhow::Result<Summary> {
    page::build(tools).await?;
    Ok(vec!["the viewer is built".to_owned()])
}

/// Compares the sizes with budgets.toml; times are not compared, since they vary with the machine.
pub(super) async fn sizes() -> anyhow::Result<Summary> {
    let figures = page::sizes()?;
    let mut lines = Vec::new();
    let mut over = Vec::new();
    let budgets = Budgets::read()?.of_area("page")?;
    // A lazy part comes into being with its name on a function, and needs a budget then.
    for Figure { name, .. } in &figures {
        let has_budget = budgets.iter().any(|(budgeted, _)| budgeted == name);
        ensure!(has_budget, "budgets.toml has no [page.{name}]");
    }
    for (name, budget) in budgets {
        let Some(gate) = budget.gate else { continue };
        let figure = figures.iter().find(|figure| figure.name == name);
        let value = figure.with_context(|| format!("[page.{name}] is not measured"))?.value;
        lines.push(format!("{name} {value:.1}, at most {gate}"));
        if value > gate {
            over.push(format!("{name} is {value:.1}, more than {gate}"));
        }
    }
    for line in &lines {
        println!("{line}");
    }
    ensure!(over.is_empty(), "{}", over.join("; "));
    Ok(lines)
}

pub(super) async fn browser(tools: &Tools) -> anyhow::Result<Summary> {
    let mut node = browser_env::node(tools)?;
    // One file at a time: two cores are enough for one Chromium.
    node.arg("--test-concurrency=1");
    run_node_tests(node, scripts_in("tests/browser")?).await
}

/// Runs test files with `node --test`. Returns its counts.
pub(super) async fn run_node_tests(
    mut node: Command,
    scripts: Vec<PathBuf>,
) -> anyhow::Result<Summary> {
    let report = tempfile::NamedTempFile::new().context("making a temporary file")?;
    // `spec` is for people, `tap` for us.
    node.arg("--test")
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=tap"])
        .arg(format!("--test-reporter-destination={}", report.path().display()))
        .args(scripts);
    let outcome = process::run("node --test", &mut node).await;
    let tap = std::fs::read_to_string(report.path()).context("reading node's report")?;
    let lines = summary::of_node(&tap);
    match outcome {
        Ok(()) => lines,
        // The report shows the innermost cause, which should be the counts.
        Err(error) => bail!("{} ({error})", lines.unwrap_or_default().join(", ")),
    }
}

/// The test files for node in a folder of the project.
pub(super) fn scripts_in(folder: &str) -> anyhow::Result<Vec<PathBuf>> {
    let folder = paths::project(folder);
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut scripts: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    scripts.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    ensure!(!scripts.is_empty(), "there is no *.test.mjs in {}", folder.display());
    scripts.sort();
    Ok(scripts)
}

async fn run_cargo_tests(name: &str, command: &mut Command) -> anyhow::Result<Summary> {
    let mut results = TestResults::default();
    let status = process::run_watched(name, command, |line| results.watch(line)).await?;
    let line = results.line(status.success());
    if !status.success() {
        bail!("{} ({name}: {status})", line.unwrap_or_else(|error| error.to_string()));
    }
    Ok(vec![line?])
}
