//! `cargo xtask`: the set-up and every repeatable job of the project, in Rust.
//!
//! Whatever it starts lives in a process group of its own behind a guard, so that an error, a
//! panic and Ctrl-C all leave nothing running. No product code here: what a face needs belongs
//! into the core. Unix only.

mod args;
mod browser_env;
mod budgets;
mod cargo;
mod demo;
mod dist;
mod measure;
mod page;
mod paths;
mod process;
mod setup;
mod test;

use args::{Args, Command};
use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = Args::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: starting the async runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    // Ctrl-C is how a demo ends; anywhere else it cuts the job short.
    let interrupted = match &args.command {
        Command::Demo(demo) if !demo.check => ExitCode::SUCCESS,
        _ => ExitCode::from(130),
    };
    runtime.block_on(async {
        tokio::select! {
            // Dropping the losing future ends every child it had started.
            outcome = run(args.command) => match outcome {
                Ok(code) => code,
                Err(error) => {
                    eprintln!("error: {error:#}");
                    ExitCode::FAILURE
                }
            },
            reason = process::asked_to_stop() => {
                eprintln!("stopping: {reason}");
                interrupted
            }
        }
    })
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Setup => {
            setup::ensure(setup::Browsing::ChromeAndDriver).await?;
            println!("setup: everything is there");
            Ok(ExitCode::SUCCESS)
        }
        Command::Build(options) => {
            let tools = setup::ensure(setup::Browsing::Nothing).await?;
            match options.quick {
                true => page::build_quickly(&tools).await?,
                false => page::build(&tools).await?,
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::FinishPage => {
            let tools = setup::ensure(setup::Browsing::Nothing).await?;
            page::finish(&tools).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Dist => {
            dist::build().await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Demo(options) => demo::run(&options).await,
        Command::Test(options) => test::run(&options).await,
        Command::Measure(options) => measure::run(&options).await,
    }
}
