//! SAS that are renewed while they are used: from a file, and by a managed identity.
//!
//! The metadata endpoint exists only on Azure machines, so the tests replace it and check its
//! requests. The emulator lends keys only over https, and gets a certificate.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a fixture that fails fails its test"
)]

use jobshelf::blob::{DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY};
use jobshelf::transport::{HttpTransport, Request, Response, Transport, TransportError};
use jobshelf::{
    AccountEndpoint, AccountKey, BlobAccount, BlobName, ContainerName, Credential, ErrorKind,
    ListOptions, ManagedIdentity, PendingAppend, Permissions, RenewableSas, RenewableToken,
    RetryPolicy, ServiceSasOptions, Timestamp, WriteOptions,
};
use jobshelf_tests::Azurite;
use jobshelf_tests::identity::{KEY, LISTING, TOKEN, entra_token};
use std::sync::{Arc, Mutex};
use std::time::Duration;
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
    let credential = Credential::Renewable(Arc::new(RenewableSas::from_file(&file)));
    let container = BlobAccount::new(endpoint, credential)
        .unwrap()
        .with_retry(RetryPolicy::ONCE)
        .container(&name);

    let error = container.list_page(&ListOptions::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAuthenticated);
    std::fs::write(&file, format!("{good}\n")).unwrap();
    container.list_page(&ListOptions::default()).await.unwrap();
    // The SAS is cached: not every request reads the file.
    std::fs::remove_file(&file).unwrap();
    container.list_page(&ListOptions::default()).await.unwrap();
}

#[tokio::test]
async fn an_expiring_sas_is_renewed_or_else_used_until_it_expires() {
    let azurite = Azurite::shared().unwrap();
    let container = azurite.container("job-sas-ends").await.unwrap();
    let minted = |minutes: u64| {
        let key = AccountKey::new(DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY).unwrap();
        let expiry = Timestamp::now().plus(Duration::from_secs(minutes * 60));
        let token = key.container_sas(
            container.name(),
            &ServiceSasOptions::for_viewer(expiry).with_https_only(false),
        );
        token.expose_query().to_owned()
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sas");
    std::fs::write(&file, minted(5)).unwrap();
    let transport = Recorder::default();
    let seen = || transport.seen.lock().unwrap().clone();
    let endpoint = AccountEndpoint::parse(&azurite.endpoint()).unwrap();
    let credential = Credential::Renewable(Arc::new(RenewableSas::from_file(&file)));
    let container = BlobAccount::with_transport(endpoint.clone(), credential, transport.clone())
        .container(container.name());
    container.list_page(&ListOptions::default()).await.unwrap();
    // The next SAS is in the file in time.
    std::fs::write(&file, minted(10)).unwrap();
    container.list_page(&ListOptions::default()).await.unwrap();
    assert_ne!(seen()[0], seen()[1]);
    // There is no next SAS, and this one is valid for some minutes.
    std::fs::remove_file(&file).unwrap();
    for _ in 0..2 {
        container.list_page(&ListOptions::default()).await.unwrap();
    }
    assert_eq!((&seen()[2], &seen()[3]), (&seen()[1], &seen()[1]));
}

/// The platform's transport, which records the URLs.
#[derive(Debug, Clone)]
struct Recorder {
    inner: HttpTransport,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self { inner: HttpTransport::new().unwrap(), seen: Arc::default() }
    }
}

impl Transport for Recorder {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.seen.lock().unwrap().push(request.url.clone());
        self.inner.send(request).await
    }
}

#[tokio::test]
async fn a_missing_file_is_named() {
    let endpoint = AccountEndpoint::parse("http://127.0.0.1:9/devstoreaccount1").unwrap();
    let renewed = RenewableSas::from_file(std::path::Path::new("/no/such/sas"));
    let account = BlobAccount::new(endpoint, Credential::Renewable(Arc::new(renewed))).unwrap();
    let error = account.list_containers("", None).await.unwrap_err().to_string();
    assert!(error.contains("/no/such/sas"), "{error}");
}

