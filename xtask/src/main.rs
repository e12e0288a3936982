//! `cargo xtask`: the set-up and every repeatable job of the project, in Rust.
//!
//! Every child process has a process group of its own behind a guard, so nothing keeps running after
//! an error, a panic or Ctrl-C. There is no product code here: what the viewer or the helper needs
//! belongs into the core. Unix only.

mod args;
mod browser_env;
mod budgets;
mod cargo;
mod demo;
mod dist;
mod layers;
mod licences;
mod measure;
mod package;
mod page;
mod paths;
mod process;
mod setup;
mod test;

use args::{Args, Command, Product};
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
    // Ctrl-C is how a demo ends; any other job is incomplete then.
    let interrupted = match &args.command {
        Command::Demo(demo) if !demo.check => ExitCode::SUCCESS,
        _ => ExitCode::from(130),
    };
    runtime.block_on(async {
        tokio::select! {
            // The branch that loses is dropped, which ends every child that it started.
            outcome = run(args.command) => match outcome {
                Ok(code) => code,
                Err(error) => {
                    eprintln!("error: {error:#}");
                    ExitCode::FAILURE
                }
            },
            reason = process::stop_signal() => {
                eprintln!("stopping: {reason}");
                interrupted
            }
        }
    })
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Setup => {
            setup::ensure(setup::Purpose::Test).await?;
            println!("setup: everything is installed");
            Ok(ExitCode::SUCCESS)
        }
        Command::Build(options) => {
            let tools = setup::ensure(setup::Purpose::Build).await?;
            match options.quick {
                true => page::build_quickly(&tools).await?,
                false => page::build(&tools).await?,
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::FinishPage => {
            let tools = setup::ensure(setup::Purpose::Build).await?;
            page::finish(&tools).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Dist(options) => {
            let wants =
                |product| options.products.is_empty() || options.products.contains(&product);
            if wants(Product::Helper) {
                dist::build().await?;
            }
            if wants(Product::Npm) {
                let tools = setup::ensure(setup::Purpose::Build).await?;
                package::build(&tools).await?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Licences => {
            licences::write().await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Layers => layers::run(),
        Command::Demo(options) => demo::run(&options).await,
        Command::Test(options) => test::run(&options).await,
        Command::Measure(options) => measure::run(&options).await,
    }
}
