//! `jobshelf prepare`: creates a job's container.

use crate::access::{Purpose, account_access};
use crate::args::{OutputMode, PrepareArgs};
use crate::report::Reporter;
use crate::target::{job_from, resolve_container};
use anyhow::Result;
use serde::Serialize;
use std::process::ExitCode;

/// The container as `--json` prints it.
#[derive(Debug, Serialize)]
struct Prepared<'a> {
    /// `created` or `exists`.
    event: &'a str,
    container: &'a str,
}

/// Creates the container if it does not exist, and prints its name.
pub(crate) async fn run(args: &PrepareArgs, mode: OutputMode) -> Result<ExitCode> {
    let access = account_access()?;
    let named = job_from(args.job.as_deref())?.map(|job| job.container_name());
    let name = named.or_else(|| access.as_ref().and_then(|access| access.container.clone()));
    let container = match (access, name) {
        (Some(access), Some(name)) => access.container_to_create(&name)?,
        // It reports what is missing.
        _ => resolve_container(args.job.as_deref(), Purpose::Save)?.0,
    };
    let is_new = container.create_if_missing().await?;
    let state = if is_new { "created" } else { "exists" };
    let name = container.name().as_str();
    let reporter = Reporter::new(mode);
    let prepared = Prepared { event: state, container: name };
    reporter.print(&prepared, &format!("{name} {state}"));
    Ok(reporter.exit_code())
}
