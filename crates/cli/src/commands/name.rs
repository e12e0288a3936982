//! `jobshelf name`: prints the container names of jobs.

use crate::args::NameArgs;
use crate::report::{USAGE, print_error};
use anyhow::{Context as _, Result};
use jobshelf::JobId;
use std::io::{BufRead as _, Write as _};
use std::process::ExitCode;

/// Prints each job's container name; invalid IDs are reported on standard error.
pub(crate) fn run(args: &NameArgs) -> Result<ExitCode> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut all_good = true;
    for argument in &args.job_ids {
        if argument != "-" {
            all_good &= print_name(&mut out, argument, None)?;
            continue;
        }
        for (number, line) in (1..).zip(std::io::stdin().lock().lines()) {
            let line = line.context("cannot read standard input")?;
            let id = line.strip_suffix('\r').unwrap_or(&line);
            all_good &= print_name(&mut out, id, Some(number))?;
        }
    }
    out.flush()?;
    Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::from(USAGE) })
}

/// Returns whether `id` is a valid ID.
fn print_name(out: &mut impl std::io::Write, id: &str, line: Option<usize>) -> Result<bool> {
    match JobId::parse(id) {
        Ok(job) => {
            writeln!(out, "{}", job.container_name().as_str())?;
            Ok(true)
        }
        Err(error) => {
            let error = anyhow::Error::from(error);
            print_error(&match line {
                Some(number) => error.context(format!("line {number}")),
                None => error,
            });
            Ok(false)
        }
    }
}
