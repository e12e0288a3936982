//! The health of a log: when its next lines are expected, whether it is silent for longer than usual,
//! and how many blocks its blob has left.

use jobshelf::{BlobProperties, LogState, LogStatus, MAX_BLOCKS, Timestamp, flush_interval};
use std::time::Duration;

/// A log is silent only after this number of seconds without new lines.
const MIN_SILENCE: i64 = 300;
/// A log is silent only after this number of its intervals.
const SILENT_INTERVALS: i64 = 10;
/// The reader is warned when a log has this number of blocks.
const MANY_BLOCKS: u64 = 45_000;

/// What is known about how a log grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Health {
    /// Whether more lines are expected.
    is_running: bool,
    /// The seconds between two appends, as the log declares them.
    declared: Option<i64>,
    /// The seconds between two appends, as they were observed.
    observed: Option<i64>,
    /// When the log grew last.
    pub grew: Option<Timestamp>,
    /// The number of its blocks.
    pub blocks: Option<u64>,
}

/// When the next lines are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// In about this number of seconds.
    In(i64),
    /// At any moment.
    Now,
    /// They are late, or none are expected.
    Unknown,
}

/// Where an interval is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The log declares it.
    Declared,
    /// It was observed.
    Observed,
}

impl Health {
    /// The health of a log, from its metadata, its properties, and the interval that was observed.
    pub fn of(status: Option<&LogStatus>, blob: &BlobProperties, observed: Option<i64>) -> Self {
        let blocks = blob.committed_blocks.map(u64::from);
        let declared = status.and_then(|status| status.flush_seconds).map(|seconds| {
            let interval = flush_interval(Duration::from_secs(seconds), blocks.unwrap_or(0));
            i64::try_from(interval.as_secs()).unwrap_or(i64::MAX)
        });
        let is_running = match status {
            Some(status) => status.state == LogState::Running,
            // It declares no state, but was seen to grow.
            None => observed.is_some(),
        };
        Self { is_running, declared, observed, grew: blob.last_modified, blocks }
    }

    /// The seconds between two appends, and where they are known from.
    pub fn interval(&self) -> Option<(i64, Source)> {
        let declared = self.declared.map(|seconds| (seconds, Source::Declared));
        declared.or(self.observed.map(|seconds| (seconds, Source::Observed)))
    }

    /// When the next lines are expected.
    pub fn expected(&self, now: Timestamp) -> Expected {
        let (Some((interval, _)), Some(grew)) = (self.interval(), self.grew) else {
            return Expected::Unknown;
        };
        let left = interval.saturating_sub(now.seconds_since(grew));
        match left {
            _ if !self.is_running => Expected::Unknown,
            1.. => Expected::In(left.min(interval)),
            // One interval late: after that, there is nothing to write, or the writer is gone.
            _ if left >= -interval => Expected::Now,
            _ => Expected::Unknown,
        }
    }

    /// The seconds without new lines, if they are more than usual.
    pub fn silent_for(&self, now: Timestamp) -> Option<i64> {
        let silent = now.seconds_since(self.grew?);
        let interval = self.interval().map_or(0, |(interval, _)| interval);
        let limit = MIN_SILENCE.max(interval.saturating_mul(SILENT_INTERVALS));
        (self.is_running && silent > limit).then_some(silent)
    }

    /// The number of blocks if few are left, and the interval that the log declares.
    pub fn almost_full(&self) -> Option<(u64, Option<i64>)> {
        let blocks = self.blocks.filter(|blocks| *blocks >= MANY_BLOCKS)?;
        Some((blocks.min(MAX_BLOCKS), self.declared))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(1_000_000 + seconds)
    }

    fn status(state: &str, flush: &str) -> LogStatus {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let metadata = [pair("jobshelf_state", state), pair("jobshelf_flush_seconds", flush)];
        LogStatus::from_metadata(&metadata).unwrap()
    }

    fn blob(blocks: u32) -> BlobProperties {
        let mut properties = BlobProperties::default();
        properties.last_modified = Some(at(0));
        properties.committed_blocks = Some(blocks);
        properties
    }

    fn running(blocks: u32) -> Health {
        Health::of(Some(&status("running", "15")), &blob(blocks), Some(20))
    }

    #[test]
    fn lines_are_expected_one_interval_after_the_last() {
        let health = running(10);
        assert_eq!(health.interval(), Some((15, Source::Declared)));
        assert_eq!(health.expected(at(6)), Expected::In(9));
        assert_eq!(health.expected(at(15)), Expected::Now);
        assert_eq!(health.expected(at(30)), Expected::Now);
        assert_eq!(health.expected(at(31)), Expected::Unknown);
        // The service's clock may be ahead.
        assert_eq!(health.expected(at(-3)), Expected::In(15));
    }

    #[test]
    fn a_log_without_status_uses_the_observed_interval() {
        let health = Health::of(None, &blob(10), Some(20));
        assert_eq!(health.interval(), Some((20, Source::Observed)));
        assert_eq!(health.expected(at(5)), Expected::In(15));
        assert_eq!(health.silent_for(at(301)), Some(301));
        let health = Health::of(None, &blob(10), None);
        assert_eq!(
            (health.expected(at(5)), health.silent_for(at(9_999))),
            (Expected::Unknown, None)
        );
    }

    #[test]
    fn a_log_is_silent_after_five_minutes_and_ten_intervals() {
        assert_eq!(running(10).silent_for(at(300)), None);
        assert_eq!(running(10).silent_for(at(720)), Some(720));
        let slow = Health::of(Some(&status("running", "60")), &blob(10), None);
        assert_eq!(slow.silent_for(at(600)), None);
        assert_eq!(slow.silent_for(at(601)), Some(601));
    }

    #[test]
    fn a_finished_log_expects_no_lines() {
        let health = Health::of(Some(&status("finished", "15")), &blob(10), Some(15));
        assert_eq!(
            (health.expected(at(5)), health.silent_for(at(9_999))),
            (Expected::Unknown, None)
        );
    }

    #[test]
    fn a_log_with_few_blocks_left_is_flushed_less_often() {
        assert_eq!(running(44_999).almost_full(), None);
        assert_eq!(running(45_000).almost_full(), Some((45_000, Some(1_500))));
        assert_eq!(running(45_000).expected(at(500)), Expected::In(1_000));
        assert_eq!(running(45_000).silent_for(at(14_000)), None);
        let undeclared = Health::of(None, &blob(50_000), None);
        assert_eq!(undeclared.almost_full(), Some((50_000, None)));
    }
}
