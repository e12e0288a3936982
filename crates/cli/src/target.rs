//! Finds the container, the job and the owner by the arguments and the environment.
//!
//! A container's URL (on a node) is preferred to the credential of an account (an operator's),
//! unless the arguments name another job.

use crate::access::{AccountAccess, Purpose, account_access};
use crate::allowed_http::checked_endpoint;
use crate::args::{TargetArgs, TaskArgs};
use crate::environment::{read_secret, secret_file, variable, withheld_advice};
use crate::report::usage;
use anyhow::Result;
use jobshelf::{
    BlobAccount, BlobContainer, ContainerName, Credential, JobId, Owner, RenewableSas, SasUrl,
    SasUrlError, TaskId,
};
use std::path::PathBuf;
use std::sync::Arc;

/// A job's container, and the owner of the outputs in it.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) container: BlobContainer,
    pub(crate) owner: Owner,
}

/// A task in its job's container.
#[derive(Debug)]
pub(crate) struct TaskTarget {
    pub(crate) container: BlobContainer,
    pub(crate) job: Option<JobId>,
    pub(crate) task: TaskId,
}

/// The URL of the job's container in a node's environment.
#[derive(Debug)]
pub(crate) struct NodeUrl {
    variable: &'static str,
    pub(crate) url: SasUrl,
    /// The file that it was read from.
    file: Option<PathBuf>,
}

impl Target {
    /// The job and the owner that the arguments and the environment name.
    pub(crate) fn resolve(args: &TargetArgs, purpose: Purpose) -> Result<Self> {
        let owner = owner_from(args.task.as_deref(), args.job_level)?;
        let (container, _) = resolve_container(args.job.as_deref(), purpose)?;
        Ok(Self { container, owner })
    }
}

impl TaskTarget {
    /// The job and the task that the arguments and the environment name, to save.
    pub(crate) fn resolve(args: &TaskArgs) -> Result<Self> {
        let task = match &args.task {
            Some(task) => Some(task.clone()),
            None => variable("AZ_BATCH_TASK_ID"),
        };
        let task = task.ok_or_else(|| usage("no task: give --task ID, or set AZ_BATCH_TASK_ID"))?;
        let (container, job) = resolve_container(args.job.as_deref(), Purpose::Save)?;
        Ok(Self { container, job, task: TaskId::parse(&task)? })
    }
}

impl NodeUrl {
    /// The URL in the environment; an error if it cannot be used.
    pub(crate) fn from_environment() -> Result<Option<Self>> {
        for name in ["JOBSHELF_CONTAINER_URL", "JOB_CONTAINER_URL"] {
            let (text, file) = match (variable(name), secret_file(name)) {
                (Some(text), _) => (text, None),
                (None, Some(file)) => (read_secret(name, &file)?, Some(file)),
                (None, None) => continue,
            };
            let url = node_url_from(&text);
            let url = url.map_err(|error| usage(format!("{name} cannot be used: {error}")))?;
            if let (Some(container), Some(_)) = (&url.container, &url.blob) {
                return Err(usage(format!(
                    "{name} names a blob in container `{container}`, and not a container; if \
                     `{container}` is the account, as in the path of an emulator's URL, set \
                     AZURE_STORAGE_ACCOUNT to that name"
                )));
            }
            let url = SasUrl { account: checked_endpoint(name, url.account)?, ..url };
            return Ok(Some(Self { variable: name, url, file }));
        }
        Ok(None)
    }

    fn is_for(&self, job: &JobId) -> bool {
        self.url.container.as_ref() == Some(&job.container_name())
    }

    fn container(&self) -> Result<BlobContainer> {
        let (Some(file), Some(name)) = (&self.file, &self.url.container) else {
            return Ok(BlobContainer::from_sas_url(&self.url)?);
        };
        let credential = Credential::Renewable(Arc::new(RenewableSas::from_file(file)));
        Ok(BlobAccount::new(self.url.account.clone(), credential)?.container(name))
    }
}

