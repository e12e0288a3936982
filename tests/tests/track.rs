//! Tracked saving against a real service, over a transport that fails on purpose.
//!
//! What a real service will not do on demand, the transport does: it refuses to send, loses an
//! answer after the service has acted, and says 503. Whatever it does, the blob must end equal to
//! the file.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a fixture that fails fails its test")]

mod support;

use jobshelf::follow::{Follow, Followed, Poll};
use jobshelf::track::{Existing, TrackOptions};
use jobshelf::transport::PlatformTransport;
use jobshelf::{
    BlobAccount, BlobContainer, ContainerName, Credential, LogState, LogStatus, OutputPath,
    ReadRange, RetryPolicy, TaskId, TaskOutputKind, TaskOutputStorage,
};
use jobshelf_tests::Azurite;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;
use support::{Faults, FaultyTransport, Random};

async fn container(name: &str) -> BlobContainer {
    let name = ContainerName::parse(name).unwrap();
    let container = Azurite::shared().unwrap().account().unwrap().container(&name);
    container.create_if_missing().await.unwrap();
    container
}

fn storage<T: jobshelf::transport::Transport>(
    container: BlobContainer<T>,
    task: &str,
) -> TaskOutputStorage<T> {
    TaskOutputStorage::new(container, TaskId::parse(task).unwrap())
}

fn stdout() -> OutputPath {
    OutputPath::parse("stdout.txt").unwrap()
}

fn options() -> TrackOptions {
    TrackOptions { flush_interval: Duration::from_secs(1), ..TrackOptions::default() }
}

fn append(file: &Path, bytes: &[u8]) {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
    file.write_all(bytes).unwrap();
}

async fn saved(container: &BlobContainer, task: &str) -> (Vec<u8>, LogStatus) {
    let output =
        storage(container.clone(), task).get_output(&TaskOutputKind::task_log(), &stdout());
    let read = output.read(ReadRange::All).await.unwrap();
    let status = LogStatus::from_metadata(&read.properties.metadata).unwrap();
    (read.body.collect(usize::MAX).await.unwrap().to_vec(), status)
}

#[tokio::test]
async fn a_growing_file_is_in_the_blob_after_each_flush_and_the_end_is_told() {
    let container = container("job-track").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stdout.txt");
    let kind = TaskOutputKind::task_log();
    let task = storage(container.clone(), "t");
    let mut tracked = task.save_tracked(&kind, &file, &stdout(), &options());

    tracked.flush().await.unwrap();
    assert_eq!(saved(&container, "t").await.0, b"");
    append(&file, b"one\n");
    tracked.flush().await.unwrap();
    tracked.flush().await.unwrap();
    let (bytes, status) = saved(&container, "t").await;
    assert_eq!((bytes.as_slice(), status.state), (b"one\n".as_slice(), LogState::Running));
    assert_eq!(status.flush_seconds, Some(1));

    append(&file, b"two\n");
    tracked.finish(Some(3)).await.unwrap();
    let (bytes, status) = saved(&container, "t").await;
    assert_eq!(bytes, b"one\ntwo\n");
    assert_eq!((status.state, status.exit_code), (LogState::Finished, Some(3)));
}

#[tokio::test]
async fn a_second_attempt_appends_and_says_where_it_begins() {
    let container = container("job-attempts").await;
    let folder = tempfile::tempdir().unwrap();
    let kind = TaskOutputKind::task_log();
    for text in ["first\n", "second\n"] {
        let file = folder.path().join(text.trim());
        append(&file, text.as_bytes());
        let task = storage(container.clone(), "t");
        let mut tracked = task.save_tracked(&kind, &file, &stdout(), &options());
        tracked.finish(Some(0)).await.unwrap();
    }
    let (bytes, status) = saved(&container, "t").await;
    assert_eq!(bytes, b"first\nsecond\n");
    assert_eq!((status.attempt, status.attempt_offset), (2, 6));
    assert_eq!(status.attempt_offsets, [0, 6]);
}

