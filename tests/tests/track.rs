//! Tracked saving against a real service, over a transport that fails on purpose.
//!
//! The transport causes what a real service does not do on demand: it refuses to send, loses an
//! answer after the service has acted, and answers 503. In the end the blob must equal the file.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a fixture that fails fails its test")]

mod support;

use jobshelf::follow::{FollowEvent, LogFollower, PollResult};
use jobshelf::track::{ExistingBlob, TrackOptions, TrackedSave};
use jobshelf::transport::PlatformTransport;
use jobshelf::{
    BlobContainer, JobId, JobOutputKind, JobOutputStorage, Kind, LogState, LogStatus,
    OutputStorage, ReadRange, RetryPolicy, TaskId, TaskOutputKind, TaskOutputStorage,
};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use support::{Faults, FaultyTransport, Random, container, over, path};

/// A task's standard output: a local file and its blob.
struct Log {
    container: BlobContainer,
    storage: TaskOutputStorage,
    folder: tempfile::TempDir,
    file: PathBuf,
}

impl Log {
    async fn new(name: &str) -> Self {
        let container = container(name).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("stdout.txt");
        Self { storage: task(&container, "t"), container, folder, file }
    }

    /// The same task with another local file.
    fn with_file(&mut self, name: &str) {
        self.file = self.folder.path().join(name);
    }

    fn track(&self) -> TrackedSave<PlatformTransport> {
        self.track_as(ExistingBlob::default())
    }

    fn track_as(&self, existing: ExistingBlob) -> TrackedSave<PlatformTransport> {
        tracked(&self.storage, &self.file, options().with_existing(existing))
    }

    fn append(&self, bytes: &[u8]) {
        append(&self.file, bytes);
    }

    async fn saved(&self) -> (Vec<u8>, LogStatus) {
        saved(&self.storage, &TaskOutputKind::task_log()).await
    }
}

fn task<T: jobshelf::transport::Transport>(
    container: &BlobContainer<T>,
    id: &str,
) -> TaskOutputStorage<T> {
    TaskOutputStorage::new(container.clone(), TaskId::parse(id).unwrap())
}

fn tracked<T: jobshelf::transport::Transport>(
    storage: &TaskOutputStorage<T>,
    file: &Path,
    options: TrackOptions,
) -> TrackedSave<T> {
    storage.save_tracked(&TaskOutputKind::task_log(), file, &path("stdout.txt"), &options)
}

fn options() -> TrackOptions {
    TrackOptions::new().with_flush_interval(Duration::from_secs(1))
}

fn append(file: &Path, bytes: &[u8]) {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
    file.write_all(bytes).unwrap();
}

async fn saved<K: AsRef<Kind>>(storage: &OutputStorage<K>, kind: &K) -> (Vec<u8>, LogStatus) {
    let output = storage.get_output(kind, &path("stdout.txt"));
    let read = output.read(ReadRange::All).await.unwrap();
    let status = LogStatus::from_metadata(&read.properties.metadata).unwrap();
    (read.body.collect(usize::MAX).await.unwrap().to_vec(), status)
}

#[tokio::test]
async fn each_flush_saves_a_growing_file_and_finish_marks_its_end() {
    let log = Log::new("job-track").await;
    let mut tracked = log.track();
    tracked.flush().await.unwrap();
    assert_eq!(log.saved().await.0, b"");
    log.append(b"one\n");
    tracked.flush().await.unwrap();
    tracked.flush().await.unwrap();
    let (bytes, status) = log.saved().await;
    assert_eq!((bytes.as_slice(), status.state), (b"one\n".as_slice(), LogState::Running));
    assert_eq!(status.flush_seconds, Some(1));

    log.append(b"two\n");
    tracked.finish(Some(3)).await.unwrap();
    let (bytes, status) = log.saved().await;
    assert_eq!(bytes, b"one\ntwo\n");
    assert_eq!((status.state, status.exit_code), (LogState::Finished, Some(3)));
}

