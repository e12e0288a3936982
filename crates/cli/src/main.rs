//! `jobshelf`, the helper: saves a task's files by the Azure Batch File Conventions, and streams
//! its logs while they are written.
//!
//! Parses, runs, reports, and returns an exit code; each command has its own module. No rule of
//! the conventions is here: those are the library's.

mod access;
mod allowed_http;
mod args;
mod commands;
mod environment;
mod files;
mod hint;
mod output_target;
mod parallel;
mod report;
mod shutdown;
mod sign_in;
mod sign_in_hint;
mod suggestion;
mod target;
mod tracking;

use args::Args;
use clap::Parser as _;
use report::Reporter;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return report::wrong_usage(error),
    };
    let reporter = Reporter::for_failures(&args);
    let runtime =
        match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return report::failure(&reporter, &error.into()),
        };
    let outcome = runtime.block_on(commands::run(args));
    // A read from standard input that is still waiting must not hold the exit back.
    runtime.shutdown_background();
    match outcome {
        Ok(code) => code,
        Err(error) => report::failure(&reporter, &error),
    }
}