/// Reads a container's URL. Where a host with dots has the account in its path, only the account's
/// name tells it, which another variable may hold.
fn node_url_from(text: &str) -> Result<SasUrl, SasUrlError> {
    let url = SasUrl::parse(text)?;
    let account = variable("AZURE_STORAGE_ACCOUNT").filter(|_| url.blob.is_some());
    Ok(match account.map(|account| SasUrl::parse_for_account(text, &account)) {
        Some(Ok(of_account)) => of_account,
        Some(Err(_)) | None => url,
    })
}

/// The job's container and, where it is known, the job's ID.
pub(crate) fn resolve_container(
    job: Option<&str>,
    purpose: Purpose,
) -> Result<(BlobContainer, Option<JobId>)> {
    let named = job.map(JobId::parse).transpose()?;
    let id = match &named {
        Some(job) => Some(job.clone()),
        None => variable("AZ_BATCH_JOB_ID").map(|id| JobId::parse(&id)).transpose()?,
    };
    if let Some(node) = NodeUrl::from_environment()? {
        match named.as_ref().filter(|job| !node.is_for(job)) {
            None => return Ok((node.container()?, id.filter(|job| node.is_for(job)))),
            Some(job) if account_access()?.is_none() => {
                return Err(other_container(node.variable, node.url.container.as_ref(), job));
            }
            Some(_) => {}
        }
    }
    let access = account()?;
    match (named, &access.container) {
        // A container that is named with the account is preferred to Batch's own variable.
        (None, Some(name)) => {
            let id = id.filter(|job| job.container_name() == *name);
            Ok((access.container(name, purpose)?, id))
        }
        (Some(job), own) if !access.reaches(&job.container_name()) => {
            Err(other_container("AZURE_STORAGE_CONNECTION_STRING", own.as_ref(), &job))
        }
        _ => {
            let job = id.ok_or_else(|| usage(NO_JOB))?;
            Ok((access.container(&job.container_name(), purpose)?, Some(job)))
        }
    }
}

fn other_container(variable: &str, has: Option<&ContainerName>, job: &JobId) -> anyhow::Error {
    let has = has.map_or("no container", ContainerName::as_str);
    usage(format!(
        "{variable} is for `{has}`, and job `{}` is in `{}`: set it to that container's URL, or \
         give the account's key",
        job.as_str(),
        job.container_name().as_str()
    ))
}

/// The credential for the account, for commands that need it.
fn account() -> Result<AccountAccess> {
    account_access()?.ok_or_else(|| {
        let advice = withheld_advice().unwrap_or(
            "set JOBSHELF_CONTAINER_URL or JOB_CONTAINER_URL to the container's URL with its SAS, \
             or AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY",
        );
        usage(format!("no storage: {advice}"))
    })
}

/// Why there is no job.
pub(crate) const NO_JOB: &str = "no job: give --job ID, or set AZ_BATCH_JOB_ID";

/// The named job, or the job of the environment.
pub(crate) fn job_from(job: Option<&str>) -> Result<Option<JobId>> {
    let job = job.map(str::to_owned).or_else(|| variable("AZ_BATCH_JOB_ID"));
    Ok(job.map(|id| JobId::parse(&id)).transpose()?)
}

/// The owner of the outputs: the job, the named task, or the task of the environment.
pub(crate) fn owner_from(task: Option<&str>, job_level: bool) -> Result<Owner> {
    if job_level {
        return Ok(Owner::Job);
    }
    let task = match task {
        Some(task) => task.to_owned(),
        None => variable("AZ_BATCH_TASK_ID").ok_or_else(|| {
            usage("no task: give --task ID, or --job-level, or set AZ_BATCH_TASK_ID")
        })?,
    };
    Ok(Owner::Task(TaskId::parse(&task)?))
}
