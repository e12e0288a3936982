//! The answer to a poll, and what it means for the display of the log.

use crate::blob::BlobProperties;
use bytes::Bytes;
use std::time::Duration;

/// The answer to a poll.
#[derive(Debug, Clone)]
pub enum PollResult {
    /// The bytes of the range that [`LogFollower::next_range`](super::LogFollower::next_range)
    /// returned, as far as they exist.
    Answer {
        /// The offset of `bytes` in the blob.
        offset: u64,
        /// The blob's length; none if a CORS rule hides it.
        total: Option<u64>,
        /// The bytes; empty at the end of the blob.
        bytes: Bytes,
        /// The blob's properties, whose metadata has the log's status.
        properties: Box<BlobProperties>,
    },
    /// There is no such blob.
    Missing,
    /// No answer, or a refusal.
    Failed {
        /// Whether a later poll may succeed.
        retryable: bool,
        /// How long the service asked to wait.
        retry_after: Option<Duration>,
    },
}

/// What a poll means for the display of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowEvent {
    /// The log is shown from here on. The bytes before are unknown.
    Begin {
        /// Offset of the first byte that will come.
        at: u64,
    },
    /// New bytes at the end.
    Appended {
        /// Their offset in the blob.
        offset: u64,
        /// The bytes.
        bytes: Bytes,
    },
    /// Nothing new.
    Unchanged,
    /// There are too many new bytes to fetch them all: the next bytes are those at `to`.
    Skipped {
        /// The first byte left out.
        from: u64,
        /// The first byte that will come.
        to: u64,
    },
    /// The bytes that were shown have changed. The log restarts at `at`.
    Rewritten {
        /// Offset of the first byte that will come.
        at: u64,
    },
    /// The log is shorter than what was shown. It restarts at `at`.
    Shrunk {
        /// Offset of the first byte that will come.
        at: u64,
    },
    /// The deleted log exists again. It restarts at `at`.
    Recreated {
        /// Offset of the first byte that will come.
        at: u64,
    },
    /// The log does not exist, or no longer.
    Missing,
    /// The log is finished, and all of its bytes were returned. Polling ends.
    Finished,
    /// No answer. Poll again if [`LogFollower::next_delay`](super::LogFollower::next_delay) returns
    /// a delay.
    Failed,
}
