//! `jobshelf list`: lists the outputs of a job, or the jobs of an account.

mod jobs;

use super::selection::{Listing, Selector, failures_of_listing};
use crate::access::Purpose;
use crate::args::{ListArgs, OutputMode};
use crate::report::{Reporter, json_from, usage};
use crate::target::resolve_container;
use anyhow::Result;
use jobshelf::escape::escape_hidden;
use jobshelf::{BlobItem, OutputItem, Owner, Timestamp};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::ExitCode;

/// One blob as `--json` prints it.
#[derive(Debug, Serialize)]
struct Line<'a> {
    /// `output`, or `other` for a blob outside the conventions.
    event: &'static str,
    name: &'a str,
    task: Option<&'a str>,
    kind: Option<&'a str>,
    path: Option<&'a str>,
    size: u64,
    last_modified: Option<String>,
}

/// How a line is printed.
#[derive(Debug, Clone, Copy)]
enum Format {
    Text,
    Json,
    /// The names only, unchanged, each with a NUL at its end.
    Null,
}

/// Prints a line for each output, page by page. Without a kind or an owner, it also lists blobs
/// outside the conventions.
pub(crate) async fn run(args: &ListArgs, mode: OutputMode) -> Result<ExitCode> {
    let format = match (args.null, mode.json) {
        (true, true) => return Err(usage("--null and --json are two formats: give one")),
        (true, false) => Format::Null,
        (false, true) => Format::Json,
        (false, false) => Format::Text,
    };
    if let Some(account) = jobs::account(args)? {
        return jobs::run(&account, format, mode).await;
    }
    let mut selector = Selector::parse(&args.outputs)?;
    let (container, _) = resolve_container(args.outputs.job.as_deref(), Purpose::View)?;
    let mut listing = Listing::new(&container, &selector);
    let mut kinds = BTreeSet::new();
    let mut is_empty = true;
    while let Some(page) = listing.next().await? {
        let mut lines = Vec::new();
        for output in &page.outputs {
            let kind = output.address.kind().as_str();
            if !kinds.contains(kind) {
                kinds.insert(kind.to_owned());
            }
            if selector.selects(&output.address) {
                lines.push(line_from_output(output));
            }
        }
        let others = page.others.iter().filter(|other| selector.selects_other(&other.name));
        lines.extend(others.map(line_from_other));
        lines.sort_by(|a, b| a.name.cmp(b.name));
        is_empty &= lines.is_empty();
        print(&lines, format)?;
    }
    let reporter = Reporter::new(mode);
    if is_empty && selector.is_everything() {
        reporter.note(&format!("container `{}` is empty", container.name()));
    }
    for failure in failures_of_listing(&container, &selector, &kinds, is_empty).await {
        reporter.failed(&failure);
    }
    Ok(reporter.exit_code())
}

fn print(lines: &[Line<'_>], format: Format) -> Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in lines {
        match format {
            Format::Json => writeln!(out, "{}", json_from(line))?,
            Format::Null => write!(out, "{}\0", line.name)?,
            Format::Text => {
                let modified = line.last_modified.as_deref().unwrap_or("-");
                writeln!(out, "{:>14}  {modified:20}  {}", line.size, escape_hidden(line.name))?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

fn line_from_output(output: &OutputItem) -> Line<'_> {
    let task = match output.address.owner() {
        Owner::Job => None,
        Owner::Task(task) => Some(task.as_str()),
    };
    Line {
        event: "output",
        task,
        kind: Some(output.address.kind().as_str()),
        path: Some(output.address.path()),
        ..line_from_other(&output.blob)
    }
}

fn line_from_other(blob: &BlobItem) -> Line<'_> {
    Line {
        event: "other",
        name: &blob.name,
        task: None,
        kind: None,
        path: None,
        size: blob.size,
        last_modified: blob.last_modified.map(Timestamp::to_iso),
    }
}
