//! Every operation against answers that are not its own: none of them may count as done.

use super::*;
use crate::conventions::{BlobName, ContainerName};
use crate::time::Timestamp;
use crate::transport::{ByteStream, Headers, Request, Response, Transport, TransportError};
use bytes::Bytes;

/// A well-formed page, as a portal sends it.
const PAGE: &str = "<html><head><title>Sign in</title></head><body><p>Hello</p></body></html>";
/// What the service sends with every answer.
const MARK: (&str, &str) = ("x-ms-version", "2026-04-06");

/// Answers every request in the same way.
#[derive(Debug, Clone)]
struct Canned {
    status: u16,
    headers: Headers,
    body: Bytes,
}

impl Canned {
    fn new(status: u16, headers: &[(&str, &str)], body: &str) -> Self {
        let pairs = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let body = Bytes::copy_from_slice(body.as_bytes());
        Self { status, headers: Headers::new(pairs), body }
    }
}

impl Transport for Canned {
    async fn send(&self, _: Request) -> Result<Response, TransportError> {
        let body = ByteStream::from_bytes(self.body.clone());
        Ok(Response { status: self.status, headers: self.headers.clone(), body })
    }
}

fn account(answer: Canned) -> BlobAccount<Canned> {
    let endpoint = AccountEndpoint::parse("https://farm.blob.core.windows.net").unwrap();
    BlobAccount::with_transport(endpoint, Credential::Anonymous, answer)
        .with_retry(RetryPolicy::ONCE)
}

fn container(answer: Canned) -> BlobContainer<Canned> {
    account(answer).container(&ContainerName::parse("job-x").unwrap())
}

/// The outcome of every operation that answers with `answer`, with the status of its success.
async fn outcomes(answer: &Canned) -> Vec<(&'static str, u16, Result<(), Error>)> {
    let (account, container) = (account(answer.clone()), container(answer.clone()));
    let blob = &BlobName::parse("t/$TaskLog/stdout.txt").unwrap();
    let body = Bytes::from_static(b"body");
    let (replace, refuse) = (
        &WriteOptions::new(),
        &WriteOptions::new().with_if_exists(IfExists::Refuse).with_content_md5("bWQ1"),
    );
    let ids = [b"1".to_vec()];
    let range = ReadRange::Span { start: 0, end: 9 };
    let mut append = PendingAppend::new(0, body.clone());
    let probed = container.probe(None).await;
    vec![
        ("create", 201, container.create_if_missing().await.map(drop)),
        ("list", 200, container.list_page(&ListOptions::new()).await.map(drop)),
        ("probe", 200, probed.and_then(|probe| probe.listed)),
        ("delete", 202, container.delete(blob).await.map(drop)),
        ("put", 201, container.put_blob(blob, body.clone(), replace).await),
        ("put new", 201, container.put_blob(blob, body.clone(), refuse).await),
        ("put block", 201, container.put_block(blob, b"1", body).await),
        ("put block list", 201, container.put_block_list(blob, &ids, replace).await),
        ("put new block list", 201, container.put_block_list(blob, &ids, refuse).await),
        ("get block list", 200, container.staged_blocks(blob).await.map(drop)),
        ("create append", 201, container.create_append_blob(blob, replace).await.map(drop)),
        ("replace append", 201, container.replace_append_blob(blob, replace).await),
        ("append", 201, container.append(blob, &mut append).await.map(drop)),
        ("set metadata", 200, container.set_metadata(blob, &[]).await),
        ("read", 200, container.read(blob, ReadRange::All).await.map(drop)),
        ("read range", 206, container.read(blob, range).await.map(drop)),
        ("look at", 200, container.properties(blob).await.map(drop)),
        ("list containers", 200, account.list_containers("", None).await.map(drop)),
        ("get key", 200, account.user_delegation_key(Timestamp::now()).await.map(drop)),
        ("set rules", 202, account.set_cors(&[]).await),
    ]
}

#[tokio::test]
async fn no_operation_takes_another_status_for_its_success() {
    for status in [0, 200, 201, 202, 203, 204, 205, 206, 207, 226, 300, 301, 302, 303, 304, 307] {
        for (name, success, outcome) in outcomes(&Canned::new(status, &[MARK], "")).await {
            let is_success = status == success || name == "read range" && status == 200;
            if is_success {
                continue;
            }
            let error = outcome.err().unwrap_or_else(|| panic!("{name} accepts {status}"));
            let is_foreign = error.kind() == ErrorKind::ForeignAnswer;
            // A read of all may be answered with a range, which is no success either.
            assert!(is_foreign || name == "read" && status == 206, "{name}, {status}: {error}");
        }
    }
}

