//! The Blob layer against a real service: listing, reading, writing, refusals.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

mod support;

use bytes::Bytes;
use jobshelf::{
    BlobContainer, BlobName, ContainerName, CorsRule, Error, ErrorKind, IfExists, Intent,
    ListOptions, OutputAddress, PendingAppend, ReadRange, WriteOptions,
};
use jobshelf_tests::Azurite;
use support::container;

fn blob(name: &str) -> BlobName {
    BlobName::parse(name).unwrap()
}

async fn put(container: &BlobContainer, name: &str, body: &[u8]) {
    let body = Bytes::copy_from_slice(body);
    container.put_blob(&blob(name), body, &WriteOptions::default()).await.unwrap();
}

async fn text_of(container: &BlobContainer, name: &str, range: ReadRange) -> (u64, String) {
    let read = container.read(&blob(name), range).await.unwrap();
    let body = read.body.collect(usize::MAX).await.unwrap();
    (read.total.unwrap(), String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_listing_goes_on_page_by_page_and_folds_at_the_delimiter() {
    let container = container("job-listing").await;
    for index in 0..12 {
        put(&container, &format!("t{}/$TaskLog/{index:02}.txt", index % 3), b"x").await;
    }
    let mut options = ListOptions::new().with_max_results(5);
    let mut names = Vec::new();
    let mut n_pages = 0;
    loop {
        let page = container.list_page(&options).await.unwrap();
        names.extend(page.blobs.into_iter().map(|blob| blob.name));
        n_pages += 1;
        options.marker = page.next_marker;
        if options.marker.is_none() {
            break;
        }
    }
    assert_eq!((names.len(), n_pages), (12, 3));
    assert!(names.is_sorted());

    let folded = ListOptions::new().with_delimiter("/");
    let page = container.list_page(&folded).await.unwrap();
    assert_eq!(page.prefixes, ["t0/", "t1/", "t2/"]);
    assert_eq!(page.blobs.len(), 0);
}

#[tokio::test]
async fn containers_are_listed_by_prefix() {
    container("job-listed-a").await;
    container("job-listed-b").await;
    let account = Azurite::shared().unwrap().account().unwrap();
    let page = account.list_containers("job-listed-", None).await.unwrap();
    let names: Vec<_> = page.containers.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["job-listed-a", "job-listed-b"]);
}

#[tokio::test]
async fn a_range_past_the_end_is_empty_and_reports_the_length() {
    let container = container("job-ranges").await;
    put(&container, "ten", b"0123456789").await;
    put(&container, "empty", b"").await;
    let span = |start, end| ReadRange::Span { start, end };
    let read = |name: &'static str, range| text_of(&container, name, range);
    assert_eq!(read("ten", ReadRange::All).await, (10, "0123456789".to_owned()));
    assert_eq!(read("ten", ReadRange::From(7)).await, (10, "789".to_owned()));
    assert_eq!(read("ten", span(2, 4)).await, (10, "234".to_owned()));
    assert_eq!(read("ten", span(8, 400)).await, (10, "89".to_owned()));
    assert_eq!(read("ten", span(10, 400)).await, (10, String::new()));
    assert_eq!(read("ten", span(11, 400)).await, (10, String::new()));
    assert_eq!(read("empty", span(0, 400)).await, (0, String::new()));
    assert_eq!(read("empty", ReadRange::All).await, (0, String::new()));
}

#[tokio::test]
async fn names_come_back_as_they_were_written() {
    let container = container("job-names").await;
    let names = [
        "t/$TaskOutput/a b+c.txt",
        "t/$TaskOutput/100%/%2F.txt",
        "t/$TaskOutput/#1?x=y&z.txt",
        "t/$TaskOutput/Grüße, 世界 😀.txt",
        "t/$TaskOutput/<img src=x onerror=alert(1)>.txt",
        "t/$TaskOutput/'quoted' \"twice\".txt",
    ];
    for name in names {
        put(&container, name, name.as_bytes()).await;
        let (_, text) = text_of(&container, name, ReadRange::All).await;
        assert_eq!(text, name);
    }
    let page = container.list_page(&ListOptions::default()).await.unwrap();
    let mut expected = names.map(str::to_owned);
    expected.sort();
    let listed: Vec<_> = page.blobs.into_iter().map(|blob| blob.name).collect();
    assert_eq!(listed, expected);
}

#[tokio::test]
async fn a_listed_name_with_dots_never_reaches_another_blob() {
    let container = container("job-dots").await;
    put(&container, "secret", b"another blob").await;
    let listed = OutputAddress::parse("t/$TaskLog/../../secret").unwrap().blob_name();
    let error = container.read(&listed, ReadRange::All).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Input);
    assert!(error.to_string().contains(".."), "{error}");
    assert!(container.delete(&listed).await.is_err());
    assert_eq!(text_of(&container, "secret", ReadRange::All).await.1, "another blob");
}

