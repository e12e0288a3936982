use super::*;
use crate::blob::{DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY};
use crate::conventions::percent;
use proptest::prelude::*;

fn key() -> AccountKey {
    AccountKey::new("fakestorageaccount", "ZmFrZQ==").unwrap()
}

fn container() -> ContainerName {
    ContainerName::parse("job-fakejob").unwrap()
}

fn expiry() -> Timestamp {
    Timestamp::parse_iso("2030-01-02T03:04:05Z").unwrap()
}

fn service_options(permissions: &str, https_only: bool) -> ServiceSasOptions {
    ServiceSasOptions::new(Permissions::from_letters(permissions), expiry())
        .with_https_only(https_only)
}

/// As Microsoft's JavaScript SDK makes them for the conventions' container URL.
#[test]
fn a_container_sas_is_the_one_that_microsoft_s_sdk_makes() {
    for (version, signature) in [
        ("2021-08-06", "jsJX3SwBdiTk%2FZET%2Bo3F557rxJkjh2lYAqVzDlJekZU%3D"),
        ("2020-12-06", "P68fecAifR9jpcgonpJlAAzIVzHdpf4jESN1yyUWVWA%3D"),
        ("2018-11-09", "t8Zab46FpQs0ackshgX47iAkYC27j9x54ujKJHSiMfM%3D"),
    ] {
        let options = service_options("racwl", false);
        let token = key().container_sas_as_of(version, &container(), &options);
        let expected =
            format!("sv={version}&se=2030-01-02T03%3A04%3A05Z&sr=c&sp=racwl&sig={signature}");
        assert_eq!(token.expose_query(), expected);
    }
}

/// As Microsoft's Python SDK 12.31.1 makes them, with every permission it knows.
#[test]
fn every_sas_is_signed_as_microsoft_s_sdk_signs_it() {
    let signature = |token: SasToken| {
        let (_, written) = token.expose_query().split_once("&sig=").unwrap();
        percent::decode(written).unwrap()
    };
    for (https_only, of_account, of_container) in [
        (
            true,
            "a/N6q7FJ4vcdGA6yq1wcbur39ydv2wrTQsS7EyWLh8A=",
            "h+VGSdbqHOj5zupIjW+XQBDcFhktvK0ImsOvpM/UtEU=",
        ),
        (
            false,
            "w0tBgAZjB7zsQ2Wb6Sy8QWSqwUBpUo10/c0XtiZ1NYQ=",
            "pF3sJGHNCLAQCvqECXZlTEhhrzCrEggZ8OpcHX/pLdk=",
        ),
    ] {
        let options = AccountSasOptions::new(Permissions::from_letters("acdfilprtuwxy"), expiry())
            .with_resource_types("cos")
            .with_https_only(https_only);
        assert_eq!(signature(key().account_sas_as_of("2026-10-06", &options)), of_account);
        let options = service_options("acdefilmrtwxy", https_only);
        let token = key().container_sas_as_of("2026-10-06", &container(), &options);
        assert_eq!(signature(token), of_container);
    }
}

#[test]
fn letters_are_written_in_the_service_s_order() {
    let all = key().container_sas(&container(), &service_options("ipoemftlyxdwcar", true));
    assert!(all.expose_query().contains("&sp=racwdxyltfmeopi&"));
    let tasks = key().container_sas(&container(), &service_options("lwrcal", false));
    assert!(tasks.expose_query().contains("&sp=racwl&"));
    let account = key().account_sas(
        &AccountSasOptions::new(Permissions::from_letters("lr"), expiry())
            .with_resource_types("ocs")
            .with_https_only(true),
    );
    assert!(account.expose_query().starts_with(
        "sv=2026-04-06&spr=https&se=2030-01-02T03%3A04%3A05Z&ss=b&srt=sco&sp=rl&sig="
    ));
    assert!(account.parameters().can_list_containers());
}

#[test]
fn a_key_must_be_base64_and_an_account_a_name() {
    assert!(AccountKey::new(DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY).is_ok());
    assert!(AccountKey::new("a", " ZmFrZQ==\n").is_ok());
    assert_eq!(AccountKey::new("", "ZmFrZQ==").unwrap_err(), AccountKeyError::Account);
    assert_eq!(AccountKey::new("a/b", "ZmFrZQ==").unwrap_err(), AccountKeyError::Account);
    assert_eq!(AccountKey::new("a", " ").unwrap_err(), AccountKeyError::Empty);
    for bad in ["ZmFrZQ", "ZmFrZQ=", "not base64", "ZmFr\nZQ==", "é"] {
        assert_eq!(AccountKey::new("a", bad).unwrap_err(), AccountKeyError::NotBase64, "{bad}");
    }
}

#[test]
fn a_key_is_never_printed() {
    let text = format!("{:?} {:#?}", key(), key());
    assert!(!text.contains("ZmFrZQ") && !text.contains("fake\""), "{text}");
    assert!(text.contains("redacted"));
    let error = AccountKey::new("a", "S3CR3T!").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("S3CR3T"));
    let error = AccountKey::new("S3CR3T/", "ZmFrZQ==").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("S3CR3T"));
}

proptest! {
    #[test]
    fn what_is_minted_reads_back_as_what_it_says(
        letters in "[racwdxyltfmeopiu&=% z]{1,8}", https_only: bool, seconds in 0_i64..253_402_300_799,
    ) {
        let expiry = Timestamp::from_unix(seconds);
        let permissions = Permissions::from_letters(&letters);
        let options =
            ServiceSasOptions::new(permissions.clone(), expiry).with_https_only(https_only);
        let token = key().container_sas(&container(), &options);
        prop_assert_eq!(SasToken::parse(token.expose_query()), Ok(token));
        let options = AccountSasOptions::new(permissions, expiry).with_https_only(https_only);
        let token = key().account_sas(&options);
        prop_assert_eq!(SasToken::parse(token.expose_query()), Ok(token));
    }
}
