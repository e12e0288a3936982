//! Proxies of the environment: storage is asked through them, this machine and the metadata
//! endpoint never.

use crate::played::{Answers, Played};
use crate::world::{output, program, text};
use std::process::Command;

/// Not a secret of anybody; it looks like one.
const SAS: &str = "sv=2026-04-06&sr=c&sp=racwl&sig=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U%3D";

fn list(environment: &[(&str, &str)]) -> Command {
    let mut helper = Command::new(program());
    helper.env_clear().envs(environment.iter().copied()).args(["list", "--job", "ocean"]);
    helper
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_the_metadata_endpoint_nor_loopback_is_asked_through_a_proxy() {
    let (node, proxy) = (Played::start(), Played::start());
    let endpoint = format!("{}/account", node.origin);
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        let listed = output(list(&[
            ("AZURE_STORAGE_ACCOUNT", "account"),
            ("AZURE_STORAGE_SERVICE_ENDPOINT", &endpoint),
            ("JOBSHELF_IDENTITY", "system"),
            ("AZURE_POD_IDENTITY_AUTHORITY_HOST", &node.origin),
            (variable, &proxy.origin),
        ]))
        .await;
        assert!(listed.status.success(), "{}", text(&listed.stderr));
        assert_eq!(proxy.requests(), Vec::<String>::new(), "{variable}");
        assert_eq!(node.requests().len(), 3, "a token, a key, a listing");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn storage_is_asked_through_the_proxy_of_the_environment() {
    let proxy = Played::start();
    let with_password = proxy.origin.replace("http://", "http://user:word@");
    let url = format!("http://azurite:10000/dev/job-ocean?{SAS}");
    let listed = output(list(&[
        ("JOBSHELF_CONTAINER_URL", &url),
        ("JOBSHELF_ALLOW_HTTP", "azurite"),
        ("HTTP_PROXY", &with_password),
    ]))
    .await;
    assert!(listed.status.success(), "{}", text(&listed.stderr));
    let requests = proxy.requests();
    assert!(requests[0].starts_with("GET http://azurite:10000/dev/job-ocean?"), "{requests:?}");
    assert!(requests[0].contains("\nproxy-authorization: Basic dXNlcjp3b3Jk\n"), "{requests:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_that_wants_a_password_is_named_with_the_way_out() {
    let proxy = Played::with(Answers { is_closed_proxy: true, ..Answers::default() });
    for (url, variable) in [
        ("https://farm.blob.core.windows.net/job-ocean", "HTTPS_PROXY"),
        ("http://azurite:10000/dev/job-ocean", "HTTP_PROXY"),
    ] {
        let refused = output(list(&[
            ("JOBSHELF_CONTAINER_URL", &format!("{url}?{SAS}")),
            ("JOBSHELF_ALLOW_HTTP", "azurite"),
            (variable, &proxy.origin),
        ]))
        .await;
        assert_eq!(refused.status.code(), Some(1));
        let error = text(&refused.stderr);
        for part in ["proxy", "407", "HTTPS_PROXY", "NO_PROXY"] {
            assert!(error.contains(part), "{part}: {error}");
        }
        assert!(!error.contains("c2VjcmV0"), "{error}");
        assert_eq!(proxy.requests().len(), 1, "asked once: another try would not help");
    }
}
