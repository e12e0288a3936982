//! `jobshelf list`: lists the outputs of a job.

use crate::args::{ListArgs, OutputMode};
use crate::target::resolve_container;
use anyhow::Result;
use jobshelf::{BlobItem, JobOutputStorage, Kind, OutputItem, Owner, TaskId, Timestamp};
use serde::Serialize;
use std::io::Write as _;
use std::process::ExitCode;

/// One output as `--json` prints it.
#[derive(Debug, Serialize)]
struct Line<'a> {
    name: &'a str,
    task: Option<&'a str>,
    kind: Option<&'a str>,
    path: Option<&'a str>,
    size: u64,
    last_modified: Option<String>,
}

/// Prints a line for each output, page by page. Without a kind or an owner, it also lists blobs
/// outside the conventions.
pub(crate) async fn run(args: &ListArgs, mode: OutputMode) -> Result<ExitCode> {
    let kind = args.kind.as_deref().map(Kind::parse).transpose()?;
    let task = args.target.task.as_deref().map(TaskId::parse).transpose()?;
    let (container, _) = resolve_container(args.target.job.as_deref())?;
    let storage = JobOutputStorage::new(container);
    let is_everything = kind.is_none() && task.is_none() && !args.target.job_level;
    let mut pages = storage.pages(task.as_ref());
    while let Some(page) = pages.next_page().await? {
        let mut lines: Vec<Line<'_>> = page
            .outputs
            .iter()
            .filter(|output| kind.as_ref().is_none_or(|kind| kind == output.address.kind()))
            .filter(|output| !args.target.job_level || *output.address.owner() == Owner::Job)
            .map(line_from_output)
            .collect();
        if is_everything {
            lines.extend(page.others.iter().map(line_from_other));
        }
        lines.sort_by(|a, b| a.name.cmp(b.name));
        print(&lines, mode.json)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(lines: &[Line<'_>], is_json: bool) -> Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in lines {
        if is_json {
            serde_json::to_writer(&mut out, line)?;
            writeln!(out)?;
        } else {
            let modified = line.last_modified.as_deref().unwrap_or("-");
            writeln!(out, "{:>14}  {modified:20}  {}", line.size, line.name)?;
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
        task,
        kind: Some(output.address.kind().as_str()),
        path: Some(output.address.path()),
        ..line_from_other(&output.blob)
    }
}

fn line_from_other(blob: &BlobItem) -> Line<'_> {
    Line {
        name: &blob.name,
        task: None,
        kind: None,
        path: None,
        size: blob.size,
        last_modified: blob.last_modified.map(Timestamp::to_iso),
    }
}
