//! `jobshelf cat`: an output on standard output.

use crate::args::CatArgs;
use crate::shelf::Shelf;
use crate::target::Target;
use anyhow::Result;
use jobshelf::{Kind, OutputPath};
use std::process::ExitCode;

/// Prints the output's bytes as they are.
pub(crate) async fn run(args: &CatArgs) -> Result<ExitCode> {
    let target = Target::resolve(&args.target)?;
    let shelf = Shelf::new(target.container, target.owner);
    let output = shelf.output(&Kind::parse(&args.kind)?, &OutputPath::parse(&args.path)?);
    output.download_to(&mut tokio::io::stdout()).await?;
    Ok(ExitCode::SUCCESS)
}
