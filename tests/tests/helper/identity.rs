//! A node with a managed identity, without a secret in its environment.

use crate::played::Played;
use crate::world::{output, program, text};
use std::process::Command;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_managed_identity_lists_creates_and_mints_without_any_secret() {
    let played = Played::start();
    let origin = &played.origin;
    let helper = |arguments: &[&str]| {
        let mut helper = Command::new(program());
        helper
            .env_clear()
            .env("AZURE_STORAGE_ACCOUNT", "account")
            .env("AZURE_STORAGE_SERVICE_ENDPOINT", format!("{origin}/account"))
            .env("JOBSHELF_IDENTITY", "a-client-id")
            .env("AZURE_POD_IDENTITY_AUTHORITY_HOST", origin)
            .env("AZ_BATCH_JOB_ID", "ocean")
            .args(arguments);
        helper
    };

    let listed = output(helper(&["list"])).await;
    assert!(listed.status.success(), "{}", text(&listed.stderr));
    let requests = played.requests();
    assert_eq!(requests.len(), 3, "{requests:?}");
    assert!(requests[0].contains("client_id=a%2Dclient%2Did"), "{}", requests[0]);
    assert!(requests[0].contains("\nmetadata: true\n"));
    assert!(requests[1].contains("\nauthorization: Bearer TOKEN\n"));
    assert!(requests[2].contains("/account/job-ocean?") && requests[2].contains("skoid=oid"));

    let prepared = output(helper(&["prepare"])).await;
    assert_eq!(text(&prepared.stdout), "job-ocean created\n");
    let requests = played.requests();
    let creates = requests.last().unwrap();
    assert!(creates.starts_with("PUT /account/job-ocean?") && creates.contains("Bearer TOKEN"));

    let minted = output(helper(&["sas", "task"])).await;
    let url = text(&minted.stdout);
    assert!(url.contains("/account/job-ocean?") && url.contains("sp=racwl"), "{url}");
    let refused = output(helper(&["sas", "viewer", "--job", ""])).await;
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_without_a_credential_says_what_to_set() {
    let mut helper = Command::new(program());
    helper.env_clear().env("AZURE_STORAGE_ACCOUNT", "farm").args(["list", "--job", "j"]);
    let told = output(helper).await;
    assert_eq!(told.status.code(), Some(2));
    for name in ["AZURE_STORAGE_KEY", "JOBSHELF_IDENTITY=system", "AZURE_TENANT_ID", "az login"] {
        assert!(text(&told.stderr).contains(name), "{name}: {}", text(&told.stderr));
    }
}
