//! `jobshelf cat`: prints an output on standard output.

mod json_writer;

use super::selection::missing_output;
use crate::access::Purpose;
use crate::args::{CatArgs, OutputMode};
use crate::output_target::OutputTarget;
use crate::target::Target;
use anyhow::Result;
use jobshelf::{Kind, OutputPath};
use json_writer::JsonWriter;
use std::process::ExitCode;

/// Prints the bytes of the output unchanged; with `--json` in objects.
pub(crate) async fn run(args: &CatArgs, mode: OutputMode) -> Result<ExitCode> {
    let target = Target::resolve(&args.target, Purpose::View)?;
    let output_target = OutputTarget::new(target.container, target.owner);
    let output = output_target.output(&Kind::parse(&args.kind)?, &OutputPath::parse(&args.path)?);
    let printed = match mode.json {
        true => {
            let mut writer = JsonWriter::new(output.address().blob_name().as_str());
            output.download_to(&mut writer).await
        }
        false => output.download_to(&mut tokio::io::stdout()).await,
    };
    match printed {
        Ok(_) => Ok(ExitCode::SUCCESS),
        Err(error) => Err(missing_output(error, &output).await),
    }
}
