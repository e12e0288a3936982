//! The commands, one module each. They do their work through the library and print; the exit code
//! of a failure is decided in `report`.

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

/// Runs one command; gives the exit code.
pub(crate) async fn run(args: Args) -> Result<ExitCode> {
    let manner = args.manner;
    match args.command {
        Command::Run(args) => run::run(args, manner).await,
        Command::Track(args) => track::run(&args, manner).await,
        Command::Save(args) => save::run(&args, manner).await,
        Command::List(args) => list::run(&args, manner).await,
        Command::Get(args) => get::run(&args, manner).await,
        Command::Cat(args) => cat::run(&args).await,
        Command::Follow(args) => follow::run(&args, manner).await,
        Command::Rm(args) => rm::run(&args, manner).await,
        Command::Prepare(args) => prepare::run(&args, manner).await,
        Command::Sas(args) => sas::run(&args).await,
        Command::OutputFiles(args) => output_files::run(&args).await,
        Command::Doctor(args) => doctor::run(&args, manner).await,
        Command::Name(args) => name::run(&args),
        Command::Path(args) => path::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}
