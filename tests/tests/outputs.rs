//! Saving, fetching and listing outputs against a real service.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

mod support;

use futures_util::StreamExt as _;
use jobshelf::{
    BlobContainer, ErrorKind, Footprint, IfExists, JobOutputKind, JobOutputStorage, Kind,
    OutputPath, OutputStorage, Owner, RetryPolicy, SaveOptions, TaskId, TaskOutputKind,
    TaskOutputStorage, WriteOptions, list_jobs,
};
use jobshelf_tests::Azurite;
use std::path::PathBuf;
use support::{CountingTransport, container, over, path};

fn task(container: &BlobContainer, id: &str) -> TaskOutputStorage {
    TaskOutputStorage::new(container.clone(), TaskId::parse(id).unwrap())
}

/// Task `t`, each request tried once.
fn task_over(
    container: &BlobContainer,
    transport: &CountingTransport,
) -> TaskOutputStorage<CountingTransport> {
    let container = over(container, transport.clone(), RetryPolicy::ONCE);
    TaskOutputStorage::new(container, TaskId::parse("t").unwrap())
}

/// Bytes whose period is no block length.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index % 251) as u8 ^ (index / 65_521) as u8).collect()
}

#[tokio::test]
async fn a_file_comes_back_byte_for_byte_in_one_request_or_in_blocks() {
    let container = container("job-save").await;
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source");
    let fetched = folder.path().join("fetched");
    let storage = task(&container, "t1");
    for (footprint, length) in [
        (Footprint::Full, 0),
        (Footprint::Full, 1),
        (Footprint::Full, 100_000),
        (Footprint::Full, (16 << 20) + 1),
        (Footprint::Full, (40 << 20) + 12_345),
        (Footprint::Small, 100_000),
        (Footprint::Small, (2 << 20) + 1),
        (Footprint::Small, (11 << 20) + 12_345),
    ] {
        let bytes = pattern(length);
        tokio::fs::write(&source, &bytes).await.unwrap();
        let kind = TaskOutputKind::task_output();
        let to = path("data/out.bin");
        let options = SaveOptions::new().with_footprint(footprint);
        let saved = storage.save(&kind, &source, &to, &options).await.unwrap();
        assert_eq!(saved, length as u64);
        let output = storage.get_output(&kind, &to);
        assert_eq!(output.address().blob_name().as_str(), "t1/$TaskOutput/data/out.bin");
        output.download_to_file(&fetched).await.unwrap();
        assert!(tokio::fs::read(&fetched).await.unwrap() == bytes, "length {length}");
    }
    assert!(!folder.path().join("fetched.part").exists());
}

#[tokio::test]
async fn a_failed_fetch_leaves_the_existing_file() {
    let container = container("job-fetch-fails").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kept.txt");
    tokio::fs::write(&file, "kept").await.unwrap();
    let output = task(&container, "t").get_output(&TaskOutputKind::task_log(), &path("nope"));
    assert!(output.download_to_file(&file).await.is_err());
    assert_eq!(tokio::fs::read_to_string(&file).await.unwrap(), "kept");
    assert!(!folder.path().join("kept.txt.part").exists());
}

#[tokio::test]
async fn a_missing_file_and_a_folder_are_named() {
    let container = container("job-bad-source").await;
    let folder = tempfile::tempdir().unwrap();
    let storage = task(&container, "t");
    let kind = TaskOutputKind::task_output();
    let options = SaveOptions::default();
    let missing = folder.path().join("missing.txt");
    let error = storage.save(&kind, &missing, &path("x"), &options).await.unwrap_err();
    assert!(error.to_string().contains("missing.txt"), "{error}");
    let error = storage.save(&kind, folder.path(), &path("x"), &options).await.unwrap_err();
    assert!(error.to_string().contains("it is a folder"), "{error}");
}

#[tokio::test]
async fn saving_can_refuse_to_overwrite() {
    let container = container("job-refuse").await;
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("a");
    tokio::fs::write(&source, "a").await.unwrap();
    let storage = JobOutputStorage::new(container);
    let kind = JobOutputKind::job_output();
    let refuse = SaveOptions::new().with_if_exists(IfExists::Refuse);
    storage.save(&kind, &source, &path("a"), &refuse).await.unwrap();
    let error = storage.save(&kind, &source, &path("a"), &refuse).await.unwrap_err();
    assert_eq!(error.service_code(), Some("BlobAlreadyExists"));
}

