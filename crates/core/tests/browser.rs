//! The core in a real browser: `fetch`, streams, timers, against a real service.
//!
//! `cargo xtask test` starts the service and gives its SAS URL at compile time, since a page has
//! no environment.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a fixture that fails fails its test")]

use bytes::Bytes;
use jobshelf::{
    BlobAccount, BlobContainer, BlobName, ContainerName, ErrorKind, JobId, ListOptions,
    PlatformTransport, ReadRange, RetryPolicy, SasUrl, Timestamp, WriteOptions,
};
use std::time::Duration;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const SAS_URL: &str = env!("JOBSHELF_TEST_SAS_URL");

async fn container(name: &str) -> BlobContainer {
    let account = BlobAccount::from_sas_url(&SasUrl::parse(SAS_URL).unwrap()).unwrap();
    let container = account.container(&ContainerName::parse(name).unwrap());
    container.create_if_missing().await.unwrap();
    container
}

fn blob(name: &str) -> BlobName {
    BlobName::parse(name).unwrap()
}

#[wasm_bindgen_test]
fn containers_are_named_as_the_dotnet_library_names_them() {
    let rows = include_str!("vectors/container-names.tsv").lines();
    let mut n_rows = 0;
    for (id, name) in
        rows.filter_map(|row| row.split_once('\t')).filter(|(id, _)| !id.starts_with('#'))
    {
        assert_eq!(JobId::parse(id).unwrap().container_name().as_str(), name);
        n_rows += 1;
    }
    assert!(n_rows > 100, "{n_rows} rows");
}

#[wasm_bindgen_test]
async fn what_is_written_is_listed_and_read_back() {
    let container = container("job-browser-read").await;
    let name = blob("t/$TaskOutput/Grüße #1 100%.txt");
    container
        .put_blob(&name, Bytes::from_static(b"0123456789"), &WriteOptions::default())
        .await
        .unwrap();
    let page = container.list_page(&ListOptions::default()).await.unwrap();
    assert_eq!(page.blobs.len(), 1);
    assert_eq!(page.blobs[0].name, name.as_str());
    let read = container.read(&name, ReadRange::Span { start: 2, end: 4 }).await.unwrap();
    assert_eq!(read.total, Some(10));
    assert_eq!(&read.body.collect(100).await.unwrap()[..], b"234");
    let past = container.read(&name, ReadRange::Span { start: 10, end: 99 }).await.unwrap();
    assert_eq!((past.total, past.body.collect(100).await.unwrap().len()), (Some(10), 0));
}

#[wasm_bindgen_test]
async fn a_large_body_arrives_in_chunks_and_whole() {
    let container = container("job-browser-large").await;
    let name = blob("large");
    let body: Vec<u8> = (0..3_000_000u32).map(|index| (index % 251) as u8).collect();
    container.put_blob(&name, Bytes::from(body.clone()), &WriteOptions::default()).await.unwrap();
    let mut read = container.read(&name, ReadRange::All).await.unwrap();
    let mut n_chunks = 0;
    let mut whole = Vec::new();
    while let Some(chunk) = read.body.chunk().await.unwrap() {
        whole.extend_from_slice(&chunk);
        n_chunks += 1;
    }
    assert!(n_chunks > 1, "{n_chunks} chunks");
    assert!(whole == body);
}

#[wasm_bindgen_test]
async fn a_body_that_is_dropped_leaves_the_next_request_alone() {
    let container = container("job-browser-drop").await;
    let name = blob("large");
    let body = Bytes::from(vec![7; 3_000_000]);
    container.put_blob(&name, body, &WriteOptions::default()).await.unwrap();
    for _ in 0..20 {
        // More than the six connections of a browser: each must be given up.
        let mut read = container.read(&name, ReadRange::All).await.unwrap();
        assert!(read.body.chunk().await.unwrap().is_some());
    }
    assert_eq!(container.properties(&name).await.unwrap().content_length, Some(3_000_000));
}

#[wasm_bindgen_test]
async fn refusals_and_silence_are_told_apart() {
    let container = container("job-browser-refused").await;
    let error = container.read(&blob("nope"), ReadRange::All).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BlobNotFound);
    let (_, rest) = SAS_URL.trim_start_matches("http://").split_once('/').unwrap();
    let nowhere = SasUrl::parse(&format!("http://127.0.0.1:9/{rest}")).unwrap();
    let account = BlobAccount::from_sas_url(&nowhere).unwrap().with_retry(RetryPolicy::ONCE);
    let error = account.list_containers("job-", None).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert!(!error.to_string().contains("sig="));
}

#[wasm_bindgen_test]
async fn a_pause_ends_and_the_clock_goes_on() {
    let before = Timestamp::now();
    jobshelf::time::sleep(Duration::from_millis(30)).await;
    assert!(Timestamp::now() >= before);
    assert!(before > Timestamp::parse_iso("2026-01-01").unwrap());
    PlatformTransport::new().unwrap();
}
