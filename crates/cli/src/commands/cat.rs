//! `jobshelf cat`: an output on standard output.

use super::outputs::output;
use crate::args::CatArgs;
use crate::target::Target;
use anyhow::Result;
use std::process::ExitCode;

/// Prints the output's bytes as they are.
pub(crate) async fn run(args: &CatArgs) -> Result<ExitCode> {
    let target = Target::resolve(&args.target)?;
    let output = output(&target, &args.kind, &args.path)?;
    output.download_to(&mut tokio::io::stdout()).await?;
    Ok(ExitCode::SUCCESS)
}
