//! `jobshelf prepare`: a job's container.

use crate::args::PrepareArgs;
use crate::target::resolve_container;
use anyhow::Result;
use std::process::ExitCode;

/// Creates the container unless it is there, and prints its name.
pub(crate) async fn run(args: &PrepareArgs) -> Result<ExitCode> {
    let (container, _) = resolve_container(args.job.as_deref())?;
    let is_new = container.create_if_missing().await?;
    let state = if is_new { "created" } else { "exists" };
    println!("{} {state}", container.name().as_str());
    Ok(ExitCode::SUCCESS)
}
