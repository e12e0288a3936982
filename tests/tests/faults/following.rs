//! Following: every byte of the log is returned exactly once, in order and to the end.

use super::{Broken, Fault, Schedule, Tally, World, check_equal, check_error, path, run};
use jobshelf::follow::{FollowEvent, LogFollower, PollResult};
use jobshelf::{
    BlobName, Error, ErrorKind, LogState, LogStatus, OutputFile, PendingAppend, TaskOutputKind,
    WriteOptions,
};

const ROUNDS: usize = 20;
/// Far more polls than any schedule needs.
const PATIENCE: usize = 400;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_followed_is_shown_once_and_to_its_end() {
    let world = World::new("job-faults-follow").await;
    let tally =
        run(&world, 70_000..70_160, |mut schedule| async move { follow(&mut schedule).await });
    let tally = tally.await;
    tally.assert_mixed();
    tally.assert_met(
        160,
        &[
            Fault::Busy,
            Fault::AnswerReset,
            Fault::AnswerTruncated,
            Fault::AnswerLost,
            Fault::SlowDrip,
            Fault::Forbidden,
        ],
    );
}

pub(crate) async fn follow(schedule: &mut Schedule) -> Result<Tally, Broken> {
    let output = schedule.task().get_output(&TaskOutputKind::task_log(), &path("stdout.txt"));
    let mut writer = Writer::new(schedule, output.address().blob_name()).await;
    let object = format!("blob `{}`", writer.blob.as_str());
    let mut follow = LogFollower::from_start();
    let mut seen = Vec::new();
    let mut n_failed = 0;

    schedule.begin();
    for round in 0..PATIENCE {
        if round < ROUNDS {
            writer.append(schedule).await;
        } else if round == ROUNDS {
            writer.finish(schedule).await;
        } else if follow.next_delay().is_none() {
            // The SAS is refused: the follower stops until there is a new one.
            schedule.proxy.heal();
        }
        let poll = match poll(&output, &follow).await {
            Ok(poll) => poll,
            Err(error) => {
                check_error(&error, &object)?;
                if error.kind() == ErrorKind::BlobNotFound {
                    return Err(format!("it says that there is no log: {error}"));
                }
                n_failed += 1;
                PollResult::Failed {
                    retryable: error.is_retryable(),
                    retry_after: error.retry_after(),
                }
            }
        };
        match follow.take(poll) {
            FollowEvent::Appended { offset, bytes } => {
                if offset != seen.len() as u64 {
                    return Err(format!("bytes of {offset} follow those up to {}", seen.len()));
                }
                seen.extend_from_slice(&bytes);
            }
            FollowEvent::Unchanged | FollowEvent::Failed => {}
            FollowEvent::Finished => {
                check_equal(Some(&seen), &writer.written, "what was shown")?;
                return Ok(schedule.tally(n_failed == 0));
            }
            other => return Err(format!("it says {other:?} of a log that only grew")),
        }
        let beginning = writer.written.get(..seen.len()).unwrap_or_default();
        check_equal(Some(&seen), beginning, "what is shown")?;
    }
    Err(format!("{} of {} bytes, and no end", seen.len(), writer.written.len()))
}

async fn poll(output: &OutputFile, follow: &LogFollower) -> Result<PollResult, Error> {
    let read = output.read(follow.next_range()).await?;
    let (offset, total) = (read.offset, read.total);
    let properties = Box::new(read.properties);
    match read.body.collect(usize::MAX).await {
        Ok(bytes) => Ok(PollResult::Answer { offset, total, bytes, properties }),
        Err(_) => Ok(PollResult::Failed { retryable: true, retry_after: None }),
    }
}

/// A log as a node writes it, without the proxy.
struct Writer {
    blob: BlobName,
    written: Vec<u8>,
}

impl Writer {
    async fn new(schedule: &Schedule, blob: BlobName) -> Self {
        let headers = WriteOptions::new().with_metadata(status(LogState::Running).to_metadata());
        schedule.world.direct.create_append_blob(&blob, &headers).await.unwrap();
        Self { blob, written: Vec::new() }
    }

    async fn append(&mut self, schedule: &mut Schedule) {
        let n_bytes = 1 + schedule.random.below(4_000);
        let piece = schedule.random.bytes(n_bytes);
        let position = self.written.len() as u64;
        self.written.extend_from_slice(&piece);
        let mut pending = PendingAppend::new(position, bytes::Bytes::from(piece));
        schedule.world.direct.append(&self.blob, &mut pending).await.unwrap();
    }

    async fn finish(&self, schedule: &Schedule) {
        let metadata = status(LogState::Finished).to_metadata();
        schedule.world.direct.set_metadata(&self.blob, &metadata).await.unwrap();
    }
}

fn status(state: LogState) -> LogStatus {
    let mut status = LogStatus::new(state);
    status.flush_seconds = Some(1);
    status
}
