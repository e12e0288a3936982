//! Bad input: each kind has its own error text, which names what is wrong.
//!
//! Some errors are found locally, others are answers of a real service.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

use jobshelf::blob::DEVELOPMENT_ACCOUNT;
use jobshelf::{
    AccountKey, AccountSasOptions, BlobAccount, BlobContainer, ContainerName, Credential, Error,
    ErrorKind, JobOutputStorage, OutputPath, SasUrl, SaveOptions, ServiceSasOptions, TaskId,
    TaskOutputKind, TaskOutputStorage, Timestamp,
};
use jobshelf_tests::Azurite;
use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

/// A key of the right form that belongs to no account.
const WRONG_KEY: &str =
    "d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmcgd3JvbmchIQ==";
const DAY: Duration = Duration::from_secs(24 * 3600);

fn container_name() -> ContainerName {
    ContainerName::parse("job-bad-input").unwrap()
}

async fn container() -> BlobContainer {
    Azurite::shared().unwrap().container(container_name().as_str()).await.unwrap()
}

fn path_error(path: &str) -> String {
    OutputPath::parse(path).unwrap_err().to_string()
}

/// Tries to list with this SAS, like a reader who got a link.
async fn list_error(sas: &SasUrl) -> Error {
    let container = BlobContainer::from_sas_url(sas).unwrap();
    JobOutputStorage::new(container).list_page(None).await.unwrap_err()
}

fn minted(key: &AccountKey, expiry: Timestamp) -> SasUrl {
    let options = ServiceSasOptions::for_viewer(expiry).with_https_only(false);
    let token = key.container_sas(&container_name(), &options);
    let good = Azurite::shared().unwrap().container_sas_url(&container_name(), "rl").unwrap();
    SasUrl { token, ..good }
}

/// A SAS of the account `elsewhere`, in a URL of that account.
fn of_another_account() -> SasUrl {
    let azurite = Azurite::shared().unwrap();
    let key = AccountKey::new("elsewhere", WRONG_KEY).unwrap();
    let options = AccountSasOptions::for_viewer(Timestamp::now().plus(DAY)).with_https_only(false);
    let token = key.account_sas(&options).expose_query().to_owned();
    let url = format!("{}/elsewhere/{}?{token}", azurite.origin(), container_name().as_str());
    SasUrl::parse(&url).unwrap()
}