#[tokio::test]
async fn a_kind_is_not_listed_with_another_of_the_same_prefix() {
    let container = container("job-kinds").await;
    let storage = task(&container, "t");
    let log = TaskOutputKind::custom("Log").unwrap();
    let archive = TaskOutputKind::custom("LogArchive").unwrap();
    storage.save_text(&log, "a", &path("a.txt")).await.unwrap();
    storage.save_text(&archive, "b", &path("b.txt")).await.unwrap();
    let listed = storage.list_outputs(&log).await.unwrap();
    let paths: Vec<_> = listed.iter().map(|item| item.address.path()).collect();
    assert_eq!(paths, ["a.txt"]);
}

#[tokio::test]
async fn a_jobs_listing_has_its_outputs_its_tasks_and_what_is_neither() {
    let container = container("job-whole").await;
    task(&container, "t1")
        .save_text(&TaskOutputKind::task_log(), "x", &path("stdout.txt"))
        .await
        .unwrap();
    task(&container, "t10")
        .save_text(&TaskOutputKind::task_log(), "x", &path("stdout.txt"))
        .await
        .unwrap();
    let job = JobOutputStorage::new(container.clone());
    job.save_text(&JobOutputKind::job_output(), "x", &path("a/b.txt")).await.unwrap();
    let stray = jobshelf::BlobName::parse("notes.txt").unwrap();
    container.put_blob(&stray, bytes::Bytes::new(), &WriteOptions::default()).await.unwrap();

    let page = job.list_page(None).await.unwrap();
    assert_eq!(page.others.len(), 1);
    assert_eq!(page.outputs.len(), 3);
    let of_job: Vec<_> =
        page.outputs.iter().filter(|item| *item.address.owner() == Owner::Job).collect();
    assert_eq!(of_job[0].address.path(), "a/b.txt");

    let only = job.list_task_page(&TaskId::parse("t1").unwrap(), None).await.unwrap();
    assert_eq!(only.outputs.len(), 1);
}

#[tokio::test]
async fn an_accounts_jobs_are_listed_and_its_other_containers_are_not() {
    let job = container("job-listed").await;
    container("pictures").await;
    let account = Azurite::shared().unwrap().account().unwrap();
    let mut names = Vec::new();
    let mut marker = None;
    loop {
        let page = list_jobs(&account, marker.as_deref()).await.unwrap();
        names.extend(page.containers.into_iter().map(|container| container.name));
        marker = page.next_marker;
        if marker.is_none() {
            break;
        }
    }
    assert!(names.iter().any(|name| name == job.name().as_str()));
    assert!(!names.iter().any(|name| name == "pictures"));
}

#[tokio::test]
async fn a_large_file_replaces_the_log_of_an_earlier_task_version() {
    let container = container("job-replaces").await;
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("big");
    let bytes = pattern((17 << 20) + 3);
    tokio::fs::write(&source, &bytes).await.unwrap();
    let storage = task(&container, "t");
    let kind = TaskOutputKind::task_log();
    let output = storage.get_output(&kind, &path("stdout.txt"));
    let blob = output.address().blob_name();
    container.create_append_blob(&blob, &WriteOptions::default()).await.unwrap();
    storage.save(&kind, &source, &path("stdout.txt"), &SaveOptions::default()).await.unwrap();
    let properties = container.properties(&blob).await.unwrap();
    assert_eq!(properties.content_length, Some(bytes.len() as u64));
    assert!(properties.content_md5.is_some());
}