#[tokio::test]
async fn metadata_and_content_type_come_back_with_the_blob_and_its_listing() {
    let container = container("job-metadata").await;
    let headers = WriteOptions::new()
        .with_content_type("text/plain; charset=utf-8")
        .with_metadata(vec![("jobshelf_state".to_owned(), "running".to_owned())]);
    container.put_blob(&blob("a"), Bytes::from_static(b"x"), &headers).await.unwrap();
    let properties = container.properties(&blob("a")).await.unwrap();
    assert_eq!(properties.metadata, headers.metadata);
    assert_eq!(properties.content_type, headers.content_type);
    assert_eq!(properties.content_length, Some(1));
    let options = ListOptions::new().with_metadata(true);
    let page = container.list_page(&options).await.unwrap();
    assert_eq!(page.blobs[0].metadata, headers.metadata);
    assert_eq!(page.blobs[0].content_type, headers.content_type);
}

#[tokio::test]
async fn an_existing_blob_is_overwritten_or_refused_as_asked() {
    let container = container("job-exists").await;
    put(&container, "a", b"first").await;
    put(&container, "a", b"second").await;
    let refuse = WriteOptions::new().with_if_exists(IfExists::Refuse);
    let error = container.put_blob(&blob("a"), Bytes::new(), &refuse).await.unwrap_err();
    assert_eq!(error.service_code(), Some("BlobAlreadyExists"));
    assert_eq!(text_of(&container, "a", ReadRange::All).await.1, "second");
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let azurite = Azurite::shared().unwrap();
    let container = container("job-refusals").await;
    let missing = container.read(&blob("nope"), ReadRange::All).await.unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::BlobNotFound);

    let absent = ContainerName::parse("job-absent").unwrap();
    let absent = azurite.account().unwrap().container(&absent);
    let error = absent.list_page(&ListOptions::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ContainerNotFound);

    let list_only = azurite.container_sas_url(container.name(), "l").unwrap();
    let list_only = BlobContainer::from_sas_url(&list_only).unwrap();
    put(&container, "a", b"x").await;
    let error = list_only.read(&blob("a"), ReadRange::All).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAllowed);
    assert!(!error.to_string().contains("sig="), "{error}");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_unreachable() {
    let url = "http://127.0.0.1:9/devstoreaccount1/job-x?sv=2026-04-06&sr=c&sp=rl&sig=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U%3D";
    let url = jobshelf::SasUrl::parse(url).unwrap();
    let container =
        BlobContainer::from_sas_url(&url).unwrap().with_retry(jobshelf::RetryPolicy::ONCE);
    let error = container.list_page(&ListOptions::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert!(error.is_retryable());
    assert!(!format!("{error} {error:?}").contains("c2VjcmV0"), "{error:?}");
}

#[tokio::test]
async fn the_cors_rule_for_a_viewer_is_accepted() {
    let azurite = Azurite::start().unwrap();
    let rule = CorsRule::for_viewer("http://127.0.0.1:8080");
    azurite.account().unwrap().set_cors(&[rule]).await.unwrap();
}

#[tokio::test]
async fn missing_permissions_are_the_ones_that_the_service_refuses() {
    let whole = container("job-intents").await;
    for rights in ["rl", "w", "c", "acw", "rw", "racw", "racwl", "racwdl", "d"] {
        put(&whole, "there", b"x").await;
        let log = blob("log");
        whole.replace_append_blob(&log, &WriteOptions::default()).await.unwrap();
        let sas = Azurite::shared().unwrap().container_sas_url(whole.name(), rights).unwrap();
        let limited = BlobContainer::from_sas_url(&sas).unwrap();
        for intent in [Intent::View, Intent::Save, Intent::Track, Intent::Delete] {
            let lacking = sas.token.parameters().missing_for(intent);
            let done = act(&limited, intent).await;
            let refusal = done.as_ref().err().map(Error::kind);
            let expected = (!lacking.is_empty()).then_some(ErrorKind::NotAllowed);
            assert_eq!(refusal, expected, "{rights}, {intent:?}: {lacking:?}, {done:?}");
        }
    }
}

/// All that the core does for this, at least once.
async fn act(container: &BlobContainer, intent: Intent) -> Result<(), Error> {
    let (there, log, headers) = (blob("there"), blob("log"), WriteOptions::default());
    match intent {
        Intent::View => {
            container.list_page(&ListOptions::default()).await?;
            container.read(&there, ReadRange::All).await.map(drop)
        }
        Intent::Save => {
            container.put_blob(&there, Bytes::from_static(b"x"), &headers).await?;
            container.put_block(&there, b"0", Bytes::from_static(b"x")).await?;
            container.put_block_list(&there, &[b"0".to_vec()], &headers).await
        }
        Intent::Track => {
            container.create_append_blob(&log, &headers).await?;
            let length = container.properties(&log).await?.content_length.unwrap();
            let mut block = PendingAppend::new(length, Bytes::from_static(b"x"));
            container.append(&log, &mut block).await?;
            container.set_metadata(&log, &[]).await
        }
        _ => container.delete(&there).await.map(drop),
    }
}
