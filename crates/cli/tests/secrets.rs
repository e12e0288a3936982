//! People and scripts put secrets where names belong. No message repeats one. None of these
//! commands reaches storage.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

use std::process::{Command, Output};

const SECRET: &str = "c2VjcmV0c2VjcmV0";

fn sas_url() -> String {
    // A signature has 43 characters and a `=`.
    let signature = format!("{SECRET:A<43}%3D");
    format!("https://farm.blob.core.windows.net/job-j?sv=2026-04-06&sr=c&sp=r&sig={signature}")
}

fn connection_string() -> String {
    format!("DefaultEndpointsProtocol=https;AccountName=farm;AccountKey={SECRET}==")
}

fn run(variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jobshelf"));
    let path = std::env::var("PATH").unwrap();
    command.env_clear().env("PATH", path).envs(variables.iter().copied());
    command.current_dir(std::env::temp_dir()).args(arguments).output().unwrap()
}

/// All that it has printed.
fn printed(run: &Output) -> String {
    String::from_utf8_lossy(&[&run.stdout[..], &run.stderr[..]].concat()).into_owned()
}

#[test]
fn a_secret_in_place_of_a_name_is_not_repeated() {
    let node = [("JOB_CONTAINER_URL", sas_url()), ("AZ_BATCH_TASK_ID", "t".to_owned())];
    let node = node.each_ref().map(|(name, value)| (*name, value.as_str()));
    for secret in [sas_url(), connection_string()] {
        let (as_glob, as_tracked) = (format!("TaskLog=/dev/{secret}"), format!("K={secret}//x"));
        for arguments in [
            &["list", "--job", &secret][..],
            &["save", "--kind", "K", &secret],
            &["save", "--kind", "K", "--as", &secret, &secret],
            &["run", "--", &secret],
            &["run", "--save", &as_glob, "--", "true"],
            &["run", "--track", &as_tracked, "--", "true"],
            &["track", "--once", &secret],
            &["name", &secret],
            &["path", "--kind", "K", "--task", &secret, "/x"],
            &["man", &secret],
            &["man", "--to", &format!("/proc/{secret}")],
        ] {
            for arguments in [arguments.to_vec(), [&["--json"], arguments].concat()] {
                let run = run(&node, &arguments);
                let told = printed(&run);
                assert!(!run.status.success() && !told.is_empty(), "{arguments:?}");
                assert!(!told.contains(SECRET), "{arguments:?}: {told}");
            }
        }
    }
}

#[test]
fn a_secret_in_place_of_the_name_of_its_file_is_not_shown() {
    let account = ("AZURE_STORAGE_ACCOUNT", "farm");
    let (tenant, client) = (("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"));
    for name in [
        "JOBSHELF_CONTAINER_URL_FILE",
        "JOB_CONTAINER_URL_FILE",
        "AZURE_STORAGE_CONNECTION_STRING_FILE",
        "AZURE_STORAGE_KEY_FILE",
        "AZURE_STORAGE_SAS_TOKEN_FILE",
        "AZURE_CLIENT_SECRET_FILE",
        "AZURE_FEDERATED_TOKEN_FILE",
    ] {
        let list = run(&[account, tenant, client, (name, SECRET)], &["list", "--job", "j"]);
        let told = printed(&list);
        assert_eq!(list.status.code(), Some(2), "{name}: {told}");
        assert!(told.contains(&format!("the file that {name} names")), "{told}");
        assert!(told.contains("not the secret itself"), "{told}");
        assert!(!told.contains(SECRET), "{told}");
    }
}

#[test]
fn a_host_that_is_a_whole_url_is_not_repeated() {
    let url = sas_url().replace("https:", "http:");
    let variables = [("JOB_CONTAINER_URL", url.as_str()), ("JOBSHELF_ALLOW_HTTP", url.as_str())];
    let told = printed(&run(&variables, &["list"]));
    assert!(told.contains("names no host") && !told.contains(SECRET), "{told}");
}