#[tokio::test]
async fn an_interrupted_upload_goes_on_with_the_blocks_that_are_there() {
    let container = container("job-resumes").await;
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("big");
    let bytes = pattern(48 << 20);
    tokio::fs::write(&source, &bytes).await.unwrap();
    let kind = TaskOutputKind::task_output();

    let broken = CountingTransport::new(Some(6));
    let storage = task_over(&container, &broken);
    let save = storage.save(&kind, &source, &path("big"), &SaveOptions::default()).await;
    // The fifth block is sent only after one of the first four has arrived; the sixth is refused.
    assert!(save.is_err());

    let whole = CountingTransport::new(None);
    let storage = task_over(&container, &whole);
    storage.save(&kind, &source, &path("big"), &SaveOptions::default()).await.unwrap();
    // Of six blocks some are staged: a listing, the rest, and the commit.
    assert!(whole.n_requests() < 8, "{} requests", whole.n_requests());
    let fetched = folder.path().join("fetched");
    let output = storage.get_output(&kind, &path("big"));
    output.download_to_file(&fetched).await.unwrap();
    assert!(tokio::fs::read(&fetched).await.unwrap() == bytes);
}

#[tokio::test]
async fn an_interrupted_fetch_resumes_and_never_mixes_two_versions() {
    let container = container("job-refetches").await;
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("big");
    let target = folder.path().join("fetched");
    let bytes = pattern(60 << 20);
    tokio::fs::write(&source, &bytes).await.unwrap();
    let kind = TaskOutputKind::task_output();
    let storage = task(&container, "t");
    storage.save(&kind, &source, &path("big"), &SaveOptions::default()).await.unwrap();
    let fetch = |transport: CountingTransport| {
        let storage = task_over(&container, &transport);
        let output = storage.get_output(&kind, &path("big"));
        let target = target.clone();
        async move { output.download_to_file(&target).await }
    };

    let broken = CountingTransport::new(Some(6));
    assert!(fetch(broken).await.is_err());
    assert!(!target.exists());
    let whole = CountingTransport::new(None);
    assert_eq!(fetch(whole.clone()).await.unwrap(), bytes.len() as u64);
    assert!(tokio::fs::read(&target).await.unwrap() == bytes);
    // Fifteen ranges in all; the first is always requested.
    assert!(whole.n_requests() < 15, "{} requests", whole.n_requests());

    let broken = CountingTransport::new(Some(6));
    assert!(fetch(broken).await.is_err());
    let other: Vec<u8> = bytes.iter().map(|byte| byte ^ 0xff).collect();
    tokio::fs::write(&source, &other).await.unwrap();
    storage.save(&kind, &source, &path("big"), &SaveOptions::default()).await.unwrap();
    fetch(CountingTransport::new(None)).await.unwrap();
    assert!(tokio::fs::read(&target).await.unwrap() == other);
}

#[tokio::test]
async fn an_open_output_is_read_from_anywhere_and_never_of_two_versions() {
    let container = container("job-open").await;
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("big");
    let bytes = pattern((9 << 20) + 77);
    tokio::fs::write(&source, &bytes).await.unwrap();
    let (storage, kind) = (task(&container, "t"), TaskOutputKind::task_output());
    storage.save(&kind, &source, &path("big"), &SaveOptions::default()).await.unwrap();
    let output = storage.get_output(&kind, &path("big"));
    let mut reader = output.open_read().await.unwrap();
    assert_eq!(reader.length(), bytes.len() as u64);
    for start in [0, 1, 4 << 20, (8 << 20) + 5, bytes.len(), usize::MAX] {
        reader.seek(start as u64);
        let mut found = Vec::new();
        while let Some(piece) = reader.chunk().await.unwrap() {
            found.extend_from_slice(&piece);
        }
        assert!(found == bytes.get(start..).unwrap_or_default(), "from {start}");
    }

    storage.save_text(&kind, "another", &path("big")).await.unwrap();
    reader.seek(8 << 20);
    assert_eq!(reader.chunk().await.unwrap_err().kind(), ErrorKind::ConditionNotMet);
    assert!(output.url().ends_with("/job-open/t/%24TaskOutput/big"), "{}", output.url());
}

#[tokio::test]
async fn a_fetch_into_a_folder_makes_the_folders_on_the_way() {
    let container = container("job-below").await;
    let folder = tempfile::tempdir().unwrap();
    let (storage, kind) = (task(&container, "t"), TaskOutputKind::task_output());
    storage.save_text(&kind, "deep", &path("a/b/c.txt")).await.unwrap();
    let output = storage.get_output(&kind, &path("a/b/c.txt"));
    let to = output.address().safe_path().unwrap();
    let (file, length) = output.download_below(folder.path(), &to).await.unwrap();
    assert_eq!((file, length), (folder.path().join("a/b/c.txt"), 4));
    assert_eq!(std::fs::read(folder.path().join("a/b/c.txt")).unwrap(), b"deep");
}