#[tokio::test]
async fn an_attempt_that_printed_nothing_counts_and_a_position_refused_begins_no_new_one() {
    let container = container("job-quiet-attempts").await;
    let folder = tempfile::tempdir().unwrap();
    let kind = TaskOutputKind::task_log();
    let appending = TrackOptions { existing: Existing::Append, ..options() };
    let file = folder.path().join("quiet");
    let task = storage(container.clone(), "t");
    for _ in 0..2 {
        task.save_tracked(&kind, &file, &stdout(), &appending).finish(Some(0)).await.unwrap();
    }
    let mut tracked = task.save_tracked(&kind, &file, &stdout(), &appending);
    append(&file, b"third ");
    tracked.flush().await.unwrap();
    assert_eq!(tracked.progress().n_saved(), 6);
    // Somebody else's bytes move the end once.
    let blob = tracked.blob().clone();
    let mut foreign = jobshelf::PendingAppend::new(6, b"late ".as_slice().into());
    container.append(&blob, &mut foreign).await.unwrap();
    append(&file, b"end");
    tracked.flush().await.unwrap_err();
    tracked.finish(Some(0)).await.unwrap();
    let (bytes, status) = saved(&container, "t").await;
    assert_eq!(bytes, b"third late end");
    assert_eq!((status.attempt, status.attempt_offsets.as_slice()), (3, [0, 0, 0].as_slice()));
}

/// The tracker is gone at any moment, without a word; a new one for the same file goes on.
#[tokio::test]
async fn a_file_that_is_tracked_again_after_a_crash_is_in_the_blob_once() {
    let container = container("job-crash").await;
    let folder = tempfile::tempdir().unwrap();
    let kind = TaskOutputKind::task_log();
    for seed in 0..20 {
        let task = storage(container.clone(), &format!("t{seed}"));
        let file = folder.path().join(format!("{seed}"));
        let mut random = Random::new(seed);
        for round in 0..6 {
            let mut tracked = task.save_tracked(&kind, &file, &stdout(), &options());
            for _ in 0..random.below(3) {
                append(&file, format!("round {round} {}\n", random.below(1_000_000)).as_bytes());
                let wait = Duration::from_micros(random.below(6_000) as u64);
                // Dropped in mid-request, as by a kill.
                let _ = tokio::time::timeout(wait, tracked.flush()).await;
            }
        }
        task.save_tracked(&kind, &file, &stdout(), &options()).finish(Some(0)).await.unwrap();
        let (bytes, status) = saved(&container, &format!("t{seed}")).await;
        assert!(bytes == std::fs::read(&file).unwrap(), "seed {seed}");
        assert_eq!(status.attempt, 1, "seed {seed}");
    }
}

#[tokio::test]
async fn another_file_is_appended_and_replace_empties_the_blob() {
    let container = container("job-existing").await;
    let folder = tempfile::tempdir().unwrap();
    let kind = TaskOutputKind::task_log();
    let task = storage(container.clone(), "t");
    let track = async |text: &str, existing: Existing| {
        let file = folder.path().join("log");
        std::fs::write(&file, text).unwrap();
        let options = TrackOptions { existing, ..options() };
        let mut tracked = task.save_tracked(&kind, &file, &stdout(), &options);
        tracked.finish(None).await.unwrap();
        let (bytes, status) = saved(&container, "t").await;
        (String::from_utf8(bytes).unwrap(), status.attempt)
    };
    assert_eq!(track("one ", Existing::Resume).await, ("one ".to_owned(), 1));
    assert_eq!(track("one more ", Existing::Resume).await, ("one more ".to_owned(), 1));
    assert_eq!(track("two ", Existing::Resume).await, ("one more two ".to_owned(), 2));
    assert_eq!(track("two ", Existing::Append).await, ("one more two two ".to_owned(), 3));
    assert_eq!(track("new", Existing::Replace).await, ("new".to_owned(), 1));
}

#[tokio::test]
async fn more_than_one_block_is_sent_in_order() {
    let container = container("job-blocks").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stdout.txt");
    let bytes: Vec<u8> = (0..9_500_000u32).map(|index| (index % 253) as u8).collect();
    append(&file, &bytes);
    let task = storage(container.clone(), "t");
    let kind = TaskOutputKind::task_log();
    task.save_tracked(&kind, &file, &stdout(), &options()).finish(None).await.unwrap();
    assert!(saved(&container, "t").await.0 == bytes);
}

