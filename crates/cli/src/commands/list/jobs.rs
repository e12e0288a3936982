//! The jobs of an account: its containers with names of the conventions.

use super::Format;
use crate::access::account_access;
use crate::args::{ListArgs, OutputMode};
use crate::environment::variable;
use crate::report::{Reporter, json_from, usage};
use crate::target::{NO_JOB, NodeUrl};
use anyhow::Result;
use jobshelf::{BlobAccount, ContainerItem, ContainerName, Permission, Timestamp, job_pages};
use serde::Serialize;
use std::io::Write as _;
use std::process::ExitCode;

/// One job as `--json` prints it.
#[derive(Debug, Serialize)]
struct Line<'a> {
    event: &'static str,
    /// The ID in lower case; none if the container's name has only a hash of it.
    job: Option<&'a str>,
    container: &'a str,
    last_modified: Option<String>,
}

/// The account whose jobs are to be listed; none if the arguments or the environment name a job.
pub(super) fn account(args: &ListArgs) -> Result<Option<BlobAccount>> {
    let outputs = &args.outputs;
    if outputs.job.is_some() || variable("AZ_BATCH_JOB_ID").is_some() {
        return Ok(None);
    }
    let account = match NodeUrl::from_environment()? {
        Some(node) if node.url.container.is_some() => return Ok(None),
        Some(node) => BlobAccount::from_sas_url(&node.url)?,
        None => match account_access()? {
            Some(access) if access.container.is_some() => return Ok(None),
            Some(access) => access.account("s", [Permission::List])?,
            // Asking for the container tells what to set.
            None => return Ok(None),
        },
    };
    let is_about_one = outputs.task.is_some()
        || outputs.job_level
        || outputs.kind.is_some()
        || !outputs.paths.is_empty();
    if is_about_one {
        return Err(usage(NO_JOB));
    }
    Ok(Some(account))
}

/// Prints a line for each job, page by page.
pub(super) async fn run(
    account: &BlobAccount,
    format: Format,
    mode: OutputMode,
) -> Result<ExitCode> {
    let mut pages = job_pages(account);
    let mut is_empty = true;
    while let Some(page) = pages.next_page().await? {
        is_empty &= page.containers.is_empty();
        print(&page.containers, format)?;
    }
    let reporter = Reporter::new(mode);
    if is_empty {
        reporter.note(&format!("account `{}` has no jobs", account.endpoint().account_name()));
    }
    Ok(reporter.exit_code())
}

fn print(containers: &[ContainerItem], format: Format) -> Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for item in containers {
        // The service lists no other names than those that it allows.
        let Ok(name) = ContainerName::parse(&item.name) else { continue };
        let last_modified = item.last_modified.map(Timestamp::to_iso);
        match format {
            Format::Json => {
                let (job, container) = (name.job_id(), name.as_str());
                let line = Line { event: "job", job, container, last_modified };
                writeln!(out, "{}", json_from(&line))?;
            }
            Format::Null => write!(out, "{name}\0")?,
            Format::Text => {
                let modified = last_modified.as_deref().unwrap_or("-");
                writeln!(out, "{modified:20}  {:40}  {name}", name.readable())?;
            }
        }
    }
    out.flush()?;
    Ok(())
}
