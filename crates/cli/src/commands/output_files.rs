//! `jobshelf output-files`: prints a Batch task's `outputFiles` that save its files by the
//! conventions.

use crate::access::{account_access, is_https};
use crate::args::{OutputFilesArgs, OutputMode, SaveCondition};
use crate::report::{print_result, usage};
use crate::target::{NodeUrl, TaskTarget, job_from};
use anyhow::Result;
use jobshelf::{Kind, OutputAddress, Owner, SasUrl, ServiceSasOptions, TaskOutputKind, Timestamp};
use serde::Serialize;
use std::process::ExitCode;
use std::time::Duration;

/// Standard output and error, one folder above the task's working folder.
const LOGS: &str = "../std*.txt";

/// The names are those of Batch's REST interface.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct OutputFile {
    file_pattern: String,
    destination: Destination,
    upload_options: UploadOptions,
}

#[derive(Debug, Serialize)]
struct Destination {
    container: Container,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    container_url: String,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity_reference: Option<IdentityReference>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct IdentityReference {
    resource_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct UploadOptions {
    upload_condition: &'static str,
}

/// The array as `--json` prints it, in one line.
#[derive(Debug, Serialize)]
struct OutputFiles<'a> {
    event: &'static str,
    #[serde(rename = "outputFiles")]
    output_files: &'a [OutputFile],
}

/// Prints the array.
pub(crate) async fn run(args: &OutputFilesArgs, mode: OutputMode) -> Result<ExitCode> {
    if args.no_logs && args.save.is_empty() && args.save_job.is_empty() {
        return Err(usage("there is nothing to save: give --save or leave out --no-logs"));
    }
    let target = TaskTarget::resolve(&args.target)?;
    let (container_url, identity_reference) = match &args.identity {
        Some(id) => (target.container.url(), Some(IdentityReference { resource_id: id.clone() })),
        None => (url_with_sas(args, &target).await?, None),
    };
    let task = Owner::Task(target.task.clone());
    let one =
        |owner: &Owner, kind: &Kind, pattern: &str, when: SaveCondition| -> Result<OutputFile> {
            let path = OutputAddress::output_file_path(owner, kind, pattern)?;
            let (container_url, identity_reference) =
                (container_url.clone(), identity_reference.clone());
            Ok(OutputFile {
                file_pattern: pattern.to_owned(),
                destination: Destination {
                    container: Container { container_url, path, identity_reference },
                },
                upload_options: UploadOptions { upload_condition: when.batch_name() },
            })
        };
    let mut files = Vec::new();
    for save in &args.save {
        files.push(one(&task, &save.kind, &save.files, args.when)?);
    }
    for save in &args.save_job {
        files.push(one(&Owner::Job, &save.kind, &save.files, args.when)?);
    }
    if !args.no_logs {
        files.push(one(&task, TaskOutputKind::task_log().kind(), LOGS, SaveCondition::Completion)?);
    }
    let text = serde_json::to_string_pretty(&files)?;
    print_result(mode, &OutputFiles { event: "output_files", output_files: &files }, &text)?;
    Ok(ExitCode::SUCCESS)
}

/// The container's URL with a SAS with which Batch can save: the one of the environment, or a new
/// one.
async fn url_with_sas(args: &OutputFilesArgs, target: &TaskTarget) -> Result<String> {
    let container = target.container.name();
    if let Some(node) = NodeUrl::from_environment()?
        && node.url.container.as_ref() == Some(container)
    {
        return Ok(node.url.expose());
    }
    let job = job_from(args.target.job.as_deref())?;
    let (Some(access), Some(_)) = (account_access()?, job) else {
        return Err(usage(crate::access::NO_KEY));
    };
    let expiry = Timestamp::now().plus(Duration::from_secs(args.hours * 3600));
    let options = ServiceSasOptions::for_task(expiry).with_https_only(is_https(access.endpoint()));
    let token = access.mint(container, &options).await?;
    let account = access.endpoint().clone();
    Ok(SasUrl { account, container: Some(container.clone()), blob: None, token }.expose())
}

impl SaveCondition {
    fn batch_name(self) -> &'static str {
        match self {
            Self::Success => "tasksuccess",
            Self::Failure => "taskfailure",
            Self::Completion => "taskcompletion",
        }
    }
}
