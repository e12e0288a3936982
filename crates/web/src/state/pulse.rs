//! How a log is doing: when its next lines are to be expected, whether it is silent for longer than
//! it should be, and how much room it has left.

use jobshelf::{BlobProperties, LogState, LogStatus, MAX_BLOCKS, Timestamp, flush_interval};
use std::time::Duration;

/// A log that is silent for less than so many seconds is not worth a word.
const SILENCE: i64 = 300;
/// Nor is one that is silent for less than so many of its intervals.
const INTERVALS: i64 = 10;
/// From so many blocks on, the reader is told.
const MANY_BLOCKS: u64 = 45_000;

/// What is known of how a log grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pulse {
    /// Whether more of it is to come, as far as one can tell.
    is_running: bool,
    /// The seconds between two appends, as it says itself.
    told: Option<i64>,
    /// The same as it was seen.
    learnt: Option<i64>,
    /// When it grew last.
    pub grew: Option<Timestamp>,
    /// How many blocks it has.
    pub blocks: Option<u64>,
}

/// What a log's silence means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Its next lines come in about so many seconds, if there are any.
    In(i64),
    /// They could come at any moment.
    Now,
    /// They should have come, or none are awaited.
    Unknown,
}

impl Pulse {
    /// The pulse of a log that is followed, by what it says of itself and what was seen.
    pub fn of(status: Option<&LogStatus>, blob: &BlobProperties, learnt: Option<i64>) -> Self {
        let blocks = blob.committed_blocks.map(u64::from);
        let told = status.and_then(|status| status.flush_seconds).map(|seconds| {
            let interval = flush_interval(Duration::from_secs(seconds), blocks.unwrap_or(0));
            i64::try_from(interval.as_secs()).unwrap_or(i64::MAX)
        });
        let is_running = match status {
            Some(status) => status.state == LogState::Running,
            // It says nothing, but was seen to grow.
            None => learnt.is_some(),
        };
        Self { is_running, told, learnt, grew: blob.last_modified, blocks }
    }

    /// The seconds between two appends, and whether the log says so itself.
    pub fn interval(&self) -> Option<(i64, Source)> {
        let told = self.told.map(|seconds| (seconds, Source::Told));
        told.or(self.learnt.map(|seconds| (seconds, Source::Seen)))
    }

    /// When its next lines come.
    pub fn expected(&self, now: Timestamp) -> Expected {
        let (Some((interval, _)), Some(grew)) = (self.interval(), self.grew) else {
            return Expected::Unknown;
        };
        let left = interval.saturating_sub(now.seconds_since(grew));
        match left {
            _ if !self.is_running => Expected::Unknown,
            1.. => Expected::In(left.min(interval)),
            // Once more as long: then there is nothing to write, or nobody who writes.
            _ if left >= -interval => Expected::Now,
            _ => Expected::Unknown,
        }
    }

    /// For how many seconds nothing came, if that is longer than it should be.
    pub fn silent_for(&self, now: Timestamp) -> Option<i64> {
        let silent = now.seconds_since(self.grew?);
        let interval = self.interval().map_or(0, |(interval, _)| interval);
        let limit = SILENCE.max(interval.saturating_mul(INTERVALS));
        (self.is_running && silent > limit).then_some(silent)
    }

    /// How many blocks it has, if it has hardly room for more; and how long it waits between two
    /// now, if it says so.
    pub fn almost_full(&self) -> Option<(u64, Option<i64>)> {
        let blocks = self.blocks.filter(|blocks| *blocks >= MANY_BLOCKS)?;
        Some((blocks.min(MAX_BLOCKS), self.told))
    }
}

/// Where a figure is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The log says so.
    Told,
    /// It was seen.
    Seen,
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

    fn running(blocks: u32) -> Pulse {
        Pulse::of(Some(&status("running", "15")), &blob(blocks), Some(20))
    }

    #[test]
    fn lines_are_expected_an_interval_after_the_last() {
        let pulse = running(10);
        assert_eq!(pulse.interval(), Some((15, Source::Told)));
        assert_eq!(pulse.expected(at(6)), Expected::In(9));
        assert_eq!(pulse.expected(at(15)), Expected::Now);
        assert_eq!(pulse.expected(at(30)), Expected::Now);
        assert_eq!(pulse.expected(at(31)), Expected::Unknown);
        // The service's clock may be ahead.
        assert_eq!(pulse.expected(at(-3)), Expected::In(15));
    }

    #[test]
    fn a_log_that_says_nothing_is_known_by_how_it_grew() {
        let pulse = Pulse::of(None, &blob(10), Some(20));
        assert_eq!(pulse.interval(), Some((20, Source::Seen)));
        assert_eq!(pulse.expected(at(5)), Expected::In(15));
        assert_eq!(pulse.silent_for(at(301)), Some(301));
        let pulse = Pulse::of(None, &blob(10), None);
        assert_eq!((pulse.expected(at(5)), pulse.silent_for(at(9_999))), (Expected::Unknown, None));
    }

    #[test]
    fn silence_is_told_after_five_minutes_and_ten_intervals() {
        assert_eq!(running(10).silent_for(at(300)), None);
        assert_eq!(running(10).silent_for(at(720)), Some(720));
        let slow = Pulse::of(Some(&status("running", "60")), &blob(10), None);
        assert_eq!(slow.silent_for(at(600)), None);
        assert_eq!(slow.silent_for(at(601)), Some(601));
    }

    #[test]
    fn of_a_finished_log_nothing_is_expected() {
        let pulse = Pulse::of(Some(&status("finished", "15")), &blob(10), Some(15));
        assert_eq!((pulse.expected(at(5)), pulse.silent_for(at(9_999))), (Expected::Unknown, None));
    }

    #[test]
    fn a_log_with_few_blocks_left_is_flushed_less_often_and_that_is_told() {
        assert_eq!(running(44_999).almost_full(), None);
        assert_eq!(running(45_000).almost_full(), Some((45_000, Some(1_500))));
        assert_eq!(running(45_000).expected(at(500)), Expected::In(1_000));
        assert_eq!(running(45_000).silent_for(at(14_000)), None);
        let untold = Pulse::of(None, &blob(50_000), None);
        assert_eq!(untold.almost_full(), Some((50_000, None)));
    }
}
