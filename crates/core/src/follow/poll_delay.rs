//! How long to wait before the next poll of a log: short while the log grows, longer while it is
//! idle, and longest while storage fails.
//!
//! It uses no clock: the time between two growths is the sum of the waits between them.

use crate::blob::{BlobProperties, random_fraction};
use crate::outputs::LogStatus;
use crate::time::scaled;
use std::time::Duration;

/// The wait before the speed of the log is known.
const START: Duration = Duration::from_secs(2);
/// The shortest wait between two polls at the end of the log.
const MIN: Duration = Duration::from_secs(1);
/// The same on accounts with a hierarchical namespace, where a read can make an append fail, which
/// the writer then repeats.
const MIN_HIERARCHICAL: Duration = Duration::from_secs(10);
/// The longest wait for an idle log.
const MAX_IDLE: Duration = Duration::from_secs(30);
/// The wait while there is no such blob.
const MISSING: Duration = Duration::from_secs(5);
/// The longest wait for a missing blob, and the wait for a deleted one.
const MAX_MISSING: Duration = Duration::from_secs(30);
/// The longest wait while storage does not answer.
const MAX_FAILED: Duration = Duration::from_secs(60);
/// The number of polls in the time between two growths.
const POLLS_PER_FLUSH: u32 = 4;

#[derive(Debug, Clone)]
pub(super) struct PollDelay {
    delay: Option<Duration>,
    /// Whether something of the log was found before: the first answer is no growth.
    has_grown: bool,
    /// The sum of the waits since the last growth, with their real length if it was reported.
    since_growth: Duration,
    /// The last of these waits.
    last_wait: Duration,
    /// The longest of these waits that was longer than planned.
    longest_delayed: Duration,
    /// The smoothed time between two growths.
    period: Option<Duration>,
    /// The flush interval in the log's status.
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
            has_grown: false,
            since_growth: Duration::ZERO,
            last_wait: Duration::ZERO,
            longest_delayed: Duration::ZERO,
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

    pub(super) fn growth_interval(&self) -> Option<Duration> {
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
        let has_grown = std::mem::replace(&mut self.has_grown, true);
        // After a long wait the log may have grown several times.
        if has_grown && !gap.is_zero() && gap >= self.longest_delayed * POLLS_PER_FLUSH {
            self.period = Some(self.period.map_or(gap, |period| (period * 3 + gap) / 4));
        }
        (self.since_growth, self.longest_delayed) = (Duration::ZERO, Duration::ZERO);
        let period = self.flush.or(self.period).unwrap_or(START * POLLS_PER_FLUSH);
        self.wait((period / POLLS_PER_FLUSH).clamp(self.min, MAX_IDLE));
    }

    /// The log has more bytes than one poll returned.
    pub(super) fn more_available(&mut self) {
        self.delay = Some(Duration::ZERO);
    }

    /// Nothing new. The wait is no longer than the flush interval, if that is known.
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

    /// The blob was deleted.
    pub(super) fn deleted(&mut self) {
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

    /// Reports the real length of the last wait.
    pub(super) fn waited(&mut self, waited: Duration) {
        let given = std::mem::take(&mut self.last_wait);
        self.since_growth = self.since_growth.saturating_sub(given) + waited;
        // Timers are always a little late.
        if waited > given + MIN {
            self.longest_delayed = self.longest_delayed.max(waited);
        }
    }

    fn wait(&mut self, delay: Duration) {
        self.since_growth += delay;
        self.last_wait = delay;
        self.delay = Some(delay);
    }
}
