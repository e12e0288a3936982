//! A tracked save at work: flushed until its end comes, then for a bounded time until all of it is
//! in storage.

use jobshelf::track::TrackedSave;
use jobshelf::{Error, ErrorKind, PlatformTransport};
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// How long a flush that is under way at the end goes on before it is begun anew: it may sit in
/// the long wait before another try.
const MOMENT: Duration = Duration::from_secs(2);
/// Between two tries at the end.
const PAUSE: Duration = Duration::from_secs(1);

/// Why not all of it is saved.
#[derive(Debug)]
pub(crate) enum TrackFailure {
    /// Trying again would not help.
    Refused(Error),
    /// The time was over; with what was wrong last, if anything was.
    TimedOut(Option<Error>),
}

impl std::fmt::Display for TrackFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(error) | Self::TimedOut(Some(error)) => error.fmt(f),
            Self::TimedOut(None) => f.write_str("storage did not take it in time"),
        }
    }
}

/// Flushes until `end` gives the exit code, if there is one; then for at most `drain`.
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
                    // Dropped in mid-request it loses nothing: the blob's length tells.
                    let _ = timeout_at(now + MOMENT.min(drain), flush).await;
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
    finish(&mut tracked, exit_code, deadline).await
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
            Ok(Err(error)) if !may_work_later(&error) => return Err(TrackFailure::Refused(error)),
            Ok(Err(error)) => last = Some(error),
            Err(_) => return Err(TrackFailure::TimedOut(last)),
        }
        if timeout_at(deadline, sleep(PAUSE)).await.is_err() {
            return Err(TrackFailure::TimedOut(last));
        }
    }
}

/// Another writer's bytes move the end once; the next flush goes on behind them.
fn may_work_later(error: &Error) -> bool {
    error.is_retryable() || error.kind() == ErrorKind::ConditionNotMet
}