#[tokio::test]
async fn no_operation_takes_an_unmarked_answer_for_the_services() {
    for status in [200, 201, 202, 206, 400, 401, 403, 404, 407, 409, 412, 416] {
        let page = Canned::new(status, &[("content-type", "text/html")], PAGE);
        for (name, _, outcome) in outcomes(&page).await {
            let error = outcome.err().unwrap_or_else(|| panic!("{name} accepts a page, {status}"));
            assert_eq!(error.kind(), ErrorKind::ForeignAnswer, "{name}, {status}: {error}");
            assert!(error.to_string().contains(&format!("status {status}")), "{error}");
        }
    }
}

/// A proxy that adds headers of the service to its own page, or a cache that mixes answers up.
#[tokio::test]
async fn a_marked_page_is_no_listing_and_no_key() {
    let page = Canned::new(200, &[MARK], PAGE);
    for (name, _, outcome) in outcomes(&page).await {
        if ["list", "list containers", "get block list", "get key"].contains(&name) {
            let error = outcome.unwrap_err();
            assert!(matches!(error, Error::Malformed { .. }), "{name}: {error}");
        }
    }
}

#[tokio::test]
async fn a_redirect_names_its_host_and_nothing_of_its_query() {
    let location = ("location", "https://login.example/?u=sig%3Dsecret");
    for status in [301, 302, 303, 307, 308] {
        let redirect = Canned::new(status, &[location], "");
        for (name, _, outcome) in outcomes(&redirect).await {
            let error = outcome.unwrap_err();
            let text = format!("{error} {error:?}");
            assert!(text.contains("redirect to `login.example`"), "{name}: {text}");
            assert!(text.contains("portal") && !text.contains("secret"), "{name}: {text}");
        }
    }
}

/// It may have passed the service, so a write must look before it is sent again.
#[tokio::test]
async fn a_foreign_answer_is_retryable_and_ambiguous() {
    for status in [200, 204, 302] {
        let error = container(Canned::new(status, &[], PAGE))
            .delete(&BlobName::parse("x").unwrap())
            .await
            .unwrap_err();
        assert!(error.is_retryable() && error.is_ambiguous(), "{error}");
    }
}

#[tokio::test]
async fn a_read_without_a_length_is_an_error_and_no_empty_blob() {
    let blob = &BlobName::parse("x").unwrap();
    let range = ReadRange::Span { start: 0, end: 9 };
    for status in [200, 206] {
        let read = container(Canned::new(status, &[MARK], "0123456789")).read(blob, range).await;
        assert!(matches!(read, Err(Error::Malformed { .. })), "{status}: {read:?}");
    }
    let headers = [MARK, ("content-range", "bytes 0-9/20")];
    let part = container(Canned::new(206, &headers, "0123456789"));
    assert!(part.read(blob, ReadRange::All).await.is_err(), "a part is not the whole");
    assert_eq!(part.read(blob, range).await.unwrap().total, Some(20));
}

/// Of errors, 64 KiB are read; of a document, as much as it can have.
#[tokio::test]
async fn an_answer_that_is_too_long_is_an_error() {
    let long = "<UserDelegationKey>".to_owned() + &" ".repeat(64 << 10);
    let lending = account(Canned::new(200, &[MARK], &long));
    let error = lending.user_delegation_key(Timestamp::now()).await.unwrap_err();
    assert!(error.to_string().contains("more than 65536 bytes"), "{error}");
    let long = " ".repeat(64 << 10) + "<Error><Code>BlobArchived</Code></Error>";
    let refusing = container(Canned::new(409, &[MARK], &long));
    let error = refusing.list_page(&ListOptions::new()).await.unwrap_err();
    assert_eq!(error.refusal_reason(), Some(RefusalReason::Unknown), "{error}");
}

/// A cache that ignores the condition of a request mixes two versions of a blob.
#[tokio::test]
async fn an_answer_of_another_version_than_the_one_asked_for_is_an_error() {
    let blob = &BlobName::parse("x").unwrap();
    let headers = [MARK, ("content-range", "bytes 0-9/20"), ("etag", "\"0xA\"")];
    let part = container(Canned::new(206, &headers, "0123456789"));
    let range = ReadRange::Span { start: 0, end: 9 };
    assert!(part.read_version(blob, range, Some("0xA")).await.is_ok());
    assert!(part.read_version(blob, range, Some("0xB")).await.is_err());
}
