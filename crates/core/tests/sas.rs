//! A SAS as a caller of the library meets it: minted, handed on in a link, read again.

use jobshelf::{
    AccountEndpoint, AccountKey, AccountSasOptions, ConnectionString, JobId, Permission, SasKind,
    SasScope, SasUrl, SasValidity, ServiceSasOptions, Timestamp, link,
};
use std::time::Duration;

#[test]
fn an_operator_s_key_becomes_a_viewer_s_link() {
    let connection = ConnectionString::parse("UseDevelopmentStorage=true").unwrap();
    let ConnectionString::Key { endpoint, key, .. } = connection else {
        panic!("the emulator has a key");
    };
    let expiry = Timestamp::now().plus(Duration::from_secs(3600));
    let token = key.account_sas(&AccountSasOptions::for_viewer(expiry).with_https_only(false));
    let url = SasUrl { account: endpoint, container: None, blob: None, token };
    let shared = link::viewer_link("http://127.0.0.1:8080/", &url, "");

    let opened = SasUrl::parse(&shared).unwrap();
    assert_eq!(opened, url);
    assert!(opened.can_list_jobs());
    let parameters = opened.token.parameters();
    assert_eq!(parameters.kind, SasKind::Account);
    assert!(parameters.beyond(&[Permission::Read, Permission::List]).is_empty());
    assert_eq!(parameters.validity_at(Timestamp::now()), SasValidity::Valid);
    assert_eq!(parameters.validity_at(expiry), SasValidity::Expired { since: expiry });
}

#[test]
fn a_task_s_container_url_is_what_dotnet_gives_it() {
    let key = AccountKey::new("fakestorageaccount", "ZmFrZQ==").unwrap();
    let container = JobId::parse("fakejob").unwrap().container_name();
    let expiry = Timestamp::parse_iso("2030-01-02T03:04:05Z").unwrap();
    let options = ServiceSasOptions::for_task(expiry).with_https_only(false);
    let token = key.container_sas(&container, &options);
    let account =
        AccountEndpoint::parse("https://fakestorageaccount.blob.core.windows.net").unwrap();
    let url = SasUrl { account, container: Some(container), blob: None, token };
    // The same fields in the same order as the .NET library's URL; the version is this library's.
    let (before, _) =
        url.expose().split_once("&sig=").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert_eq!(
        before,
        "https://fakestorageaccount.blob.core.windows.net/job-fakejob\
         ?sv=2026-04-06&se=2030-01-02T03%3A04%3A05Z&sr=c&sp=racwl"
    );
    assert_eq!(url.token.parameters().scope, SasScope::Container);
    assert!(!url.can_list_jobs());
}
