//! `jobshelf completions`: prints the completion script of a shell.

use crate::args::{Args, CompletionsArgs};
use anyhow::Result;
use clap::CommandFactory as _;
use std::io::Write as _;
use std::process::ExitCode;

/// Prints the script.
pub(crate) fn run(args: &CompletionsArgs) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "jobshelf", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
