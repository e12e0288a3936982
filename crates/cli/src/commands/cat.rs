//! `jobshelf cat`: prints an output on standard output.

use crate::args::CatArgs;
use crate::output_target::OutputTarget;
use crate::target::Target;
use anyhow::Result;
use jobshelf::{Kind, OutputPath};
use std::process::ExitCode;

/// Prints the bytes of the output unchanged.
pub(crate) async fn run(args: &CatArgs) -> Result<ExitCode> {
    let target = Target::resolve(&args.target)?;
    let output_target = OutputTarget::new(target.container, target.owner);
    let output = output_target.output(&Kind::parse(&args.kind)?, &OutputPath::parse(&args.path)?);
    output.download_to(&mut tokio::io::stdout()).await?;
    Ok(ExitCode::SUCCESS)
}
