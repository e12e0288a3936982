//! `jobshelf path`: prints the blob name of an output.

use crate::args::{OutputMode, PathArgs};
use crate::report::{Event, print_result};
use crate::target::owner_from;
use anyhow::Result;
use jobshelf::{Kind, OutputAddress, OutputPath};
use std::process::ExitCode;

/// Prints the name. Sends no request.
pub(crate) fn run(args: &PathArgs, mode: OutputMode) -> Result<ExitCode> {
    let owner = owner_from(args.task.as_deref(), args.job_level)?;
    let kind = Kind::parse(&args.kind)?;
    let path = OutputPath::from_file(&args.file)?;
    let blob = OutputAddress::new(owner, kind, path).blob_name();
    let event = Event { event: "path", blob: Some(blob.as_str()), ..Event::default() };
    print_result(mode, &event, blob.as_str())?;
    Ok(ExitCode::SUCCESS)
}
