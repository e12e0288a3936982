//! The SAS that a command mints for itself with the account's key: for its container, with the
//! rights that it needs, for hours.

use crate::played::Played;
use crate::world::{output, program, text};
use jobshelf::{SasScope, SasToken, Timestamp};
use std::process::Command;
use std::time::Duration;

/// The SAS of the last request of a command.
async fn sas_of(played: &Played, arguments: &[&str]) -> SasToken {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "x").unwrap();
    let mut helper = Command::new(program());
    helper
        .env_clear()
        .env("AZURE_STORAGE_ACCOUNT", "account")
        .env("AZURE_STORAGE_KEY", "ZmFrZQ==")
        .env("AZURE_STORAGE_SERVICE_ENDPOINT", format!("{}/account", played.origin))
        .env("AZ_BATCH_JOB_ID", "ocean")
        .env("AZ_BATCH_TASK_ID", "t")
        .current_dir(folder.path())
        .args(arguments);
    let ended = output(helper).await;
    let requests = played.requests();
    assert!(!requests.is_empty(), "no request: {}", text(&ended.stderr));
    let line = requests.last().unwrap().lines().next().unwrap();
    let url = line.split(' ').nth(1).unwrap();
    let (_, query) = url.split_once('?').unwrap();
    let names = ["sv=", "spr=", "se=", "sr=", "ss=", "srt=", "sp=", "sig="];
    let of_sas = query.split('&').filter(|pair| names.iter().any(|name| pair.starts_with(name)));
    SasToken::parse(&of_sas.collect::<Vec<_>>().join("&")).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_mints_a_sas_for_its_container_its_rights_and_hours() {
    let played = Played::start();
    for (arguments, letters) in [
        (&["list"][..], "rl"),
        (&["get", "--to", "there"], "rl"),
        (&["cat", "--kind", "TaskLog", "stdout.txt"], "rl"),
        (&["doctor"], "rl"),
        (&["save", "--kind", "TaskOutput", "file"], "racwl"),
        (&["track", "--once", "--drain", "1", "file"], "racwl"),
        (&["rm", "--kind", "TaskOutput", "file", "--yes"], "rdl"),
    ] {
        let sas = sas_of(&played, arguments).await;
        let parameters = sas.parameters();
        assert_eq!(parameters.scope, SasScope::Container, "{arguments:?}");
        assert_eq!(parameters.permissions.clone().unwrap().to_string(), letters, "{arguments:?}");
        let hours = Timestamp::now().plus(Duration::from_secs(12 * 3600));
        assert!(parameters.expiry.unwrap() <= hours, "{arguments:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn creating_a_container_takes_the_right_to_create_and_no_other() {
    let sas = sas_of(&Played::start(), &["prepare"]).await;
    let parameters = sas.parameters();
    let scope = SasScope::Account { services: "b".to_owned(), resource_types: "c".to_owned() };
    assert_eq!(parameters.scope, scope);
    assert_eq!(parameters.permissions.clone().unwrap().to_string(), "c");
    assert!(parameters.expiry.unwrap() <= Timestamp::now().plus(Duration::from_secs(12 * 3600)));
}
