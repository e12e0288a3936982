//! When to try again, and how long to wait before the next try.
//!
//! The longest wait doubles with each try up to a limit, and the wait is a random part of it ("full
//! jitter"), so that a pool of nodes does not retry in step. `Retry-After` is respected.
//!
//! A throttling service is reachable, so it gets about twice as many tries as one that does not
//! answer: with a third of all requests throttled, seven tries would still fail one task in two
//! thousand.

use super::error::Error;
use crate::time::scaled;
use std::time::Duration;

/// How often to try a request, and how long to wait between tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// The number of tries, at least 1. A throttled try counts half.
    pub tries: u32,
    /// The longest wait before the second try; it doubles from try to try.
    pub base_delay: Duration,
    /// The longest wait between two tries, unless the service asks for more.
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
    /// Seven tries over about half a minute: a storage server that moves is available again by
    /// then.
    fn default() -> Self {
        Self {
            tries: 7,
            base_delay: Duration::from_millis(400),
            max_delay: Duration::from_secs(15),
        }
    }
}

impl RetryPolicy {
    /// One try, for callers that poll anyway.
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

/// The cost of a failure; the budget is twice the number of tries.
const COST_OF_FAILURE: u32 = 2;
/// The cost of a throttled try.
const COST_OF_THROTTLING: u32 = 1;

/// The longest `Retry-After` that is respected.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);

impl Backoff {
    pub(crate) fn new(policy: RetryPolicy) -> Self {
        Self { policy, failures: 0, spent: 0 }
    }

    /// How long to wait after `error`; none if there is no further try.
    pub(crate) fn delay_after(&mut self, error: &Error) -> Option<Duration> {
        self.failures += 1;
        self.spent += if error.is_throttled() { COST_OF_THROTTLING } else { COST_OF_FAILURE };
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

/// A random number in 0..1, good enough for waits but not for secrets.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn random_fraction() -> f64 {
    use std::hash::{BuildHasher as _, Hasher as _};
    // Each `RandomState` has fresh keys; the hash of nothing is then a random number.
    let bits = std::hash::RandomState::new().build_hasher().finish() >> 11;
    bits as f64 / (1u64 << 53) as f64
}

/// A random number in 0..1, good enough for waits but not for secrets.
#[cfg(target_arch = "wasm32")]
pub(crate) fn random_fraction() -> f64 {
    js_sys::Math::random()
}

#[cfg(test)]
mod tests {
    use super::super::service_error::ServiceError;
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
