//! How long to wait before a listing is read again.
//!
//! Short while it changes, longer while it does not, longest while storage does not answer.
//! No clock and no timer: the caller waits.

use jobshelf::time::scaled;
use std::time::Duration;

const QUICK: Duration = Duration::from_secs(2);
const CALM: Duration = Duration::from_secs(30);
/// No look sooner than this multiple of what the last one took: a listing of many pages must not
/// become all that the page does.
const LOOK_TO_PAUSE: u32 = 4;
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(20);
/// While nobody looks.
pub const HIDDEN: Duration = Duration::from_secs(60);

/// The waits of one listing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    quick: Duration,
    idle: Duration,
    failures: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self::quickest(QUICK)
    }
}

impl Pace {
    /// Looks at most every `quick`, however much changes.
    pub fn quickest(quick: Duration) -> Self {
        Self { quick, idle: quick, failures: 0 }
    }

    /// The wait after a look that took `took`, and found a change or did not.
    pub fn after_look(&mut self, changed: bool, took: Duration) -> Duration {
        self.failures = 0;
        self.idle = if changed { self.quick } else { (self.idle * 3 / 2).min(CALM) };
        self.idle.max(took.saturating_mul(LOOK_TO_PAUSE).min(CALM * 2))
    }

    /// The wait after a look that failed but may work later. `fraction`, 0 to 1, spreads the
    /// viewers of one job; `asked` is what the service asked to wait.
    pub fn after_failure(&mut self, fraction: f64, asked: Option<Duration>) -> Duration {
        let ceiling = FIRST_RETRY.saturating_mul(1 << self.failures.min(6)).min(LAST_RETRY);
        self.failures += 1;
        // Something has just changed, so the next success is looked at closely.
        self.idle = self.quick;
        let drawn = scaled(ceiling, 0.5 + fraction.clamp(0.0, 1.0) / 2.0);
        asked.map_or(drawn, |asked| drawn.max(asked.min(HIDDEN)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_that_changes_is_read_more_often() {
        let mut pace = Pace::default();
        let took = Duration::from_millis(100);
        assert_eq!(pace.after_look(true, took), QUICK);
        assert_eq!(pace.after_look(false, took), Duration::from_secs(3));
        for _ in 0..20 {
            pace.after_look(false, took);
        }
        assert_eq!(pace.after_look(false, took), CALM);
        assert_eq!(pace.after_look(true, took), QUICK);
    }

    #[test]
    fn a_slow_listing_is_read_less_often() {
        let mut pace = Pace::default();
        assert_eq!(pace.after_look(true, Duration::from_secs(5)), Duration::from_secs(20));
        assert_eq!(pace.after_look(true, Duration::from_secs(500)), Duration::from_secs(60));
    }

    #[test]
    fn failures_are_retried_later_each_time_without_end() {
        let mut pace = Pace::default();
        let waits: Vec<u64> = (0..8).map(|_| pace.after_failure(1.0, None).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 20, 20, 20]);
        assert_eq!(pace.after_failure(0.0, Some(Duration::from_secs(30))).as_secs(), 30);
        assert_eq!(pace.after_look(false, Duration::ZERO), Duration::from_secs(3));
    }
}
