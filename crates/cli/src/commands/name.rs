//! `jobshelf name`: prints the container names of jobs.

use crate::args::{NameArgs, OutputMode};
use crate::report::{Reporter, failure, json_from, usage};
use anyhow::{Context as _, Result};
use jobshelf::JobId;
use serde::Serialize;
use std::io::{BufRead as _, Write};
use std::process::ExitCode;

/// One name as `--json` prints it.
#[derive(Debug, Serialize)]
struct Line<'a> {
    event: &'static str,
    job: &'a str,
    container: &'a str,
}

/// Prints each job's container name; an invalid ID is reported, and does not stop the others.
pub(crate) fn run(args: &NameArgs, mode: OutputMode) -> Result<ExitCode> {
    // IDs may begin with a hyphen, so what follows the first one is read as an ID.
    let (flags, job_ids): (Vec<&String>, Vec<&String>) =
        args.job_ids.iter().partition(|argument| *argument == "--json");
    let mode = OutputMode { json: mode.json || !flags.is_empty(), ..mode };
    if job_ids.is_empty() {
        // A command that cannot be parsed says the same.
        let error = usage("no job ID is given; `-` reads them from standard input");
        return Ok(failure(&Reporter::new(mode), &error));
    }
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let reporter = Reporter::new(mode);
    for argument in job_ids {
        if argument != "-" {
            print_name(&mut out, mode, &reporter, argument, None)?;
            continue;
        }
        for (number, line) in (1..).zip(std::io::stdin().lock().lines()) {
            let line = line.context("cannot read standard input")?;
            let id = line.strip_suffix('\r').unwrap_or(&line);
            print_name(&mut out, mode, &reporter, id, Some(number))?;
        }
    }
    out.flush()?;
    Ok(reporter.exit_code())
}

fn print_name(
    out: &mut impl Write,
    mode: OutputMode,
    reporter: &Reporter,
    id: &str,
    line: Option<usize>,
) -> Result<()> {
    match JobId::parse(id) {
        Ok(job) => {
            let container = job.container_name();
            let (job, container) = (job.as_str(), container.as_str());
            match mode.json {
                true => writeln!(out, "{}", json_from(&Line { event: "name", job, container }))?,
                false => writeln!(out, "{container}")?,
            }
        }
        Err(error) => {
            // In the order of the IDs, also where both are on standard output.
            out.flush()?;
            let error = anyhow::Error::from(error);
            reporter.failed(&match line {
                Some(number) => error.context(format!("line {number}")),
                None => error,
            });
        }
    }
    Ok(())
}
