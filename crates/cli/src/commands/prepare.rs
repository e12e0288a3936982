//! `jobshelf prepare`: creates a job's container.

use crate::access::account_access;
use crate::args::{OutputMode, PrepareArgs};
use crate::report::{Event, Reporter};
use crate::target::{job_from, resolve_container};
use anyhow::Result;
use std::process::ExitCode;

/// Creates the container if it does not exist, and prints its name.
pub(crate) async fn run(args: &PrepareArgs, mode: OutputMode) -> Result<ExitCode> {
    let container = match (account_access()?, job_from(args.job.as_deref())?) {
        (Some(access), Some(job)) => access.container_to_create(&job.container_name()).await?,
        // It reports what is missing.
        _ => resolve_container(args.job.as_deref())?.0,
    };
    let is_new = container.create_if_missing().await?;
    let state = if is_new { "created" } else { "exists" };
    let name = container.name().as_str();
    let event = Event { event: state, message: Some(name), ..Event::default() };
    let reporter = Reporter::new(mode);
    reporter.print(&event, &format!("{name} {state}"));
    Ok(reporter.exit_code())
}
