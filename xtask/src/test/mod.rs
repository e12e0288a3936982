//! `cargo xtask test`: format, lints, every test suite and the size gates.
//!
//! One failure does not hide the next: a step that failed is noted and the others still run, save
//! those that need what it should have built. At the end each runner's own closing line stands
//! once more, and the exit code is 0 only if every step was ok. No suite may be absent or empty.

mod closing;
mod steps;

use crate::setup::{self, Browsing};
use anyhow::Context as _;
use std::process::ExitCode;
use std::time::Instant;
use steps::Closing;

pub(crate) async fn run() -> anyhow::Result<ExitCode> {
    let tools = setup::ensure(Browsing::ChromeAndDriver).await?;
    let mut report = Report::default();
    report.note("format", begin("format"), steps::format().await);
    report.note("clippy", begin("clippy"), steps::clippy(&tools).await);
    let began = begin("binaries");
    let binaries = steps::binaries().await;
    let has_binaries = binaries.is_ok();
    report.note("binaries", began, binaries);
    report.note("native tests", begin("native tests"), steps::native().await);
    report.note(
        "core in Chromium",
        begin("core in Chromium"),
        steps::core_in_browser(&tools).await,
    );
    let began = begin("viewer");
    let viewer = steps::viewer(&tools).await;
    let has_viewer = viewer.is_ok();
    report.note("viewer", began, viewer);
    if has_viewer {
        report.note("sizes", begin("sizes"), steps::sizes());
    }
    if has_viewer && has_binaries {
        report.note("browser tests", begin("browser tests"), steps::browser(&tools).await);
    }
    Ok(report.close())
}

fn begin(step: &str) -> Instant {
    println!("\n== {step}");
    Instant::now()
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
    fn note(&mut self, step: &'static str, began: Instant, outcome: anyhow::Result<Closing>) {
        let outcome = outcome.with_context(|| step.to_owned());
        let (closing, is_ok) = match outcome {
            Ok(closing) => (closing, true),
            Err(error) => {
                // What the runner itself said was shown when it said it.
                eprintln!("error: {error:#}");
                (vec![format!("{:#}", error.root_cause())], false)
            }
        };
        self.rows.push(Row { step, seconds: began.elapsed().as_secs(), closing, is_ok });
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