#[tokio::test]
async fn each_kind_of_bad_input_has_a_text_of_its_own_that_names_it() {
    let container = container().await;
    let task = TaskOutputStorage::new(container.clone(), TaskId::parse("t").unwrap());
    let kind = TaskOutputKind::task_output();
    let to = OutputPath::parse("x").unwrap();
    let missing = Path::new("no-such-folder/frame-0001.exr");
    let missing = task.save(&kind, missing, &to, &SaveOptions::default()).await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Input);

    let published = AccountKey::new(DEVELOPMENT_ACCOUNT, jobshelf::blob::DEVELOPMENT_KEY).unwrap();
    let wrong = AccountKey::new(DEVELOPMENT_ACCOUNT, WRONG_KEY).unwrap();
    let yesterday = Timestamp::from_unix(Timestamp::now().unix() - 24 * 3600);
    let expired = list_error(&minted(&published, yesterday)).await;
    let wrong_key = list_error(&minted(&wrong, Timestamp::now().plus(DAY))).await;
    let other_account = list_error(&of_another_account()).await;
    // The emulator has no such account, and says so; Azure would have no such host.
    assert_eq!(other_account.service_code(), Some("ResourceNotFound"), "{other_account}");
    for refused in [&expired, &wrong_key] {
        assert_eq!(refused.kind(), ErrorKind::NotAuthenticated, "{refused}");
        assert!(!refused.is_retryable(), "{refused}");
    }
    let absent = ContainerName::parse("job-that-is-not-there").unwrap();
    let absent = Azurite::shared().unwrap().account().unwrap().container(&absent);
    let absent = JobOutputStorage::new(absent).list_page(None).await.unwrap_err();
    assert_eq!(absent.kind(), ErrorKind::ContainerNotFound);
    let blob = task.get_output(&kind, &OutputPath::parse("frames/absent.png").unwrap());
    let absent_blob = blob.download_to_bytes(1).await.unwrap_err();

    // What is wrong, its text, and what of it the text must hold.
    let expired_at = yesterday.to_iso();
    let texts = [
        ("an empty path", path_error(""), "path is empty"),
        ("a rooted path", path_error("/etc/passwd"), "`/etc/passwd` is rooted"),
        ("a drive", path_error("c:/frames/1.png"), "`c:/frames/1.png` is rooted"),
        ("steps up", path_error("frames/../../x"), "`frames/../../x` has a segment '..'"),
        ("a control character", path_error("a\u{7}b"), "`a\\u{7}b` has control character (U+0007)"),
        ("a folder", path_error("frames/"), "`frames/` names a folder"),
        ("a missing file", missing.to_string(), "`no-such-folder/frame-0001.exr`"),
        ("an expired SAS", expired.to_string(), &expired_at),
        ("a wrong key", wrong_key.to_string(), "account `devstoreaccount1`"),
        ("a SAS of another account", other_account.to_string(), "account `elsewhere`"),
        ("an absent container", absent.to_string(), "container `job-that-is-not-there`"),
        ("an absent blob", absent_blob.to_string(), "blob `t/$TaskOutput/frames/absent.png`"),
    ];
    let mut seen = HashMap::new();
    for (what, text, part) in &texts {
        println!("{what}: {text}");
        assert!(text.contains(part), "{what}: {text} does not say {part}");
        assert!(!text.contains("sig=") && !text.ends_with('.'), "{what}: {text}");
        // Request IDs differ; without them the texts still must.
        let text = match text.split_once(", request ") {
            Some((before, after)) => format!("{before}{}", after.split_once(')').unwrap().1),
            None => text.clone(),
        };
        let other = seen.insert(text, what);
        assert!(other.is_none(), "{what} reads like {}", other.unwrap());
    }
}

#[tokio::test]
async fn a_bad_key_and_a_cut_link_are_reported_before_any_request() {
    let key = AccountKey::new(DEVELOPMENT_ACCOUNT, "not base64!").unwrap_err().to_string();
    let good = Azurite::shared().unwrap().container_sas_url(&container_name(), "rl").unwrap();
    let link = good.expose();
    let cut = SasUrl::parse(&link[..link.len() - 12]).unwrap_err().to_string();
    let bare = SasUrl::parse(link.split('?').next().unwrap()).unwrap_err().to_string();
    let container_in_none = SasUrl { container: None, ..good.clone() };
    let none = BlobContainer::from_sas_url(&container_in_none).unwrap_err().to_string();
    let texts = [(&key, "key"), (&cut, "sig"), (&bare, "no SAS"), (&none, "no container")];
    for (text, part) in texts {
        assert!(text.contains(part), "{text} does not say {part}");
        assert!(!text.contains("sv=2026"), "{text}");
    }
}

#[tokio::test]
async fn a_missing_permission_is_reported_with_the_attempted_action() {
    let container = container().await;
    let list_only = Azurite::shared().unwrap().container_sas_url(container.name(), "l").unwrap();
    let account = BlobAccount::new(list_only.account.clone(), Credential::Sas(list_only.token));
    let storage = TaskOutputStorage::new(
        account.unwrap().container(container.name()),
        TaskId::parse("t").unwrap(),
    );
    let kind = TaskOutputKind::task_output();
    let to = OutputPath::parse("x.txt").unwrap();
    let save = storage.save_text(&kind, "x", &to).await.unwrap_err();
    let read = storage.get_output(&kind, &to).download_to_bytes(1).await.unwrap_err();
    for (error, action) in [(&save, "cannot save"), (&read, "cannot read")] {
        assert_eq!(error.kind(), ErrorKind::NotAllowed);
        let text = error.to_string();
        assert!(text.starts_with(action) && text.contains("t/$TaskOutput/x.txt"), "{text}");
    }
}
