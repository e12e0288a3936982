//! When to try again, and how long to wait before it.
//!
//! Waits double from a base to a ceiling and are drawn at random below that ("full jitter"), so
//! that a pool of nodes does not come back in step. A wait that the service asks for is kept.
//!
//! A service that says that it is busy is there and will answer, so it is asked about twice as
//! often as one that does not answer: with a third of all requests refused, seven tries would still
//! fail one task in two thousand.

use super::error::Error;
use crate::time::scaled;
use std::time::Duration;

/// How often to try one request, and the waits between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Tries in all, at least 1. Those that the service refuses as busy count half.
    pub tries: u32,
    /// The wait before the second try is at most this; it doubles from there.
    pub base_delay: Duration,
    /// No wait is longer, but for one that the service asks for.
    pub max_delay: Duration,
}

impl RetryPolicy {
    /// Seven tries over about half a minute.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the number of tries, at least 1.
    #[must_use]
    pub const fn with_tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// Sets the longest wait before the second try.
    #[must_use]
    pub const fn with_base_delay(mut self, base_delay: Duration) -> Self {
        self.base_delay = base_delay;
        self
    }

    /// Sets the longest wait between two tries.
    #[must_use]
    pub const fn with_max_delay(mut self, max_delay: Duration) -> Self {
        self.max_delay = max_delay;
        self
    }
}

impl Default for RetryPolicy {
    /// Seven tries over about half a minute: a storage server that moves is back by then.
    fn default() -> Self {
        Self {
            tries: 7,
            base_delay: Duration::from_millis(400),
            max_delay: Duration::from_secs(15),
        }
    }
}

impl RetryPolicy {
    /// One try: for callers that poll anyway.
    pub const ONCE: Self = Self { tries: 1, base_delay: Duration::ZERO, max_delay: Duration::ZERO };
}

/// The tries of one request.
#[derive(Debug)]
pub(crate) struct Backoff {
    policy: RetryPolicy,
    failures: u32,
    /// The cost of the failures so far.
    spent: u32,
}

/// What a failure costs, of twice the tries.
const COST_OF_FAILURE: u32 = 2;
/// What a refusal costs that asks for no more than patience.
const COST_OF_BUSY: u32 = 1;

/// A wait that the service asks for is not kept beyond this.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);

impl Backoff {
    pub(crate) fn new(policy: RetryPolicy) -> Self {
        Self { policy, failures: 0, spent: 0 }
    }

    /// How long to wait after `error`; none if it is final.
    pub(crate) fn delay_after(&mut self, error: &Error) -> Option<Duration> {
        self.failures += 1;
        self.spent += if error.is_throttled() { COST_OF_BUSY } else { COST_OF_FAILURE };
        let budget = self.policy.tries.saturating_sub(1).saturating_mul(COST_OF_FAILURE);
        if !error.is_retryable() || self.spent > budget {
            return None;
        }
        let doublings = (self.failures - 1).min(16);
        let ceiling = self.policy.base_delay.saturating_mul(1 << doublings);
        let drawn = scaled(ceiling.min(self.policy.max_delay), random_fraction());
        Some(match error.retry_after() {
            Some(asked) => asked.min(MAX_RETRY_AFTER) + drawn,
            None => drawn,
        })
    }
}

/// A number in 0..1, good enough to spread waits and never for a secret.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn random_fraction() -> f64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    // Each `RandomState` has fresh keys; the hash of nothing is then a random number.
    let bits = std::hash::RandomState::new().build_hasher().finish() >> 11;
    bits as f64 / (1u64 << 53) as f64
}

/// A number in 0..1, good enough to spread waits and never for a secret.
#[cfg(target_arch = "wasm32")]
pub(crate) fn random_fraction() -> f64 {
    js_sys::Math::random()
}

#[cfg(test)]
mod tests {
    use super::super::error::ServiceError;
    use super::*;

    fn busy(retry_after: Option<Duration>) -> Error {
        failed(503, retry_after)
    }

    fn failed(status: u16, retry_after: Option<Duration>) -> Error {
        Error::Service(Box::new(ServiceError {
            action: "read",
            object: "blob `x`".to_owned(),
            status,
            code: "ServerBusy".to_owned(),
            request_id: None,
            retry_after,
        }))
    }

    #[test]
    fn waits_double_up_to_a_limit_and_end_with_the_tries() {
        let policy = RetryPolicy::default();
        let mut backoff = Backoff::new(policy);
        for failure in 0..policy.tries - 1 {
            let delay = backoff.delay_after(&failed(500, None)).unwrap();
            assert!(delay <= policy.max_delay && delay <= policy.base_delay * (1 << failure));
        }
        assert_eq!(backoff.delay_after(&failed(500, None)), None);
    }

    #[test]
    fn a_throttling_service_is_tried_twice_as_often() {
        let policy = RetryPolicy::default();
        let mut backoff = Backoff::new(policy);
        for _ in 0..2 * (policy.tries - 1) {
            assert!(backoff.delay_after(&busy(None)).is_some());
        }
        assert_eq!(backoff.delay_after(&busy(None)), None);
    }

    #[test]
    fn a_retry_after_is_respected() {
        let mut backoff = Backoff::new(RetryPolicy::default());
        let delay = backoff.delay_after(&busy(Some(Duration::from_secs(9)))).unwrap();
        assert!(delay >= Duration::from_secs(9));
    }

    #[test]
    fn a_retry_after_is_respected_up_to_a_minute() {
        let policy = RetryPolicy::default();
        let mut backoff = Backoff::new(policy);
        let delay = backoff.delay_after(&busy(Some(Duration::from_secs(86_400)))).unwrap();
        assert!(delay >= MAX_RETRY_AFTER && delay <= MAX_RETRY_AFTER + policy.base_delay);
    }

    #[test]
    fn a_policy_of_one_try_never_waits() {
        assert_eq!(Backoff::new(RetryPolicy::ONCE).delay_after(&busy(None)), None);
    }

    #[test]
    fn fractions_differ_and_stay_in_range() {
        let drawn: Vec<f64> = (0..100).map(|_| random_fraction()).collect();
        assert!(drawn.iter().all(|x| (0.0..1.0).contains(x)));
        assert!(drawn.windows(2).any(|pair| pair[0] != pair[1]));
    }
}
