//! `demo --check`: a script drives headless Chromium while the job runs.
//!
//! The script knows what to look for and how long to wait. This module passes on where everything
//! is and what the job really does.

use super::job::Job;
use crate::setup::Tools;
use crate::{browser_env, process};
use jobshelf_tests::Azurite;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;

/// The path of the script; an error if it is missing.
pub(super) fn script() -> anyhow::Result<PathBuf> {
    browser_env::script("demo-check.mjs")
}

/// Runs the script; returns its exit code.
pub(super) async fn watch(
    tools: &Tools,
    link: &str,
    azurite: &Azurite,
    job: &Job,
) -> anyhow::Result<ExitCode> {
    let mut node = browser_env::node(tools)?;
    node.arg(script()?).env("JOBSHELF_LINK", link).env("JOBSHELF_DEMO", demo(azurite, job));
    let status = process::Group::start("demo-check.mjs", &mut node)?.finished().await?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Describes the demo to the script, as one JSON object.
fn demo(azurite: &Azurite, job: &Job) -> String {
    let tasks: Vec<_> = job
        .plan
        .tasks()
        .map(|task| {
            json!({ "id": task.id, "exit_code": task.exit_code, "folder": job.task_folder(task) })
        })
        .collect();
    json!({
        "job": job.id.as_str(),
        "container": job.container.as_str(),
        "tasks": tasks,
        "azurite": { "endpoint": azurite.endpoint(), "pid": azurite.process_id() },
    })
    .to_string()
}
