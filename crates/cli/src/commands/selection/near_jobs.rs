//! The job that was meant by an ID that has no container.

use crate::access::account_access;
use crate::suggestion::NotFound;
use crate::target::NodeUrl;
use anyhow::Result;
use jobshelf::{
    BlobAccount, BlobContainer, ContainerName, Error, ErrorKind, Permission, job_pages,
};

/// How many pages of jobs are looked through.
const MAX_PAGES: usize = 2;

/// The error of a request to a container; if that does not exist, with the job that was meant. The
/// jobs come from a listing that is made only then: if it is not allowed, there is no suggestion.
pub(crate) async fn missing_job(error: Error, container: &BlobContainer) -> anyhow::Error {
    if error.kind() != ErrorKind::ContainerNotFound {
        return error.into();
    }
    let name = container.name();
    let jobs = jobs().await;
    let what = format!("there is no such job: container `{name}` does not exist");
    let ids = jobs.iter().filter_map(ContainerName::job_id);
    let missing = NotFound::new(what, name.readable(), ids);
    // The hint of the error itself says more than that nothing is near.
    if missing.has_suggestion() { missing.into() } else { error.into() }
}

async fn jobs() -> Vec<ContainerName> {
    let mut names = Vec::new();
    let Ok(Some(account)) = account_to_list() else { return names };
    let mut pages = job_pages(&account);
    for _ in 0..MAX_PAGES {
        let Ok(Some(page)) = pages.next_page().await else { break };
        // The service lists no other names than those that it allows.
        names.extend(page.containers.iter().filter_map(|it| ContainerName::parse(&it.name).ok()));
    }
    names
}

/// The account of the environment, with a credential that may list containers; none if there is
/// only the SAS of a container.
fn account_to_list() -> Result<Option<BlobAccount>> {
    if let Some(access) = account_access()? {
        return access.account("s", [Permission::List]).map(Some);
    }
    let node = NodeUrl::from_environment()?.filter(|node| node.url.container.is_none());
    Ok(node.map(|node| BlobAccount::from_sas_url(&node.url)).transpose()?)
}
