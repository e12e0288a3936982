//! `jobshelf man`: the manual, with an overview page and a page for each command.

use crate::args::{Args, ManArgs, OutputMode};
use crate::report::{Event, json_from, print_result, usage};
use anyhow::{Context as _, Result};
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use jobshelf::escape::text_from_path;
use serde::Serialize;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// A page as `--json` prints it.
#[derive(Debug, Serialize)]
struct Page<'a> {
    event: &'static str,
    name: &'a str,
    page: &'a str,
}

/// Prints a page, or writes all of them.
pub(crate) fn run(args: &ManArgs, mode: OutputMode) -> Result<ExitCode> {
    let whole = Args::command();
    if let Some(folder) = &args.to {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot create folder `{}`", text_from_path(folder)))?;
        write(folder, &whole, mode)?;
        for command in whole.get_subcommands() {
            write(folder, &page_of(command), mode)?;
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
    let page = rendered(&command)?;
    let mut out = std::io::stdout();
    if mode.json {
        let (name, page) = (command.get_name(), std::str::from_utf8(&page)?);
        writeln!(out, "{}", json_from(&Page { event: "page", name, page }))?;
    } else {
        out.write_all(&page)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A command with the name of its own page.
fn page_of(command: &Command) -> Command {
    let name = format!("jobshelf-{}", command.get_name());
    let usage_name = format!("jobshelf {}", command.get_name());
    command.clone().name(name).bin_name(usage_name.clone()).display_name(usage_name)
}

fn write(folder: &Path, command: &Command, mode: OutputMode) -> Result<()> {
    let file = folder.join(format!("{}.1", command.get_name()));
    std::fs::write(&file, rendered(command)?)
        .with_context(|| format!("cannot write `{}`", text_from_path(&file)))?;
    let file = text_from_path(&file);
    let event = Event { event: "written", file: Some(&file), ..Event::default() };
    print_result(mode, &event, &file)?;
    Ok(())
}

/// The page in roff. The help text after the options keeps its lines, since it has tables and
/// commands to copy.
fn rendered(command: &Command) -> Result<Vec<u8>> {
    let page = Man::new(command.clone());
    let mut roff = Vec::new();
    page.render_title(&mut roff)?;
    page.render_name_section(&mut roff)?;
    page.render_synopsis_section(&mut roff)?;
    page.render_options_section(&mut roff)?;
    if command.has_subcommands() {
        page.render_subcommands_section(&mut roff)?;
    }
    let notes = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    for (title, text) in sections(&notes) {
        writeln!(roff, ".SH {title}\n.nf")?;
        for line in text.trim_end().lines() {
            writeln!(roff, "{}", escaped(line))?;
        }
        writeln!(roff, ".fi")?;
    }
    Ok(roff)
}

/// The description and the example.
fn sections(notes: &str) -> Vec<(&'static str, &str)> {
    match notes.split_once("Example:") {
        Some((notes, example)) => {
            vec![("NOTES", notes), ("EXAMPLES", example.trim_start_matches('\n'))]
        }
        None => vec![("NOTES", notes)],
    }
    .into_iter()
    .filter(|(_, text)| !text.trim().is_empty())
    .collect()
}

/// A line of text, escaped so that roff never reads it as a request.
fn escaped(line: &str) -> String {
    let text =
        line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq").replace('`', "\\(ga");
    if text.starts_with('.') { format!("\\&{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_text_is_never_a_request() {
        assert_eq!(escaped(".hidden -x"), "\\&.hidden \\-x");
        assert_eq!(escaped("'a\\b'"), "\\(aqa\\eb\\(aq");
    }
}
