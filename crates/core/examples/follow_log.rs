//! Prints a task's log while it grows, until the log says that it is complete.
//!
//! ```text
//! export JOBSHELF_CONTAINER_URL='https://{account}.blob.core.windows.net/job-{id}?{SAS}'
//! cargo run --example follow_log -- frames-001 stdout.txt
//! ```
//!
//! The SAS needs the permission to read.

use jobshelf::follow::{FollowEvent, LogFollower, PollResult};
use jobshelf::{BlobContainer, ErrorKind, OutputFile, OutputPath, SasUrl};
use jobshelf::{TaskId, TaskOutputKind, TaskOutputStorage};
use std::error::Error;
use std::io::Write;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let container_url = std::env::var("JOBSHELF_CONTAINER_URL")?;
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().ok_or("give the task's ID")?;
    let path = arguments.next().unwrap_or_else(|| "stdout.txt".to_owned());
    follow_log(&container_url, &task, &path, &mut std::io::stdout()).await
}

/// Writes the log to `out` as it grows, and returns when it is complete.
pub(crate) async fn follow_log(
    container_url: &str,
    task: &str,
    path: &str,
    out: &mut (impl Write + Send),
) -> Result<(), Box<dyn Error>> {
    let container = BlobContainer::from_sas_url(&SasUrl::parse(container_url)?)?;
    let storage = TaskOutputStorage::new(container, TaskId::parse(task)?);
    let log = storage.get_output(&TaskOutputKind::task_log(), &OutputPath::parse(path)?);

    let mut follower = LogFollower::from_start();
    loop {
        let result = poll(&log, &follower).await?;
        match follower.take(result) {
            FollowEvent::Appended { bytes, .. } => out.write_all(&bytes)?,
            FollowEvent::Skipped { from, to } => {
                writeln!(out, "[{} bytes skipped]", to - from)?;
            }
            FollowEvent::Rewritten { .. }
            | FollowEvent::Shrunk { .. }
            | FollowEvent::Recreated { .. } => writeln!(out, "[the log begins again]")?,
            FollowEvent::Begin { .. }
            | FollowEvent::Unchanged
            | FollowEvent::Missing
            | FollowEvent::Failed
            | FollowEvent::Finished => {}
        }
        match follower.next_delay() {
            Some(delay) => tokio::time::sleep(delay).await,
            None => return Ok(()),
        }
    }
}

/// Asks for the range that the follower wants next.
async fn poll(log: &OutputFile, follower: &LogFollower) -> Result<PollResult, Box<dyn Error>> {
    let read = match log.read(follower.next_range()).await {
        Ok(read) => read,
        Err(error) if error.kind() == ErrorKind::BlobNotFound => return Ok(PollResult::Missing),
        Err(error) if error.is_retryable() => {
            let retry_after = error.retry_after();
            return Ok(PollResult::Failed { retryable: true, retry_after });
        }
        Err(error) => return Err(error.into()),
    };
    let (offset, total, properties) = (read.offset, read.total, Box::new(read.properties));
    match read.body.collect(usize::MAX).await {
        Ok(bytes) => Ok(PollResult::Answer { offset, total, bytes, properties }),
        Err(_) => Ok(PollResult::Failed { retryable: true, retry_after: None }),
    }
}