#[tokio::test]
async fn many_files_are_saved_and_each_failure_is_reported() {
    let container = container("job-many").await;
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for index in 0..60 {
        let file = folder.path().join(format!("{index}.txt"));
        if index != 7 {
            tokio::fs::write(&file, format!("file {index}")).await.unwrap();
        }
        files.push((file, path(&format!("many/{index}.txt"))));
    }
    let transport = CountingTransport::new(None);
    let counted = over(&container, transport.clone(), RetryPolicy::ONCE);
    let task = TaskOutputStorage::new(counted.clone(), TaskId::parse("t").unwrap());
    check_many(&task, &TaskOutputKind::task_output(), &files).await;
    // A job has the same functions as a task.
    check_many(&JobOutputStorage::new(counted), &JobOutputKind::job_output(), &files).await;
    assert!((2..=8).contains(&transport.most_at_once()), "{}", transport.most_at_once());
}

/// Saves the files, 8 at once; the file at index 7 is missing.
async fn check_many<K: AsRef<Kind>>(
    storage: &OutputStorage<K, CountingTransport>,
    kind: &K,
    files: &[(PathBuf, OutputPath)],
) {
    let options = SaveOptions::default();
    let results: Vec<_> = storage.save_many(kind, files, &options, 8).collect().await;
    assert_eq!(results.len(), files.len());
    let failed: Vec<_> =
        results.iter().filter(|(_, result)| result.is_err()).map(|(index, _)| *index).collect();
    assert_eq!(failed, [7]);
    assert_eq!(storage.list_outputs(kind).await.unwrap().len(), files.len() - 1);
}

#[tokio::test]
async fn a_file_with_a_wrong_md5_is_an_error_and_never_appears() {
    let container = container("job-damaged").await;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("fetched");
    let kind = TaskOutputKind::task_output();
    let output = task(&container, "t").get_output(&kind, &path("x"));
    let headers = WriteOptions::new().with_content_md5("AAAAAAAAAAAAAAAAAAAAAA==");
    let blob = output.address().blob_name();
    container.put_block(&blob, b"0", bytes::Bytes::from_static(b"x")).await.unwrap();
    container.put_block_list(&blob, &[b"0".to_vec()], &headers).await.unwrap();
    let error = output.download_to_file(&target).await.unwrap_err().to_string();
    assert!(error.contains("MD5"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let error = output.download_to_bytes(9).await.unwrap_err().to_string();
    assert!(error.contains("MD5"), "{error}");
}

#[tokio::test]
async fn bytes_are_fetched_up_to_a_limit() {
    let container = container("job-bytes").await;
    let storage = task(&container, "t");
    let kind = TaskOutputKind::task_output();
    storage.save_text(&kind, "hello", &path("x")).await.unwrap();
    let output = storage.get_output(&kind, &path("x"));
    assert_eq!(&output.download_to_bytes(5).await.unwrap()[..], b"hello");
    let error = output.download_to_bytes(4).await.unwrap_err().to_string();
    assert!(error.contains("5 bytes"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_is_saved_if_it_is_short_and_refused_if_it_is_endless() {
    let container = container("special").await;
    let storage = task(&container, "t");
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let writer = tokio::task::spawn_blocking({
        let pipe = pipe.clone();
        move || std::fs::write(pipe, "through a pipe")
    });
    let kind = TaskOutputKind::task_output();
    let x = path("x");
    let options = SaveOptions::default();
    assert_eq!(storage.save(&kind, &pipe, &x, &options).await.unwrap(), 14);
    writer.await.unwrap().unwrap();
    let endless = storage.save(&kind, std::path::Path::new("/dev/zero"), &x, &options).await;
    let error = endless.unwrap_err().to_string();
    assert!(error.contains("/dev/zero") && error.contains("does not tell its length"), "{error}");
    let saved = storage.get_output(&kind, &x).download_to_bytes(100).await.unwrap();
    assert_eq!(saved, "through a pipe");
}
