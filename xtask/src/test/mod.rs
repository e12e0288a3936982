//! `cargo xtask test`: format, lints, every test suite and the size gates.
//!
//! One failure does not hide the next: a step that failed is noted and the others still run, save
//! those that need what it should have built. At the end each runner's own closing line stands
//! once more, and the exit code is 0 only if every step was ok. No suite may be absent or empty.

mod closing;
mod steps;

use crate::args::{Suite, TestOptions};
use crate::setup::{self, Purpose};
use anyhow::Context as _;
use std::process::ExitCode;
use std::time::Instant;
use steps::Closing;

pub(crate) async fn run(options: &TestOptions) -> anyhow::Result<ExitCode> {
    let wants = |suite| options.suites.is_empty() || options.suites.contains(&suite);
    let tools = setup::ensure(Purpose::Test).await?;
    let mut report = Report::default();
    if wants(Suite::Lint) {
        report.run("format", steps::format()).await;
        report.run("clippy", steps::clippy(&tools)).await;
    }
    if wants(Suite::Windows) {
        report.run("types for Windows", steps::windows(&tools)).await;
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
    Ok(report.close())
}

#[derive(Debug, Default)]
struct Report {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    step: &'static str,
    seconds: u64,
    closing: Closing,
    is_ok: bool,
}

impl Report {
    /// Runs a step and notes how it ended; whether it was ok.
    async fn run(
        &mut self,
        step: &'static str,
        work: impl Future<Output = anyhow::Result<Closing>>,
    ) -> bool {
        println!("\n== {step}");
        let began = Instant::now();
        let (closing, is_ok) = match work.await.with_context(|| step.to_owned()) {
            Ok(closing) => (closing, true),
            Err(error) => {
                // What the runner itself said was shown when it said it.
                eprintln!("error: {error:#}");
                (vec![format!("{:#}", error.root_cause())], false)
            }
        };
        self.rows.push(Row { step, seconds: began.elapsed().as_secs(), closing, is_ok });
        is_ok
    }

    fn close(&self) -> ExitCode {
        println!("\n== closing lines");
        for row in &self.rows {
            let verdict = if row.is_ok { "ok" } else { "FAILED" };
            println!("{:<18} {verdict:<6} {:>5} s", row.step, row.seconds);
            for line in &row.closing {
                println!("    {line}");
            }
        }
        let failed = self.rows.iter().filter(|row| !row.is_ok).count();
        println!("{} steps ok, {failed} failed", self.rows.len() - failed);
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
