//! The binary `render`: parse, run one command, turn its error into a trace and an exit code.

use std::process::ExitCode;

use jobshelf_render::args::{Cli, Command};
use jobshelf_render::log::Log;
use jobshelf_render::{frames, merge};

fn main() -> ExitCode {
    let cli = Cli::checked(std::env::args_os()).unwrap_or_else(|error| error.exit());
    let mut log = Log::new(std::io::stdout());
    let result = match &cli.command {
        Command::Frames(args) => frames::run(args, &mut log),
        Command::Merge(args) => merge::run(args, &mut log),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when standard error is gone as well.
            let _ = error.print(&mut std::io::stderr());
            ExitCode::from(error.exit_code())
        }
    }
}
