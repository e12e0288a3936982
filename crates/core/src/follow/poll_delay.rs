//! How long to wait before the next poll of a log.
//!
//! Quick while lines come, calm while none do, patient while storage fails. No clock: the time
//! between two growths is the sum of the waits given out between them.

use crate::blob::{BlobProperties, random_fraction};
use crate::outputs::LogStatus;
use crate::time::scaled;
use std::time::Duration;

/// The wait before the log is known to be quick or slow.
const START: Duration = Duration::from_secs(2);
/// The shortest wait between two polls that both find the end.
const MIN: Duration = Duration::from_secs(1);
/// The same where there is a hierarchical namespace: there, who reads a log may make an append to
/// it fail, which its writer has to repeat.
const MIN_HIERARCHICAL: Duration = Duration::from_secs(10);
/// The longest wait of an idle log.
const MAX_IDLE: Duration = Duration::from_secs(30);
/// The wait while there is no such blob.
const MISSING: Duration = Duration::from_secs(5);
/// The wait for a blob that stays away, or was deleted.
const MAX_MISSING: Duration = Duration::from_secs(30);
/// The longest wait of a log whose storage does not answer.
const MAX_FAILED: Duration = Duration::from_secs(60);
/// Of the time between two growths, the part waited after one.
const POLLS_PER_FLUSH: u32 = 4;

#[derive(Debug, Clone)]
pub(super) struct PollDelay {
    delay: Option<Duration>,
    /// Waits given out since the log grew last; as far as that was told, as long as they were.
    since_growth: Duration,
    /// The last of them.
    last_wait: Duration,
    /// The longest of them that was longer than it was to be.
    stretched: Duration,
    /// The smoothed time between two growths.
    period: Option<Duration>,
    /// What the log says of its flushes.
    flush: Option<Duration>,
    /// The shortest wait.
    min: Duration,
    failures: u32,
    misses: u32,
}

impl Default for PollDelay {
    fn default() -> Self {
        Self {
            delay: Some(Duration::ZERO),
            since_growth: Duration::ZERO,
            last_wait: Duration::ZERO,
            stretched: Duration::ZERO,
            period: None,
            flush: None,
            min: MIN,
            failures: 0,
            misses: 0,
        }
    }
}

impl PollDelay {
    pub(super) fn next_delay(&self) -> Option<Duration> {
        self.delay
    }

    pub(super) fn learnt(&self) -> Option<Duration> {
        self.period
    }

    pub(super) fn answered(&mut self, blob: &BlobProperties, status: Option<&LogStatus>) {
        self.min = if blob.is_hierarchical { MIN_HIERARCHICAL } else { MIN };
        self.failures = 0;
        self.misses = 0;
        let flush_seconds = status.and_then(|status| status.flush_seconds);
        self.flush = flush_seconds.map(Duration::from_secs).or(self.flush);
    }

    /// The log grew, and all of it is known.
    pub(super) fn grew(&mut self) {
        let gap = self.since_growth;
        // What is looked at rarely may have grown often between two looks.
        if !gap.is_zero() && gap >= self.stretched * POLLS_PER_FLUSH {
            self.period = Some(self.period.map_or(gap, |period| (period * 3 + gap) / 4));
        }
        (self.since_growth, self.stretched) = (Duration::ZERO, Duration::ZERO);
        let period = self.flush.or(self.period).unwrap_or(START * POLLS_PER_FLUSH);
        self.wait((period / POLLS_PER_FLUSH).clamp(self.min, MAX_IDLE));
    }

    /// More of the log is there than one poll brought.
    pub(super) fn more_waits(&mut self) {
        self.delay = Some(Duration::ZERO);
    }

    /// Nothing new. A log that says how often it is flushed is not waited for longer than that.
    pub(super) fn idle(&mut self) {
        let ceiling = self.flush.unwrap_or(MAX_IDLE).clamp(START.max(self.min), MAX_IDLE);
        let last = self.delay.filter(|delay| !delay.is_zero());
        self.wait(last.map_or(START, |delay| delay * 3 / 2).clamp(self.min, ceiling));
    }

    /// There is no such blob yet.
    pub(super) fn missing(&mut self) {
        self.misses = self.misses.saturating_add(1);
        self.wait((MISSING * self.misses).min(MAX_MISSING));
    }

    /// The blob was there, and is no longer.
    pub(super) fn gone(&mut self) {
        self.wait(MAX_MISSING);
    }

    pub(super) fn failed(&mut self, is_retryable: bool, retry_after: Option<Duration>) {
        if !is_retryable {
            self.delay = None;
            return;
        }
        let ceiling = (MIN * (1 << self.failures.min(6))).min(MAX_FAILED);
        self.failures = self.failures.saturating_add(1);
        let half = ceiling / 2;
        let drawn = half + scaled(half, random_fraction());
        self.wait(retry_after.map_or(drawn, |asked| asked.min(MAX_FAILED) + drawn));
    }

    /// The last wait was so long.
    pub(super) fn waited(&mut self, waited: Duration) {
        let given = std::mem::take(&mut self.last_wait);
        self.since_growth = self.since_growth.saturating_sub(given) + waited;
        // Timers are late, a little.
        if waited > given + MIN {
            self.stretched = self.stretched.max(waited);
        }
    }

    fn wait(&mut self, delay: Duration) {
        self.since_growth += delay;
        self.last_wait = delay;
        self.delay = Some(delay);
    }
}
