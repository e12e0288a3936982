//! How slowly a body may be sent or arrive: one rule for both transports.
//!
//! A limit for each wait alone would let an answer of one byte a minute last forever. So the time
//! that the reader waits for a body is bounded by its length, too. The time between two calls does
//! not count: a reader may be slow.

use std::time::Duration;

/// The slowest body that does not time out, in bytes per second, apart from the first wait.
const MIN_RATE: u64 = 1 << 10;

/// The slowest upload that does not time out, in bytes per second: four blocks at once over one
/// megabit per second.
const MIN_UPLOAD_RATE: u64 = 32 << 10;

/// How long the body of a request may take on its way.
pub(super) fn upload_time(n_bytes: usize) -> Duration {
    Duration::from_secs(n_bytes as u64 / MIN_UPLOAD_RATE)
}

/// The progress of one body.
#[derive(Debug, Clone)]
pub(super) struct BodyTimeout {
    longest_wait: Duration,
    waited: Duration,
    n_received: u64,
}

impl BodyTimeout {
    /// A body whose next bytes are waited for at most for `longest_wait`.
    pub(super) fn new(longest_wait: Duration) -> Self {
        Self { longest_wait, waited: Duration::ZERO, n_received: 0 }
    }

    /// How long to wait for the next bytes; zero if the body is too slow.
    pub(super) fn next_wait(&self) -> Duration {
        let allowed = self.longest_wait + Duration::from_secs(self.n_received / MIN_RATE);
        allowed.saturating_sub(self.waited).min(self.longest_wait)
    }

    /// Counts bytes, and the time that they were waited for.
    pub(super) fn received(&mut self, n_bytes: usize, waited: Duration) {
        self.n_received += n_bytes as u64;
        self.waited += waited;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_body_of_one_byte_a_minute_ends_after_a_minute() {
        let mut timeout = BodyTimeout::new(MINUTE);
        assert_eq!(timeout.next_wait(), MINUTE);
        timeout.received(1, MINUTE - Duration::from_secs(1));
        assert_eq!(timeout.next_wait(), Duration::from_secs(1));
        timeout.received(1, Duration::from_secs(1));
        assert_eq!(timeout.next_wait(), Duration::ZERO);
    }

    #[test]
    fn a_slow_body_that_keeps_the_rate_lasts_as_long_as_it_is() {
        let mut timeout = BodyTimeout::new(MINUTE);
        for _ in 0..1_000 {
            assert_eq!(timeout.next_wait(), MINUTE);
            timeout.received(20 << 10, Duration::from_secs(20));
        }
    }
}
