//! When to flush next, so that the blocks of the blob never run out.
//!
//! An append blob has room for 50,000 blocks, and each flush that sends bytes uses one. A flush
//! every 15 s would use them up after 8.7 days, while a task may run for 180. So the interval grows
//! with the square of the used share: in the first days the difference is small (it doubles after
//! two and a half), and at any age there are blocks left.

use std::time::Duration;

/// The most blocks of an append blob.
/// <https://learn.microsoft.com/rest/api/storageservices/append-block>
pub const MAX_BLOCKS: u64 = 50_000;

/// How long a tracked log waits after a flush when `n_blocks` are used; `base` is the requested
/// interval. At most [`Duration::MAX`].
pub fn flush_interval(base: Duration, n_blocks: u64) -> Duration {
    let n_left = MAX_BLOCKS.saturating_sub(n_blocks).max(1);
    let growth = MAX_BLOCKS as f64 / n_left as f64;
    // The plain multiplication panics on overflow.
    Duration::try_from_secs_f64(base.as_secs_f64() * growth * growth).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 3600);

    #[test]
    fn a_short_task_keeps_the_requested_interval() {
        let base = Duration::from_secs(15);
        assert_eq!(flush_interval(base, 0), base);
        assert!(flush_interval(base, 1_000) < Duration::from_secs(16));
    }

    #[test]
    fn no_flush_interval_uses_up_the_blocks_in_the_longest_task() {
        for base in [1, 5, 15, 60].map(Duration::from_secs) {
            let mut age = Duration::ZERO;
            let mut n_blocks = 0;
            while age < DAY * 180 {
                age += flush_interval(base, n_blocks);
                n_blocks += 1;
            }
            assert!(n_blocks < MAX_BLOCKS - 100, "{base:?}: {n_blocks}");
        }
    }

    #[test]
    fn a_blob_that_is_full_does_not_overflow() {
        assert!(flush_interval(Duration::from_secs(3600), 60_000) > DAY);
        for base in [Duration::MAX, Duration::from_secs(u64::MAX)] {
            assert_eq!(flush_interval(base, 50_000), Duration::MAX);
        }
    }
}