#[tokio::test]
async fn a_job_tracks_a_file_like_a_task_and_names_itself() {
    let log = Log::new("job-track-job").await;
    log.append(b"merging\n");
    let job = JobOutputStorage::new(log.container.clone());
    let kind = JobOutputKind::custom("JobLog").unwrap();
    let options = options()
        .with_job_id(Some(JobId::parse("Track_Job").unwrap()))
        .with_task_id(Some(TaskId::parse("merge").unwrap()));
    let mut tracked = job.save_tracked(&kind, &log.file, &path("stdout.txt"), &options);
    tracked.finish(Some(0)).await.unwrap();
    assert_eq!(tracked.blob().as_str(), "$JobLog/stdout.txt");
    let (bytes, status) = saved(&job, &kind).await;
    assert_eq!(bytes, b"merging\n");
    let whose = (status.job_id.as_deref(), status.task_id.as_deref());
    assert_eq!(whose, (Some("Track_Job"), Some("merge")));
    // A reader learns this from the listing alone.
    let listed = job.list_outputs(&kind).await.unwrap();
    assert_eq!(listed[0].log_status(), Some(status));
}

#[tokio::test]
async fn a_second_attempt_appends_and_says_where_it_begins() {
    let mut log = Log::new("job-attempts").await;
    for text in ["first\n", "second\n"] {
        log.with_file(text.trim());
        log.append(text.as_bytes());
        log.track().finish(Some(0)).await.unwrap();
    }
    let (bytes, status) = log.saved().await;
    assert_eq!(bytes, b"first\nsecond\n");
    assert_eq!((status.attempt, status.attempt_offset), (2, 6));
    assert_eq!(status.attempt_offsets, [0, 6]);
}

#[tokio::test]
async fn an_empty_attempt_counts_and_a_refused_position_begins_none() {
    let log = Log::new("job-quiet-attempts").await;
    for _ in 0..2 {
        log.track_as(ExistingBlob::Append).finish(Some(0)).await.unwrap();
    }
    let mut tracked = log.track_as(ExistingBlob::Append);
    log.append(b"third ");
    tracked.flush().await.unwrap();
    assert_eq!(tracked.progress().n_saved(), 6);
    // Another writer's bytes move the end once.
    let mut foreign = jobshelf::PendingAppend::new(6, b"late ".as_slice().into());
    log.container.append(tracked.blob(), &mut foreign).await.unwrap();
    log.append(b"end");
    tracked.flush().await.unwrap_err();
    tracked.finish(Some(0)).await.unwrap();
    let (bytes, status) = log.saved().await;
    assert_eq!(bytes, b"third late end");
    assert_eq!((status.attempt, status.attempt_offsets.as_slice()), (3, [0, 0, 0].as_slice()));
}

/// The tracker is killed at any moment; a new one for the same file resumes.
#[tokio::test]
async fn a_file_tracked_again_after_a_crash_is_saved_once() {
    let mut log = Log::new("job-crash").await;
    for seed in 0..20 {
        log.storage = task(&log.container, &format!("t{seed}"));
        log.with_file(&format!("{seed}"));
        let mut random = Random::new(seed);
        for round in 0..6 {
            let mut tracked = log.track();
            for _ in 0..random.below(3) {
                log.append(format!("round {round} {}\n", random.below(1_000_000)).as_bytes());
                let wait = Duration::from_micros(random.below(6_000) as u64);
                // Dropped during a request, like by a kill.
                let _ = tokio::time::timeout(wait, tracked.flush()).await;
            }
        }
        log.track().finish(Some(0)).await.unwrap();
        let (bytes, status) = log.saved().await;
        assert!(bytes == std::fs::read(&log.file).unwrap(), "seed {seed}");
        assert_eq!(status.attempt, 1, "seed {seed}");
    }
}

#[tokio::test]
async fn a_log_rotated_while_no_tracker_ran_is_saved_once() {
    let log = Log::new("job-rotated").await;
    log.append(b"one ");
    log.track().flush().await.unwrap();
    log.append(b"two ");
    for (n, text) in [(1, "three "), (2, "four ")] {
        let rotated = |n: usize| log.folder.path().join(format!("stdout.txt.{n}"));
        if n == 2 {
            std::fs::rename(rotated(1), rotated(2)).unwrap();
        }
        std::fs::rename(&log.file, rotated(1)).unwrap();
        log.append(text.as_bytes());
    }
    log.track().finish(Some(0)).await.unwrap();
    let (bytes, status) = log.saved().await;
    assert_eq!(String::from_utf8(bytes).unwrap(), "one two three four ");
    assert_eq!(status.attempt, 1);
}

