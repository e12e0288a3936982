//! The commands, one module each. They do their work through the library and print; the exit code
//! of a failure is decided in `report`.

mod cat;
mod get;
mod list;
mod name;
mod outputs;
mod path;
mod prepare;
mod run;
mod sas;
mod save;

use crate::args::Command;
use anyhow::Result;
use std::process::ExitCode;

/// Runs one command; gives the exit code.
pub(crate) async fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Run(args) => run::run(args).await,
        Command::Save(args) => save::run(&args).await,
        Command::List(args) => list::run(&args).await,
        Command::Get(args) => get::run(&args).await,
        Command::Cat(args) => cat::run(&args).await,
        Command::Prepare(args) => prepare::run(&args).await,
        Command::Sas(args) => sas::run(&args),
        Command::Name(args) => name::run(&args),
        Command::Path(args) => path::run(&args),
    }
}
