//! SAS that are renewed while they are used: from a file, and by a managed identity.
//!
//! The metadata endpoint exists on Azure's machines only, and the emulator lends keys over https
//! only, so both are played here; what they are asked, and with what, is the test.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a fixture that fails fails its test"
)]

use jobshelf::{
    AccountEndpoint, BlobAccount, ContainerName, Credential, ErrorKind, ListOptions,
    ManagedIdentity, RenewedSas, RetryPolicy,
};
use jobshelf_tests::Azurite;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

#[tokio::test]
async fn a_sas_in_a_file_is_read_again_when_it_is_refused() {
    let azurite = Azurite::shared().unwrap();
    let name = ContainerName::parse("job-sas-file").unwrap();
    azurite.account().unwrap().container(&name).create_if_missing().await.unwrap();
    let good = azurite.container_sas_url(&name, "rl").unwrap().expose();
    let (start, _) = good.rsplit_once("sig=").unwrap();
    let bad = format!("{start}sig={}%3D", "A".repeat(43));

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sas");
    std::fs::write(&file, &bad).unwrap();
    let endpoint = AccountEndpoint::parse(&azurite.endpoint()).unwrap();
    let credential = Credential::Renewed(Arc::new(RenewedSas::from_file(&file)));
    let container = BlobAccount::new(endpoint, credential)
        .unwrap()
        .with_retry(RetryPolicy::ONCE)
        .container(&name);

    let error = container.list_page(&ListOptions::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAuthenticated);
    std::fs::write(&file, format!("{good}\n")).unwrap();
    container.list_page(&ListOptions::default()).await.unwrap();
    // It is kept: the file is not needed for every request.
    std::fs::remove_file(&file).unwrap();
    container.list_page(&ListOptions::default()).await.unwrap();
}

#[tokio::test]
async fn a_missing_file_is_named() {
    let endpoint = AccountEndpoint::parse("http://127.0.0.1:9/devstoreaccount1").unwrap();
    let renewed = RenewedSas::from_file(std::path::Path::new("/no/such/sas"));
    let account = BlobAccount::new(endpoint, Credential::Renewed(Arc::new(renewed))).unwrap();
    let error = account.list_containers("", None).await.unwrap_err().to_string();
    assert!(error.contains("/no/such/sas"), "{error}");
}

const TOKEN: &str = r#"{"access_token":"TOKEN","expires_on":"4102444800"}"#;
const KEY: &str = "<UserDelegationKey><SignedOid>oid</SignedOid><SignedTid>tid</SignedTid>\
    <SignedStart>2026-01-01T00:00:00Z</SignedStart><SignedExpiry>2099-01-01T00:00:00Z</SignedExpiry>\
    <SignedService>b</SignedService><SignedVersion>2026-04-06</SignedVersion>\
    <Value>ZmFrZQ==</Value></UserDelegationKey>";
const LISTING: &str = "<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>";

#[tokio::test]
async fn an_identity_gets_a_token_then_a_key_then_a_sas_and_keeps_it() {
    let (origin, seen) = played_service().await;
    let endpoint = AccountEndpoint::parse(&format!("{origin}/account")).unwrap();
    let container = ContainerName::parse("job-x").unwrap();
    let identity = ManagedIdentity::new(Some("client")).at(&format!("{origin}/metadata"));
    let renewed = RenewedSas::from_identity(identity, endpoint.clone(), container.clone(), "racwl");
    let account = BlobAccount::new(endpoint, Credential::Renewed(Arc::new(renewed))).unwrap();
    for _ in 0..3 {
        account.container(&container).list_page(&ListOptions::default()).await.unwrap();
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 5, "one token, one key, three listings");
    assert!(seen[0].starts_with("GET /metadata?api-version=2018-02-01&resource="));
    assert!(seen[0].contains("metadata: true"));
    assert!(seen[0].contains("&client_id=client"));
    assert!(seen[1].starts_with("POST /account/?restype=service&comp=userdelegationkey"));
    assert!(seen[1].contains("authorization: Bearer TOKEN"));
    assert!(seen[1].contains("x-ms-version: "));
    for listing in &seen[2..] {
        assert!(listing.starts_with("GET /account/job-x?"), "{listing}");
        assert!(listing.contains("skoid=oid") && listing.contains("sp=racwl"), "{listing}");
        assert!(!listing.contains("authorization"), "{listing}");
    }
}

/// The metadata endpoint and the Blob service in one; gives its origin and what it is asked.
async fn played_service() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let requests = seen.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 16 << 10];
            let n_bytes = stream.read(&mut request).await.unwrap();
            let request = String::from_utf8_lossy(&request[..n_bytes]).into_owned();
            let body = match request.split(['?', ' ']).nth(1).unwrap() {
                "/metadata" => TOKEN,
                "/account/" => KEY,
                _ => LISTING,
            };
            requests.lock().unwrap().push(request);
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (origin, seen)
}