#[tokio::test]
async fn another_file_is_appended_and_replace_empties_the_blob() {
    let log = Log::new("job-existing").await;
    let track = async |text: &str, existing: ExistingBlob| {
        std::fs::write(&log.file, text).unwrap();
        log.track_as(existing).finish(None).await.unwrap();
        let (bytes, status) = log.saved().await;
        (String::from_utf8(bytes).unwrap(), status.attempt)
    };
    assert_eq!(track("one ", ExistingBlob::Resume).await, ("one ".to_owned(), 1));
    assert_eq!(track("one more ", ExistingBlob::Resume).await, ("one more ".to_owned(), 1));
    assert_eq!(track("two ", ExistingBlob::Resume).await, ("one more two ".to_owned(), 2));
    assert_eq!(track("two ", ExistingBlob::Append).await, ("one more two two ".to_owned(), 3));
    assert_eq!(track("new", ExistingBlob::Replace).await, ("new".to_owned(), 1));
}

#[tokio::test]
async fn more_than_one_block_is_sent_in_order() {
    let log = Log::new("job-blocks").await;
    let bytes: Vec<u8> = (0..9_500_000u32).map(|index| (index % 253) as u8).collect();
    log.append(&bytes);
    log.track().finish(None).await.unwrap();
    assert!(log.saved().await.0 == bytes);
}

#[tokio::test]
async fn a_block_blob_of_that_name_is_left_alone_and_named() {
    let log = Log::new("job-not-appendable").await;
    let kind = TaskOutputKind::task_log();
    log.storage.save_text(&kind, "whole", &path("stdout.txt")).await.unwrap();
    log.append(b"x");
    let error = log.track().flush().await.unwrap_err().to_string();
    assert!(error.contains("t/$TaskLog/stdout.txt"), "{error}");
}

/// 60 schedules of faults; the message contains the seed of a failed one.
#[tokio::test]
async fn whatever_the_transport_does_the_blob_ends_equal_to_the_file() {
    // Without waits between tries.
    let retry = RetryPolicy::new()
        .with_tries(3)
        .with_base_delay(Duration::from_millis(1))
        .with_max_delay(Duration::from_millis(2));
    let mut log = Log::new("job-faults").await;
    for seed in 0..60 {
        let id = format!("t{seed}");
        log.storage = task(&log.container, &id);
        log.with_file(&id);
        let mut random = Random::new(seed);
        let faults = Faults::new(seed, 0.35);
        let faulty = over(&log.container, FaultyTransport::new(faults.clone()), retry);
        let mut tracked = tracked(&task(&faulty, &id), &log.file, options());
        let mut written = Vec::new();
        for _ in 0..12 {
            let piece: Vec<u8> =
                (0..random.below(2_000)).map(|_| random.below(256) as u8).collect();
            log.append(&piece);
            written.extend(piece);
            // After an error not all bytes are saved yet, but none may be lost.
            let _ = tracked.flush().await;
        }
        faults.stop();
        tracked.finish(Some(0)).await.unwrap();
        let (bytes, status) = log.saved().await;
        assert!(bytes == written, "seed {seed}: {} of {} bytes", bytes.len(), written.len());
        assert_eq!(status.state, LogState::Finished, "seed {seed}");
    }
}

#[tokio::test]
async fn a_tracked_log_is_followed_to_its_end_exactly_once() {
    let log = Log::new("job-follow").await;
    let mut tracked = log.track();
    tracked.flush().await.unwrap();
    let mut follow = LogFollower::from_start();
    let mut seen = Vec::new();
    let mut random = Random::new(7);
    let output = log.storage.get_output(&TaskOutputKind::task_log(), &path("stdout.txt"));
    for round in 0..60 {
        if round < 40 {
            log.append(format!("line {round} {}\n", "é".repeat(random.below(40))).as_bytes());
            tracked.flush().await.unwrap();
        } else if round == 40 {
            tracked.finish(Some(0)).await.unwrap();
        }
        let read = output.read(follow.next_range()).await.unwrap();
        let poll = PollResult::Answer {
            offset: read.offset,
            total: read.total,
            properties: Box::new(read.properties),
            bytes: read.body.collect(usize::MAX).await.unwrap(),
        };
        match follow.take(poll) {
            FollowEvent::Appended { offset, bytes } => {
                assert_eq!(offset, seen.len() as u64);
                seen.extend_from_slice(&bytes);
            }
            FollowEvent::Unchanged => {}
            FollowEvent::Finished => break,
            other => panic!("round {round}: {other:?}"),
        }
    }
    assert_eq!(follow.next_delay(), None);
    assert!(seen == std::fs::read(&log.file).unwrap());
}
