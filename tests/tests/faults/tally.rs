//! The counts of all schedules of a test, which must be large enough to be meaningful.

use super::{Fault, FaultProxy};
use std::fmt;

#[derive(Debug, Default)]
pub(crate) struct Tally {
    n_schedules: usize,
    /// The schedules in which the first attempt of the operation succeeded.
    n_at_once: usize,
    n_requests: usize,
    faults: Vec<(Fault, usize)>,
}

impl Tally {
    pub(crate) fn of(proxy: &FaultProxy, succeeded_at_once: bool) -> Self {
        let all = Fault::RANDOM.into_iter().chain([Fault::Forbidden]).chain(Fault::FOREIGN);
        Self {
            n_schedules: 1,
            n_at_once: usize::from(succeeded_at_once),
            n_requests: proxy.n_requests(),
            faults: all.map(|fault| (fault, proxy.n_faults(fault))).collect(),
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.n_schedules += other.n_schedules;
        self.n_at_once += other.n_at_once;
        self.n_requests += other.n_requests;
        for (fault, count) in &other.faults {
            match self.faults.iter_mut().find(|(found, _)| found == fault) {
                Some((_, sum)) => *sum += count,
                None => self.faults.push((*fault, *count)),
            }
        }
    }

    /// All schedules ran, and each of these faults occurred.
    pub(crate) fn assert_met(&self, n_schedules: usize, faults: &[Fault]) {
        if super::only_seed().is_some() {
            return;
        }
        assert_eq!(self.n_schedules, n_schedules);
        for (fault, count) in &self.faults {
            assert!(*count > 0 || !faults.contains(fault), "{fault:?} was never met");
        }
    }

    /// The event that the schedules are for has occurred.
    pub(crate) fn assert_some(&self, what: &str, count: usize) {
        assert!(count > 0 || super::only_seed().is_some(), "there were no {what}");
    }

    /// Some schedules succeeded at once, and some did not.
    pub(crate) fn assert_mixed(&self) {
        if super::only_seed().is_some() {
            return;
        }
        assert!(self.n_at_once > self.n_schedules / 4, "only {} succeeded", self.n_at_once);
        assert!(self.n_at_once < self.n_schedules, "no fault was more than a retry could master");
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { n_schedules, n_at_once, n_requests, faults } = self;
        write!(f, "{n_schedules} schedules, {n_at_once} succeeded at once, {n_requests} requests")?;
        faults.iter().try_for_each(|(fault, count)| write!(f, ", {count} {fault:?}"))
    }
}
