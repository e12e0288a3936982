//! `jobshelf completions`: prints the completion script of a shell.

use crate::args::{Args, CompletionsArgs, OutputMode};
use crate::report::json_from;
use anyhow::Result;
use clap::CommandFactory as _;
use serde::Serialize;
use std::io::Write as _;
use std::process::ExitCode;

/// The script as `--json` prints it.
#[derive(Debug, Serialize)]
struct Script<'a> {
    event: &'static str,
    shell: String,
    script: &'a str,
}

/// Prints the script.
pub(crate) fn run(args: &CompletionsArgs, mode: OutputMode) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "jobshelf", &mut script);
    let mut out = std::io::stdout();
    if mode.json {
        let script = std::str::from_utf8(&script)?;
        let line = Script { event: "completions", shell: args.shell.to_string(), script };
        writeln!(out, "{}", json_from(&line))?;
    } else {
        out.write_all(&script)?;
    }
    Ok(ExitCode::SUCCESS)
}
