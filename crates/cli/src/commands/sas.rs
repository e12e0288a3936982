//! `jobshelf sas`: prints a URL with a SAS that has the fewest permissions for a role.

use crate::access::{AccountCredential, NO_KEY, account_access, is_https};
use crate::allowed_http::check_viewer;
use crate::args::{OutputMode, SasArgs, SasRole};
use crate::report::{print_result, usage};
use crate::target::{NO_JOB, job_from};
use anyhow::Result;
use jobshelf::{AccountSasOptions, SasUrl, ServiceSasOptions, Timestamp, link};
use serde::Serialize;
use std::process::ExitCode;
use std::time::Duration;

/// The SAS as `--json` prints it.
#[derive(Debug, Serialize)]
struct Minted<'a> {
    event: &'static str,
    /// The URL of the container or the account, with the SAS.
    url: &'a str,
    /// The link that opens the viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a str>,
    expiry: String,
}

/// Prints the URL, or the link that opens the viewer with it. Only this command and `output-files`
/// print a SAS.
pub(crate) async fn run(args: &SasArgs, mode: OutputMode) -> Result<ExitCode> {
    if let Some(viewer) = &args.viewer_url {
        check_viewer(viewer)?;
    }
    let Some(access) = account_access()? else { return Err(usage(NO_KEY)) };
    let job = job_from(args.job.as_deref())?;
    let expiry = Timestamp::now().plus(Duration::from_secs(args.hours * 3600));
    let endpoint = access.endpoint().clone();
    let https_only = is_https(&endpoint);
    let (container, token) = match (args.role, job) {
        (SasRole::Viewer, None) => {
            let AccountCredential::Key(key) = &access.credential else {
                return Err(usage(NO_KEY));
            };
            (
                None,
                key.account_sas(&AccountSasOptions::for_viewer(expiry).with_https_only(https_only)),
            )
        }
        (_, None) => return Err(usage(NO_JOB)),
        (role, Some(job)) => {
            let options = match role {
                SasRole::Viewer | SasRole::Job => ServiceSasOptions::for_viewer(expiry),
                SasRole::Task => ServiceSasOptions::for_task(expiry),
            };
            let options = options.with_https_only(https_only);
            let container = job.container_name();
            let token = access.mint(&container, &options).await?;
            (Some(container), token)
        }
    };
    let url = SasUrl { account: endpoint, container, blob: None, token };
    // A task's SAS can write. It is for the task's environment, not for a link.
    let viewer = args.viewer_url.as_deref().filter(|_| args.role != SasRole::Task);
    let link = viewer.map(|viewer| link::viewer_link(viewer, &url, ""));
    let (url, link) = (url.expose(), link.as_deref());
    let minted = Minted { event: "sas", url: &url, link, expiry: expiry.to_iso() };
    print_result(mode, &minted, link.unwrap_or(&url))?;
    Ok(ExitCode::SUCCESS)
}
