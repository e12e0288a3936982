//! The plan of faults: which, how often, and for which requests.

use super::http::Request;
use super::random::Random;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A fault of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The service throttles the request and does nothing: 503 with `Retry-After`.
    Busy,
    /// The service fails before it has acted: 500.
    Broken,
    /// The service fails after it has acted: 500.
    BrokenAfterwards,
    /// The connection is reset during the request's body; the service sees nothing.
    RequestReset,
    /// The connection is reset during the answer's body.
    AnswerReset,
    /// The connection is closed in order before the end of the answer.
    AnswerTruncated,
    /// The service has acted, and its answer is lost.
    AnswerLost,
    /// An append is refused with 412 although its position is right; the service sees nothing.
    PositionRefused,
    /// The answer is complete, but arrives a few bytes at a time.
    SlowDrip,
    /// The SAS is no longer accepted: 403. Only by [`FaultPlan::forbidden_from`].
    Forbidden,
    /// A proxy answers with any 2xx in place of the service, which sees nothing.
    ForeignSuccess,
    /// The service acts, and a proxy puts any 2xx in place of its answer.
    ForeignSuccessAfterwards,
    /// A network sends the client to its sign-in portal: 3xx; the service sees nothing.
    Redirect,
    /// The sign-in portal's page comes in place of the answer: 200; the service sees nothing.
    Portal,
    /// A web filter refuses with a page of its own: 4xx; the service sees nothing.
    FilterPage,
}

impl Fault {
    /// The faults of random schedules.
    pub const RANDOM: [Self; 9] = [
        Self::Busy,
        Self::Broken,
        Self::BrokenAfterwards,
        Self::RequestReset,
        Self::AnswerReset,
        Self::AnswerTruncated,
        Self::AnswerLost,
        Self::PositionRefused,
        Self::SlowDrip,
    ];

    /// The faults of a network that answers in the service's place.
    pub const FOREIGN: [Self; 5] = [
        Self::ForeignSuccess,
        Self::ForeignSuccessAfterwards,
        Self::Redirect,
        Self::Portal,
        Self::FilterPage,
    ];

    /// Whether it can apply to this request.
    fn fits(self, request: &Request) -> bool {
        match self {
            Self::PositionRefused => request.query("comp") == Some("appendblock"),
            // An empty body cannot be cut; `AnswerLost` covers that case.
            Self::AnswerReset | Self::AnswerTruncated | Self::SlowDrip => request.method == "GET",
            _ => true,
        }
    }
}

/// The faults to inject. The default is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FaultPlan {
    /// The seed of all random numbers.
    pub seed: u64,
    /// The share of requests with a fault, 0 to 1.
    pub rate: f64,
    /// The faults to draw from.
    pub faults: Vec<Fault>,
    /// The `Retry-After` of throttled requests, in seconds.
    pub retry_after: u32,
    /// From this request on, counted from 0 over the proxy's life, the SAS is refused.
    pub forbidden_from: Option<usize>,
}

impl FaultPlan {
    /// All random faults, in this share of requests.
    pub fn seeded(seed: u64, rate: f64) -> Self {
        Self { seed, rate, faults: Fault::RANDOM.to_vec(), ..Self::default() }
    }

    /// One fault, in this share of requests.
    pub fn only(fault: Fault, seed: u64, rate: f64) -> Self {
        Self { seed, rate, faults: vec![fault], ..Self::default() }
    }
}

/// A plan and its progress.
#[derive(Debug)]
pub(super) struct Schedule {
    pub(super) plan: FaultPlan,
    pub(super) n_requests: usize,
    n_faults: HashMap<Fault, usize>,
    /// The count of each request.
    seen: HashMap<u64, u64>,
    /// The end of the `Retry-After` of each request.
    due: HashMap<u64, Instant>,
    pub(super) n_early: usize,
}

impl Schedule {
    pub(super) fn new(plan: FaultPlan) -> Self {
        Self {
            plan,
            n_requests: 0,
            n_faults: HashMap::new(),
            seen: HashMap::new(),
            due: HashMap::new(),
            n_early: 0,
        }
    }

    pub(super) fn n_faults(&self, fault: Fault) -> usize {
        self.n_faults.get(&fault).copied().unwrap_or_default()
    }

    /// Counts a request; returns its fault, and random numbers for the details.
    pub(super) fn next(&mut self, request: &Request) -> (Option<Fault>, Random) {
        let index = self.n_requests;
        self.n_requests += 1;
        let key = request.key();
        if self.due.remove(&key).is_some_and(|due| Instant::now() < due) {
            self.n_early += 1;
        }
        let n_before = self.seen.entry(key).or_default();
        let mut random = Random::new(self.plan.seed ^ key.rotate_left(7).wrapping_add(*n_before));
        *n_before += 1;
        let fault = if self.plan.forbidden_from.is_some_and(|from| index >= from) {
            Some(Fault::Forbidden)
        } else if random.fraction() < self.plan.rate {
            let fitting: Vec<Fault> =
                self.plan.faults.iter().copied().filter(|fault| fault.fits(request)).collect();
            fitting.get(random.below(fitting.len())).copied()
        } else {
            None
        };
        if fault == Some(Fault::Busy) {
            // Taken before the answer is sent, so a client that waits for `Retry-After` comes
            // later.
            let wait = Duration::from_secs(self.plan.retry_after.into());
            self.due.insert(key, Instant::now() + wait);
        }
        if let Some(fault) = fault {
            *self.n_faults.entry(fault).or_default() += 1;
        }
        (fault, random)
    }
}
