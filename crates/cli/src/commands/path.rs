//! `jobshelf path`: prints the blob name of an output.

use crate::args::PathArgs;
use crate::target::owner_from;
use anyhow::Result;
use jobshelf::{Kind, OutputAddress, OutputPath};
use std::io::Write as _;
use std::process::ExitCode;

/// Prints the name. Sends no request.
pub(crate) fn run(args: &PathArgs) -> Result<ExitCode> {
    let owner = owner_from(args.task.as_deref(), args.job_level)?;
    let kind = Kind::parse(&args.kind)?;
    let path = OutputPath::from_file(&args.file)?;
    writeln!(std::io::stdout(), "{}", OutputAddress::new(owner, kind, path).blob_name().as_str())?;
    Ok(ExitCode::SUCCESS)
}