#[tokio::test]
async fn a_block_blob_of_that_name_is_left_alone_and_named() {
    let container = container("job-not-appendable").await;
    let folder = tempfile::tempdir().unwrap();
    let task = storage(container.clone(), "t");
    let kind = TaskOutputKind::task_log();
    task.save_text(&kind, "whole", &stdout()).await.unwrap();
    let file = folder.path().join("stdout.txt");
    append(&file, b"x");
    let mut tracked = task.save_tracked(&kind, &file, &stdout(), &options());
    let error = tracked.flush().await.unwrap_err().to_string();
    assert!(error.contains("t/$TaskLog/stdout.txt"), "{error}");
}

/// 60 schedules of faults; the seed of one that fails is in the message.
#[tokio::test]
async fn whatever_the_transport_does_the_blob_ends_equal_to_the_file() {
    let container = container("job-faults").await;
    let folder = tempfile::tempdir().unwrap();
    for seed in 0..60 {
        let task = format!("t{seed}");
        let file = folder.path().join(&task);
        let mut random = Random::new(seed);
        let faults = Faults::new(seed, 0.35);
        let faulty = over(&container, faults.clone());
        let mut tracked = storage(faulty, &task).save_tracked(
            &TaskOutputKind::task_log(),
            &file,
            &stdout(),
            &options(),
        );
        let mut written = Vec::new();
        for _ in 0..12 {
            let piece: Vec<u8> =
                (0..random.below(2_000)).map(|_| random.below(256) as u8).collect();
            append(&file, &piece);
            written.extend(piece);
            // An error says that it is not all there yet; nothing may be lost by it.
            let _ = tracked.flush().await;
        }
        faults.stop();
        tracked.finish(Some(0)).await.unwrap();
        let (bytes, status) = saved(&container, &task).await;
        assert!(bytes == written, "seed {seed}: {} of {} bytes", bytes.len(), written.len());
        assert_eq!(status.state, LogState::Finished, "seed {seed}");
    }
}

#[tokio::test]
async fn a_tracked_log_is_followed_to_its_end_without_a_byte_lost_or_doubled() {
    let container = container("job-follow").await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stdout.txt");
    let kind = TaskOutputKind::task_log();
    let task = storage(container.clone(), "t");
    let mut tracked = task.save_tracked(&kind, &file, &stdout(), &options());
    tracked.flush().await.unwrap();
    let mut follow = Follow::from_start();
    let mut seen = Vec::new();
    let mut random = Random::new(7);
    let output = task.get_output(&kind, &stdout());
    for round in 0..60 {
        if round < 40 {
            append(&file, format!("line {round} {}\n", "é".repeat(random.below(40))).as_bytes());
            tracked.flush().await.unwrap();
        } else if round == 40 {
            tracked.finish(Some(0)).await.unwrap();
        }
        let read = output.read(follow.next_range()).await.unwrap();
        let poll = Poll::Answer {
            offset: read.offset,
            total: read.total,
            status: LogStatus::from_metadata(&read.properties.metadata),
            bytes: read.body.collect(usize::MAX).await.unwrap(),
        };
        match follow.take(poll) {
            Followed::Appended { offset, bytes } => {
                assert_eq!(offset, seen.len() as u64);
                seen.extend_from_slice(&bytes);
            }
            Followed::Unchanged => {}
            Followed::Finished => break,
            other => panic!("round {round}: {other:?}"),
        }
    }
    assert_eq!(follow.next_delay(), None);
    assert!(seen == std::fs::read(&file).unwrap());
}

/// The same container over a transport with faults, without waits between tries.
fn over(container: &BlobContainer, faults: Faults) -> BlobContainer<FaultyTransport> {
    let url = Azurite::shared().unwrap().container_sas_url(container.name(), "racwl").unwrap();
    let transport = FaultyTransport::new(PlatformTransport::new().unwrap(), faults);
    let credential = Credential::Sas(url.token);
    let retry = RetryPolicy {
        tries: 3,
        base_delay: Duration::from_millis(1),
        max_delay: Duration::from_millis(2),
    };
    BlobAccount::with_transport(url.account, credential, transport)
        .with_retry(retry)
        .container(container.name())
}
