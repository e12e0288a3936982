//! `jobshelf sas`: an address with a SAS of the least rights that a role needs.

use crate::args::{SasArgs, SasRole};
use crate::report::UsageError;
use crate::target::{AccountAccess, account_access};
use anyhow::Result;
use jobshelf::{AccountSasOptions, JobId, SasUrl, ServiceSasOptions, Timestamp, link};
use std::process::ExitCode;
use std::time::Duration;

/// Prints the URL, or the link that opens the viewer with it. That is what was asked for: the one
/// place where a SAS is printed.
pub(crate) fn run(args: &SasArgs) -> Result<ExitCode> {
    let Some(AccountAccess::Key { endpoint, key }) = account_access()? else {
        return Err(UsageError(
            "a SAS is minted with the account's key: set AZURE_STORAGE_CONNECTION_STRING, or \
             AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY"
                .into(),
        )
        .into());
    };
    let job = args.job.clone().or_else(|| std::env::var("AZ_BATCH_JOB_ID").ok());
    let job = job.filter(|id| !id.is_empty()).map(|id| JobId::parse(&id)).transpose()?;
    let expiry = Timestamp::now().plus(Duration::from_secs(args.hours * 3600));
    let https_only = endpoint.as_str().starts_with("https:");
    let (container, token) = match (args.role, job) {
        (SasRole::Viewer, None) => {
            (None, key.account_sas(&AccountSasOptions::for_viewer(expiry, https_only)))
        }
        (SasRole::Task, None) => {
            return Err(UsageError("no job: give --job ID, or set AZ_BATCH_JOB_ID".into()).into());
        }
        (role, Some(job)) => {
            let options = match role {
                SasRole::Viewer => ServiceSasOptions::for_viewer(expiry, https_only),
                SasRole::Task => ServiceSasOptions::for_task(expiry, https_only),
            };
            let container = job.container_name();
            let token = key.container_sas(&container, &options);
            (Some(container), token)
        }
    };
    let url = SasUrl { account: endpoint, container, blob: None, token };
    match &args.viewer_url {
        Some(viewer) => println!("{}", link::viewer_link(viewer, &url, "")),
        None => println!("{}", url.expose()),
    }
    Ok(ExitCode::SUCCESS)
}
