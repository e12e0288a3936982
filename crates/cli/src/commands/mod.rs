//! The commands, one module each. They use the library and print the result; `report` decides the
//! exit code of a failure.

mod cat;
mod completions;
mod doctor;
mod follow;
mod get;
mod list;
mod man;
mod name;
mod output_files;
mod path;
mod prepare;
mod rm;
mod run;
mod sas;
mod save;
mod selection;
mod track;

use crate::args::{Args, Command};
use anyhow::Result;
use std::process::ExitCode;

/// Runs one command; returns the exit code.
pub(crate) async fn run(args: Args) -> Result<ExitCode> {
    let mode = args.mode;
    match args.command {
        Command::Run(args) => run::run(args, mode).await,
        Command::Track(args) => track::run(&args, mode).await,
        Command::Save(args) => save::run(&args, mode).await,
        Command::List(args) => list::run(&args, mode).await,
        Command::Get(args) => get::run(&args, mode).await,
        Command::Cat(args) => cat::run(&args, mode).await,
        Command::Follow(args) => follow::run(&args, mode).await,
        Command::Rm(args) => rm::run(&args, mode).await,
        Command::Prepare(args) => prepare::run(&args, mode).await,
        Command::Sas(args) => sas::run(&args, mode).await,
        Command::OutputFiles(args) => output_files::run(&args, mode).await,
        Command::Doctor(args) => doctor::run(&args, mode).await,
        Command::Name(args) => name::run(&args, mode),
        Command::Path(args) => path::run(&args, mode),
        Command::Completions(args) => completions::run(&args, mode),
        Command::Man(args) => man::run(&args, mode),
    }
}