#[tokio::test]
async fn an_identity_gets_a_token_then_a_key_then_a_sas_and_keeps_it() {
    let (origin, seen) = played_service(TOKEN).await;
    let endpoint = AccountEndpoint::parse(&format!("{origin}/account")).unwrap();
    let container = ContainerName::parse("job-x").unwrap();
    let identity =
        ManagedIdentity::new(Some("client")).with_endpoint(&format!("{origin}/metadata"));
    let renewed = RenewableSas::from_identity(
        Arc::new(RenewableToken::new(identity)),
        endpoint.clone(),
        container.clone(),
        Permissions::from_letters("racwl"),
        Duration::from_secs(6 * 3600),
    );
    let account = BlobAccount::new(endpoint, Credential::Renewable(Arc::new(renewed))).unwrap();
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

#[tokio::test]
async fn a_real_service_accepts_a_sas_signed_with_a_delegation_key() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let [certificate, key] = ["cert.pem", "key.pem"].map(|name| folder.path().join(name));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let azurite = Azurite::start_secure(&certificate, &key).unwrap();
    let transport = HttpTransport::with_root_certificate(made.cert.pem().as_bytes()).unwrap();
    let endpoint = AccountEndpoint::parse(&azurite.endpoint()).unwrap();
    let account = |credential: Credential| {
        BlobAccount::with_transport(endpoint.clone(), credential, transport.clone())
    };

    let expiry = Timestamp::now().unix() + 3600;
    let answer = format!(r#"{{"access_token":"{}","expires_on":"{expiry}"}}"#, entra_token());
    let (origin, _) = played_service(&answer).await;
    let identity = ManagedIdentity::new(None).with_endpoint(&format!("{origin}/metadata"));
    let token = Credential::Bearer(identity.token().await.unwrap());
    let month = Timestamp::now().plus(Duration::from_secs(30 * 24 * 3600));
    let lent = account(token).user_delegation_key(month).await.unwrap();
    let week = Timestamp::now().plus(Duration::from_secs(7 * 24 * 3600));
    assert!(lent.expiry() <= week, "nobody is lent a key for longer");

    let name = ContainerName::parse("job-lent").unwrap();
    let all = azurite.account_sas_url("rwdlacup").unwrap();
    let with_all = account(Credential::Sas(all.token)).container(&name);
    with_all.create_if_missing().await.unwrap();
    let blob = BlobName::parse("t/$TaskLog/stdout.txt").unwrap();
    let sas = |permissions: &str| {
        let options = ServiceSasOptions::new(Permissions::from_letters(permissions), month);
        let token = lent.container_sas(endpoint.account_name(), &name, &options);
        account(Credential::Sas(token)).container(&name)
    };
    let task = sas("racwl");
    task.create_append_blob(&blob, &WriteOptions::default()).await.unwrap();
    task.append(&blob, &mut PendingAppend::new(0, "lent\n".into())).await.unwrap();
    let viewer = sas("rl");
    let listed = viewer.list_page(&ListOptions::default()).await.unwrap();
    assert_eq!((listed.blobs.len(), listed.blobs[0].size), (1, 5));
    let refused = viewer.append(&blob, &mut PendingAppend::new(5, "x".into())).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotAllowed);
}

/// Metadata endpoint and Blob service in one server; returns its origin and its requests.
async fn played_service(token: &str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let requests = seen.clone();
    let token = token.to_owned();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 16 << 10];
            let n_bytes = stream.read(&mut request).await.unwrap();
            let request = String::from_utf8_lossy(&request[..n_bytes]).into_owned();
            let body = match request.split(['?', ' ']).nth(1).unwrap() {
                "/metadata" => token.as_str(),
                "/account/" => KEY,
                _ => LISTING,
            };
            requests.lock().unwrap().push(request);
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 200 OK\r\nx-ms-version: 2026-04-06\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (origin, seen)
}
