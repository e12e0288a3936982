//! Runs a tracked save: flushes until the end, and then for a bounded time until all of it is in
//! storage.

use jobshelf::track::TrackedSave;
use jobshelf::{Error, ErrorKind, PlatformTransport};
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// How long a running flush may continue after the end before it is restarted: it may be in a long
/// wait between two tries.
const LAST_FLUSH_TIMEOUT: Duration = Duration::from_secs(2);
/// The pause between two tries at the end.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

/// Why not all of a file is saved.
#[derive(Debug)]
pub(crate) enum TrackFailure {
    /// The service refused it, and a retry would not help.
    Refused(Error),
    /// The time was over; with the last error, if there was one.
    TimedOut(Option<Error>),
    /// All that was found is saved, and files that held more may have been removed before.
    Rotated,
}

impl TrackFailure {
    /// Whether a blob that nothing can be appended to has the output's name.
    pub(crate) fn is_blocked(&self) -> bool {
        matches!(
            self,
            Self::Refused(Error::NotAppendable { .. })
                | Self::TimedOut(Some(Error::NotAppendable { .. }))
        )
    }

    /// Whether a later command can send the rest.
    pub(crate) fn has_rest(&self) -> bool {
        !matches!(self, Self::Rotated)
    }
}

impl std::fmt::Display for TrackFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(error) | Self::TimedOut(Some(error)) => error.fmt(f),
            Self::TimedOut(None) => f.write_str("storage did not take it in time"),
            Self::Rotated => f.write_str(
                "it was rotated faster than it was read, and what the removed files held may be \
                 missing: give a shorter --interval, or keep more of them",
            ),
        }
    }
}

/// Flushes until `end` returns the exit code, if there is one; then for at most `drain`.
pub(crate) async fn track_to_end(
    mut tracked: TrackedSave<PlatformTransport>,
    end: impl Future<Output = Option<i32>>,
    drain: Duration,
    mut on_error: impl FnMut(&Error),
) -> Result<(), TrackFailure> {
    let mut end = pin!(end);
    let (exit_code, deadline) = loop {
        {
            let mut flush = pin!(tracked.flush());
            let flushed = tokio::select! {
                flushed = &mut flush => flushed,
                exit_code = &mut end => {
                    let now = Instant::now();
                    // Dropping it during a request loses nothing: the blob's length tells.
                    let _ = timeout_at(now + LAST_FLUSH_TIMEOUT.min(drain), flush).await;
                    break (exit_code, now + drain);
                }
            };
            if let Err(error) = flushed {
                on_error(&error);
            }
        }
        tokio::select! {
            exit_code = &mut end => break (exit_code, Instant::now() + drain),
            () = sleep(tracked.next_interval()) => {}
        }
    };
    finish(&mut tracked, exit_code, deadline).await?;
    if tracked.has_missed_a_rotation() { Err(TrackFailure::Rotated) } else { Ok(()) }
}

async fn finish(
    tracked: &mut TrackedSave<PlatformTransport>,
    exit_code: Option<i32>,
    deadline: Instant,
) -> Result<(), TrackFailure> {
    let mut last = None;
    loop {
        match timeout_at(deadline, tracked.finish(exit_code)).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) if !may_succeed_later(&error) => {
                return Err(TrackFailure::Refused(error));
            }
            Ok(Err(error)) => last = Some(error),
            Err(_) => return Err(TrackFailure::TimedOut(last)),
        }
        if timeout_at(deadline, sleep(RETRY_PAUSE)).await.is_err() {
            return Err(TrackFailure::TimedOut(last));
        }
    }
}

/// Whether a later flush may succeed. After another writer's append, the next flush continues
/// behind its bytes.
fn may_succeed_later(error: &Error) -> bool {
    error.is_retryable() || error.kind() == ErrorKind::ConditionNotMet
}
