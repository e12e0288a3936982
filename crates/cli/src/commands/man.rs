//! `jobshelf man`: the manual, a page for the whole and one for each command.

use crate::args::{Args, ManArgs};
use crate::report::usage;
use anyhow::{Context as _, Result};
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// Prints a page, or writes all of them.
pub(crate) fn run(args: &ManArgs) -> Result<ExitCode> {
    let whole = Args::command();
    if let Some(folder) = &args.to {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot create folder `{}`", folder.display()))?;
        write(folder, &whole)?;
        for command in whole.get_subcommands() {
            write(folder, &page_of(command))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let command = match &args.of {
        None => whole,
        Some(name) => {
            let found = whole.find_subcommand(name);
            page_of(found.ok_or_else(|| usage(format!("there is no command `{name}`")))?)
        }
    };
    std::io::stdout().write_all(&rendered(&command)?)?;
    Ok(ExitCode::SUCCESS)
}

/// A command as the subject of a page of its own.
fn page_of(command: &Command) -> Command {
    let name = format!("jobshelf-{}", command.get_name());
    let usage_name = format!("jobshelf {}", command.get_name());
    command.clone().name(name).bin_name(usage_name.clone()).display_name(usage_name)
}

fn write(folder: &Path, command: &Command) -> Result<()> {
    let file = folder.join(format!("{}.1", command.get_name()));
    std::fs::write(&file, rendered(command)?)
        .with_context(|| format!("cannot write `{}`", file.display()))?;
    println!("{}", file.display());
    Ok(())
}

fn rendered(command: &Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}
