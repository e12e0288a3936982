//! From arguments and environment to a container: which job, whose outputs, and what lets us in.
//!
//! A container's URL (on a node) wins over an account's key (an operator's), unless another job
//! is asked for by name.

use crate::args::TargetArgs;
use crate::report::UsageError;
use anyhow::{Context as _, Result};
use jobshelf::{
    AccountEndpoint, AccountKey, AccountSasOptions, BlobAccount, BlobContainer, ConnectionString,
    Credential, JobId, Owner, SasToken, SasUrl, TaskId, Timestamp,
};
use std::time::Duration;

/// How long the SAS lives that a command mints for itself: longer than any task may run.
const OWN_SAS_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// A job's container, and whose outputs in it are meant.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) container: BlobContainer,
    pub(crate) job: Option<JobId>,
    pub(crate) owner: Owner,
}

/// What an operator has for the whole account.
#[derive(Debug)]
pub(crate) enum AccountAccess {
    /// The account's key.
    Key { endpoint: AccountEndpoint, key: AccountKey },
    /// A SAS in a connection string.
    Sas { endpoint: AccountEndpoint, token: SasToken },
}

impl Target {
    /// The job and the owner that the arguments and the environment name.
    pub(crate) fn resolve(args: &TargetArgs) -> Result<Self> {
        let owner = owner_from(args.task.as_deref(), args.job_level)?;
        let (container, job) = resolve_container(args.job.as_deref())?;
        Ok(Self { container, job, owner })
    }
}

/// The job's container and, where it is known, the job's ID.
pub(crate) fn resolve_container(job: Option<&str>) -> Result<(BlobContainer, Option<JobId>)> {
    let named = job.map(JobId::parse).transpose()?;
    let id = match &named {
        Some(job) => Some(job.clone()),
        None => environment("AZ_BATCH_JOB_ID").map(|id| JobId::parse(&id)).transpose()?,
    };
    if let Some((variable, url)) = container_url()? {
        let is_the_jobs = |job: &JobId| url.container.as_ref() == Some(&job.container_name());
        match named.as_ref().filter(|job| !is_the_jobs(job)) {
            None => return Ok((BlobContainer::from_sas_url(&url)?, id.filter(is_the_jobs))),
            Some(job) if account_access()?.is_none() => {
                let has = url.container.as_ref().map_or("no container", |name| name.as_str());
                return Err(usage(format!(
                    "{variable} is for `{has}`, and job `{}` is in `{}`: set it to that \
                     container's URL, or give the account's key",
                    job.as_str(),
                    job.container_name().as_str()
                )));
            }
            Some(_) => {}
        }
    }
    let Some(access) = account_access()? else {
        return Err(usage(
            "no storage: set JOBSHELF_CONTAINER_URL or JOB_CONTAINER_URL to the container's URL \
             with its SAS, or AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and \
             AZURE_STORAGE_KEY",
        ));
    };
    let job = id.ok_or_else(|| usage("no job: give --job ID, or set AZ_BATCH_JOB_ID"))?;
    Ok((access.account()?.container(&job.container_name()), Some(job)))
}

/// Whose outputs: the job's, or the named task's, or that of the environment.
pub(crate) fn owner_from(task: Option<&str>, job_level: bool) -> Result<Owner> {
    if job_level {
        return Ok(Owner::Job);
    }
    let task = match task {
        Some(task) => task.to_owned(),
        None => environment("AZ_BATCH_TASK_ID").ok_or_else(|| {
            usage("no task: give --task ID, or --job-level, or set AZ_BATCH_TASK_ID")
        })?,
    };
    Ok(Owner::Task(TaskId::parse(&task)?))
}

/// What the environment offers for the whole account.
pub(crate) fn account_access() -> Result<Option<AccountAccess>> {
    if let Some(text) = environment("AZURE_STORAGE_CONNECTION_STRING") {
        let parsed = ConnectionString::parse(&text).map_err(anyhow::Error::from);
        return match parsed.context("AZURE_STORAGE_CONNECTION_STRING cannot be used")? {
            ConnectionString::Key { endpoint, key } => {
                Ok(Some(AccountAccess::Key { endpoint, key }))
            }
            ConnectionString::Sas { endpoint, token } => {
                Ok(Some(AccountAccess::Sas { endpoint, token }))
            }
        };
    }
    match (environment("AZURE_STORAGE_ACCOUNT"), environment("AZURE_STORAGE_KEY")) {
        (Some(account), Some(key)) => {
            let endpoint =
                AccountEndpoint::parse(&format!("https://{account}.blob.core.windows.net"))
                    .context("AZURE_STORAGE_ACCOUNT is not an account's name")?;
            let key = AccountKey::new(&account, &key).context("AZURE_STORAGE_KEY is not a key")?;
            Ok(Some(AccountAccess::Key { endpoint, key }))
        }
        (Some(_), None) => Err(usage("AZURE_STORAGE_ACCOUNT is set, AZURE_STORAGE_KEY is not")),
        _ => Ok(None),
    }
}

impl AccountAccess {
    /// The account, with a SAS that a key has minted for this one command.
    pub(crate) fn account(&self) -> Result<BlobAccount> {
        let (endpoint, token) = match self {
            Self::Key { endpoint, key } => {
                let options = AccountSasOptions {
                    permissions: "rwdlac".to_owned(),
                    services: "b".to_owned(),
                    resource_types: "sco".to_owned(),
                    expiry: Timestamp::now().plus(OWN_SAS_LIFETIME),
                    https_only: endpoint.as_str().starts_with("https:"),
                };
                (endpoint, key.account_sas(&options))
            }
            Self::Sas { endpoint, token } => (endpoint, token.clone()),
        };
        Ok(BlobAccount::new(endpoint.clone(), Credential::Sas(token))?)
    }
}

/// The container's URL that a node has, and the variable that it is in.
fn container_url() -> Result<Option<(&'static str, SasUrl)>> {
    for variable in ["JOBSHELF_CONTAINER_URL", "JOB_CONTAINER_URL"] {
        if let Some(text) = environment(variable) {
            let url = SasUrl::parse(&text);
            let url = url.map_err(|error| usage(format!("{variable} cannot be used: {error}")))?;
            return Ok(Some((variable, url)));
        }
    }
    Ok(None)
}

/// A variable's value; one that is empty counts as not set.
fn environment(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

fn usage(text: impl Into<String>) -> anyhow::Error {
    UsageError(text.into()).into()
}
