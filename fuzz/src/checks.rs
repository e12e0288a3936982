//! What must hold for any input at all, one function a fuzz target.
//!
//! Everything goes through the public interface: where a parser is private, a transport of our own
//! answers with the input. The core's tests run the same functions over the seed corpus.

use bytes::Bytes;
use jobshelf::transport::{ByteStream, Headers, Request, Response, Transport, TransportError};
use jobshelf::{
    AccountEndpoint, BlobAccount, BlobName, ConnectionString, ContainerName, Credential, JobId,
    Kind, ListOptions, OutputAddress, OutputPath, ReadRange, RetryPolicy, SasToken, SasUrl, TaskId,
    Timestamp, link,
};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// No answer may ever give this away.
const SIGNATURE: &str = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U%3D";

/// Answers everything with one status and one body.
#[derive(Clone)]
struct Canned {
    status: u16,
    body: Bytes,
}

impl Transport for Canned {
    async fn send(&self, _: Request) -> Result<Response, TransportError> {
        let body = ByteStream::from_bytes(self.body.clone());
        let headers = Headers::new([("x-ms-version".to_owned(), "2026-04-06".to_owned())]);
        Ok(Response { status: self.status, headers, body })
    }
}

fn account(status: u16, body: &[u8]) -> BlobAccount<Canned> {
    let endpoint = AccountEndpoint::parse("http://127.0.0.1:10000/devstoreaccount1");
    let token = SasToken::parse(&format!("sv=2026-04-06&sp=rl&sig={SIGNATURE}"));
    let (Ok(endpoint), Ok(token)) = (endpoint, token) else { unreachable!("both are right") };
    let canned = Canned { status, body: Bytes::copy_from_slice(body) };
    BlobAccount::with_transport(endpoint, Credential::Sas(token), canned)
        .with_retry(RetryPolicy::ONCE)
}

/// Runs a future that never waits for anything: the transport answers at once, nothing is retried.
fn now<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("there is nothing to wait for"),
    }
}

/// Listings of containers, of blobs and of blocks.
pub fn listing_xml(data: &[u8]) {
    let account = account(200, data);
    if let Ok(page) = now(account.list_containers("", None)) {
        // An empty marker would be asked for again and again.
        assert_ne!(page.next_marker.as_deref(), Some(""));
    }
    let Ok(name) = ContainerName::parse("job-x") else { unreachable!("a container name") };
    let container = account.container(&name);
    if let Ok(page) = now(container.list_page(&ListOptions::default())) {
        assert_ne!(page.next_marker.as_deref(), Some(""));
        for blob in &page.blobs {
            address(&blob.name);
        }
    }
    if let Ok(blob) = BlobName::new("x") {
        let _ = now(container.staged_blocks(&blob));
    }
}

/// The bodies of refusals.
pub fn error_xml(data: &[u8]) {
    let Ok(name) = ContainerName::parse("job-x") else { unreachable!("a container name") };
    let Ok(blob) = BlobName::new("x") else { unreachable!("a blob name") };
    for status in [400, 403, 404, 409, 412, 503] {
        let container = account(status, data).container(&name);
        let Err(error) = now(container.read(&blob, ReadRange::All)) else {
            unreachable!("a refusal is an error")
        };
        let _ = (error.kind(), error.is_retryable());
        assert!(!format!("{error} {error:?}").contains(SIGNATURE));
    }
}

/// A SAS, a SAS URL, a link to the viewer.
pub fn sas(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(token) = SasToken::parse(text) {
        let query = token.expose_query().to_owned();
        let again = SasToken::parse(&query);
        assert!(again.is_ok_and(|again| again.expose_query() == query));
        assert_hidden(&query, &format!("{token:?} {:?}", token.parameters()));
        let _ = token.parameters().validity_at(Timestamp::from_unix(0));
    }
    if let Ok(url) = SasUrl::parse(text) {
        let exposed = url.expose();
        assert!(SasUrl::parse(&exposed).is_ok_and(|again| again.expose() == exposed));
        assert_hidden(&exposed, &format!("{url:?}"));
        let made = link::viewer_link("https://shelf.example/", &url, "/j/job-x");
        let fragment = made.split_once('#').map(|(_, fragment)| fragment).unwrap_or_default();
        assert_eq!(link::split_fragment(fragment), ("/j/job-x".to_owned(), Some(exposed)));
    }
    let (route, found) = link::split_fragment(text);
    if let Some(found) = found.filter(|found| SasUrl::parse(found).is_ok()) {
        assert_hidden(&found, &route);
    }
}

/// Nothing shown may hold the signature. One that is too short could stand there by chance.
fn assert_hidden(secret: &str, shown: &str) {
    let signature = secret.split(['?', '&']).find_map(|pair| pair.strip_prefix("sig="));
    if let Some(signature) = signature.filter(|signature| signature.len() >= 16) {
        assert!(!shown.contains(signature));
    }
}

/// A connection string.
pub fn connection_string(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let parsed = ConnectionString::parse(text);
    let shown = match &parsed {
        Ok(parsed) => format!("{parsed:?}"),
        Err(error) => format!("{error} {error:?}"),
    };
    for part in text.split(';') {
        let key = part.trim().strip_prefix("AccountKey=").unwrap_or_default();
        // A key that is spelled in the account's name, say, is none.
        let lower = |text: &str| text.to_ascii_lowercase();
        let is_secret = key.len() >= 16 && lower(text).matches(&lower(key)).count() == 1;
        assert!(!is_secret || !shown.contains(key));
    }
    if let Ok(endpoint) = AccountEndpoint::parse(text) {
        let again = AccountEndpoint::parse(endpoint.as_str());
        assert!(again.is_ok_and(|again| again.as_str() == endpoint.as_str()));
    }
}

/// Names of blobs, jobs, tasks, kinds and containers, and paths.
pub fn names(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    address(text);
    if let Ok(name) = BlobName::new(text) {
        assert_eq!(name.as_str(), text);
        assert!(!text.split(['/', '\\']).any(|segment| matches!(segment, "." | "..")));
    }
    for path in [OutputPath::parse(text), OutputPath::from_file(text)].into_iter().flatten() {
        assert!(OutputPath::parse(path.as_str()).is_ok_and(|again| again == path));
        assert_inside(&path);
    }
    if let Ok(job) = JobId::parse(text) {
        let container = job.container_name();
        assert!(ContainerName::parse(container.as_str()).is_ok() && container.is_job());
        let _ = container.readable();
    }
    let _ = JobId::from_task_url(text);
    let _ = TaskId::from_task_url(text);
    if let (Ok(task), Ok(kind)) = (TaskId::parse(text), Kind::parse(text)) {
        assert_eq!((task.as_str(), kind.as_str()), (text, text));
    }
    let _ = ContainerName::parse(text).map(|name| name.readable().to_owned());
    for moment in [Timestamp::parse_iso(text), Timestamp::parse_http(text)].into_iter().flatten() {
        assert_eq!(Timestamp::parse_iso(&moment.to_iso()), Some(moment));
    }
}

/// An address says what its blob is called, and its safe path stays where it is put.
fn address(name: &str) {
    let Some(address) = OutputAddress::parse(name) else { return };
    assert_eq!(address.blob_name().as_str(), name);
    let _ = address.file_name();
    if let Ok(path) = address.safe_path() {
        assert_eq!(path.as_str(), address.path());
        assert_inside(&path);
    }
}

fn assert_inside(path: &OutputPath) {
    let path = std::path::Path::new(path.as_str());
    assert!(path.components().all(|part| matches!(part, std::path::Component::Normal(_))));
}
