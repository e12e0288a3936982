//! `http://` off this machine: refused before a request is made, unless the host is allowed by
//! name.

use crate::played::Played;
use crate::world::{output, program, text};
use std::process::Command;

const SAS: &str = "sv=2026-04-06&sr=c&sp=racwl&sig=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U%3D";
/// Base64 of nothing in particular.
const KEY: &str = "c2VjcmV0c2VjcmV0";

/// The helper where a proxy would see every request.
fn helper(proxy: &Played, environment: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut helper = Command::new(program());
    helper
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HTTP_PROXY", &proxy.origin)
        .envs(environment.iter().copied())
        .args(arguments);
    helper
}

/// Each way of naming an http endpoint, with its host.
fn environments(folder: &std::path::Path) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let file = folder.join("url");
    std::fs::write(&file, format!("http://files:10000/dev/job-ocean?{SAS}")).unwrap();
    let set = |name, value: &str| (name, value.to_owned());
    vec![
        (
            "azurite",
            vec![set(
                "JOBSHELF_CONTAINER_URL",
                &format!("http://azurite:10000/dev/job-ocean?{SAS}"),
            )],
        ),
        (
            "farm.blob.core.windows.net",
            vec![set(
                "JOB_CONTAINER_URL",
                &format!("http://farm.blob.core.windows.net/job-ocean?{SAS}"),
            )],
        ),
        (
            "farm-secondary.blob.core.windows.net",
            vec![set(
                "JOB_CONTAINER_URL",
                &format!("http://farm-secondary.blob.core.windows.net/job-ocean?{SAS}"),
            )],
        ),
        ("files", vec![set("JOB_CONTAINER_URL_FILE", &file.display().to_string())]),
        (
            "10.0.0.7",
            vec![set(
                "AZURE_STORAGE_CONNECTION_STRING",
                &format!("AccountName=dev;AccountKey={KEY};BlobEndpoint=http://10.0.0.7:10000/dev"),
            )],
        ),
        (
            "farm.blob.core.windows.net",
            vec![set(
                "AZURE_STORAGE_CONNECTION_STRING",
                &format!("DefaultEndpointsProtocol=http;AccountName=farm;AccountKey={KEY}"),
            )],
        ),
        (
            "host.docker.internal",
            vec![set(
                "AZURE_STORAGE_CONNECTION_STRING",
                &format!(
                    "AccountName=dev;AccountKey={KEY};\
                     BlobEndpoint=http://host.docker.internal:10000/dev"
                ),
            )],
        ),
        (
            "host",
            vec![set(
                "AZURE_STORAGE_CONNECTION_STRING",
                "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://host",
            )],
        ),
        (
            "[fe80::1]",
            vec![
                set("AZURE_STORAGE_ACCOUNT", "dev"),
                set("AZURE_STORAGE_SERVICE_ENDPOINT", "http://[fe80::1]:10000/dev"),
                set("AZURE_STORAGE_KEY", KEY),
            ],
        ),
        (
            "azurite",
            vec![
                set("AZURE_STORAGE_ACCOUNT", "dev"),
                set("AZURE_STORAGE_SERVICE_ENDPOINT", "http://azurite:10000/dev"),
                set("AZURE_STORAGE_SAS_TOKEN", SAS),
            ],
        ),
        (
            "login",
            vec![
                set("AZURE_STORAGE_ACCOUNT", "farm"),
                set("AZURE_TENANT_ID", "t"),
                set("AZURE_CLIENT_ID", "c"),
                set("AZURE_CLIENT_SECRET", KEY),
                set("AZURE_AUTHORITY_HOST", "http://login:8080/"),
            ],
        ),
        (
            "metadata",
            vec![
                set("AZURE_STORAGE_ACCOUNT", "farm"),
                set("JOBSHELF_IDENTITY", "system"),
                set("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://metadata:8080"),
            ],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_off_loopback_is_refused_before_any_request() {
    let (proxy, folder) = (Played::start(), tempfile::tempdir().unwrap());
    for (host, variables) in environments(folder.path()) {
        let mut environment: Vec<_> = variables.iter().map(|(k, v)| (*k, v.as_str())).collect();
        for allowed in ["", "other", "example.com,azurite.example.com"] {
            environment.push(("JOBSHELF_ALLOW_HTTP", allowed));
            let listed = output(helper(&proxy, &environment, &["list", "--job", "ocean"])).await;
            let error = text(&listed.stderr);
            assert_eq!(listed.status.code(), Some(2), "{host}: {error}");
            assert!(error.contains(&format!("JOBSHELF_ALLOW_HTTP={host}")), "{host}: {error}");
            assert!(!error.contains("c2VjcmV0"), "{error}");
        }
        assert_eq!(proxy.requests(), Vec::<String>::new(), "{host}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_http_host_is_used_if_it_is_allowed_by_name() {
    let proxy = Played::start();
    for (url, allowed) in [
        ("http://azurite:10000/dev/job-ocean", "azurite"),
        ("http://azurite:10000/dev/job-ocean", "other, AZURITE"),
        ("http://10.0.0.7:10000/dev/job-ocean", "10.0.0.7"),
        ("http://[fe80::1]:10000/dev/job-ocean", "[fe80::1]"),
    ] {
        let url = format!("{url}?{SAS}");
        let environment = [("JOBSHELF_CONTAINER_URL", &*url), ("JOBSHELF_ALLOW_HTTP", allowed)];
        let listed = output(helper(&proxy, &environment, &["list", "--job", "ocean"])).await;
        assert!(listed.status.success(), "{allowed}: {}", text(&listed.stderr));
        assert_eq!(proxy.requests().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_allowance_that_names_no_host_is_wrong_usage() {
    let proxy = Played::start();
    let url = format!("http://azurite:10000/dev/job-ocean?{SAS}");
    for allowed in ["*", "http://azurite", "azurite:10000", "azurite/", "a b", "azurite;other"] {
        let environment = [("JOBSHELF_CONTAINER_URL", &*url), ("JOBSHELF_ALLOW_HTTP", allowed)];
        let listed = output(helper(&proxy, &environment, &["list", "--job", "ocean"])).await;
        let error = text(&listed.stderr);
        assert_eq!(listed.status.code(), Some(2), "{allowed}: {error}");
        assert!(error.contains("JOBSHELF_ALLOW_HTTP"), "{allowed}: {error}");
    }
    assert_eq!(proxy.requests(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_runs_although_its_storage_is_refused() {
    let proxy = Played::start();
    let url = format!("http://azurite:10000/dev/job-ocean?{SAS}");
    let environment = [("JOB_CONTAINER_URL", &*url), ("AZ_BATCH_TASK_ID", "t")];
    let run = output(helper(&proxy, &environment, &["run", "--", "sh", "-c", "exit 3"])).await;
    assert_eq!(run.status.code(), Some(3));
    assert!(text(&run.stderr).contains("JOBSHELF_ALLOW_HTTP=azurite"), "{}", text(&run.stderr));
    assert_eq!(proxy.requests(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_carries_no_sas_to_a_viewer_over_http() {
    let proxy = Played::start();
    let connection = format!("AccountName=farm;AccountKey={KEY}");
    let sas = |viewer: &str| {
        let environment = [("AZURE_STORAGE_CONNECTION_STRING", &*connection)];
        helper(&proxy, &environment, &["sas", "job", "--job", "ocean", "--viewer-url", viewer])
    };
    for viewer in ["https://farm.z6.web.core.windows.net/", "http://127.0.0.1:8080/"] {
        assert!(output(sas(viewer)).await.status.success(), "{viewer}");
    }
    let refused = output(sas("http://viewer.example/")).await;
    assert_eq!(refused.status.code(), Some(2));
    let error = text(&refused.stderr);
    assert!(error.contains("JOBSHELF_ALLOW_HTTP=viewer.example"), "{error}");
    assert!(!text(&refused.stdout).contains("sig="));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_emulator_behind_a_host_with_dots_needs_the_account_s_name() {
    let proxy = Played::start();
    let host = "http://azurite.example.test:10000";
    let connection = format!("BlobEndpoint={host}/dev;AccountName=dev;AccountKey={KEY}");
    let url = format!("{host}/dev/job-ocean?{SAS}");
    let endpoint = format!("{host}/dev");
    let named = ("AZURE_STORAGE_ACCOUNT", "dev");
    for mut environment in [
        vec![("JOB_CONTAINER_URL", &*url), named],
        vec![("AZURE_STORAGE_CONNECTION_STRING", &*connection)],
        vec![named, ("AZURE_STORAGE_SERVICE_ENDPOINT", &*endpoint), ("AZURE_STORAGE_KEY", KEY)],
    ] {
        environment.push(("JOBSHELF_ALLOW_HTTP", "azurite.example.test"));
        let listed = output(helper(&proxy, &environment, &["list", "--job", "ocean"])).await;
        assert!(listed.status.success(), "{environment:?}: {}", text(&listed.stderr));
        let requests = proxy.requests();
        assert!(requests[0].starts_with(&format!("GET {host}/dev/job-ocean?")), "{requests:?}");
    }
    for other in [None, Some(("AZURE_STORAGE_ACCOUNT", "farm"))] {
        let environment: Vec<_> = [("JOB_CONTAINER_URL", &*url)].into_iter().chain(other).collect();
        let refused = output(helper(&proxy, &environment, &["list"])).await;
        let told = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{told}");
        assert!(told.contains("if `dev` is the account"), "{told}");
        assert!(told.contains("AZURE_STORAGE_ACCOUNT"), "{told}");
    }
    assert_eq!(proxy.requests(), Vec::<String>::new());
}
