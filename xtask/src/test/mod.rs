//! `cargo xtask test`: format, lints, dependencies, every test suite and the size limits.
//!
//! One failure does not hide the next: after a step has failed the others still run, except those
//! that need what it should have built. At the end the summary of each test runner is repeated, and
//! the exit code is 0 only if every step passed. A suite that is missing or empty is an error.

mod dependencies;
mod npm;
mod steps;
mod summary;

use crate::args::{Suite, TestOptions};
use crate::setup::{self, Purpose};
use anyhow::Context as _;
use std::process::ExitCode;
use std::time::Instant;
use steps::Summary;

pub(crate) async fn run(options: &TestOptions) -> anyhow::Result<ExitCode> {
    let wants = |suite| options.suites.is_empty() || options.suites.contains(&suite);
    let tools = setup::ensure(Purpose::Test).await?;
    let mut report = Report::default();
    if wants(Suite::Lint) {
        report.run("format", steps::format()).await;
        report.run("clippy", steps::clippy()).await;
    }
    if wants(Suite::Dependencies) {
        report.run("licences", dependencies::licences()).await;
        report.run("advisories", dependencies::advisories()).await;
    }
    if wants(Suite::Windows) {
        report.run("types for Windows", steps::windows()).await;
    }
    let mut has_binaries = false;
    if wants(Suite::Native) || wants(Suite::Browser) {
        has_binaries = report.run("binaries", steps::binaries()).await;
    }
    if wants(Suite::Native) {
        report.run("native tests", steps::native()).await;
    }
    if wants(Suite::Core) {
        report.run("core in Chromium", steps::core_in_browser(&tools)).await;
    }
    if wants(Suite::Npm) && report.run("npm package", npm::package(&tools)).await {
        report.run("npm size", npm::size(&tools)).await;
        report.run("npm in Node", npm::tests(&tools)).await;
        report.run("npm in projects", npm::consumers(&tools)).await;
    }
    let mut has_viewer = false;
    if wants(Suite::Sizes) || wants(Suite::Browser) {
        has_viewer = report.run("viewer", steps::viewer(&tools)).await;
    }
    if wants(Suite::Sizes) && has_viewer {
        report.run("sizes", steps::sizes()).await;
    }
    if wants(Suite::Browser) && has_binaries && has_viewer {
        report.run("browser tests", steps::browser(&tools)).await;
    }
    Ok(report.print())
}

#[derive(Debug, Default)]
struct Report {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    step: &'static str,
    seconds: u64,
    summary: Summary,
    is_ok: bool,
}

impl Report {
    /// Runs a step and records its outcome; returns whether it passed.
    async fn run(
        &mut self,
        step: &'static str,
        work: impl Future<Output = anyhow::Result<Summary>>,
    ) -> bool {
        println!("\n== {step}");
        let began = Instant::now();
        let (summary, is_ok) = match work.await.with_context(|| step.to_owned()) {
            Ok(summary) => (summary, true),
            Err(error) => {
                // The output of the runner itself is above.
                eprintln!("error: {error:#}");
                (vec![format!("{:#}", error.root_cause())], false)
            }
        };
        self.rows.push(Row { step, seconds: began.elapsed().as_secs(), summary, is_ok });
        is_ok
    }

    fn print(&self) -> ExitCode {
        println!("\n== summary");
        for row in &self.rows {
            let verdict = if row.is_ok { "ok" } else { "FAILED" };
            println!("{:<18} {verdict:<6} {:>5} s", row.step, row.seconds);
            for line in &row.summary {
                println!("    {line}");
            }
        }
        let failed = self.rows.iter().filter(|row| !row.is_ok).count();
        println!("{} steps ok, {failed} failed", self.rows.len() - failed);
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
