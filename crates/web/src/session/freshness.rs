//! How fresh what is shown is, when it is looked at next, and what is in the way.
//!
//! Several loops run beside each other: the listing, a log. The status line tells of the one the
//! reader looks at, which is the log where there is one.

use crate::platform::clock;
use crate::state::problem::Problem;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;

/// Whose freshness it is; the greater one is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The list of jobs, or of a job's blobs.
    Listing,
    /// A log that is followed.
    Log,
}

/// What a loop last did.
#[derive(Debug, Clone, Default, PartialEq)]
struct Look {
    /// When it last got an answer, in milliseconds.
    seen: Option<f64>,
    /// When it looks again; none while it looks, or if it never will.
    next: Option<f64>,
    /// It has all there will be.
    is_over: bool,
    trouble: Option<Problem>,
}

/// What keeps a page from being fresh.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// What is the case.
    pub problem: Problem,
    /// When it is tried again, in milliseconds; none while it is tried, or if it never will be.
    pub next: Option<f64>,
}

/// The freshness of all that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Freshness {
    looks: RwSignal<BTreeMap<Source, Look>>,
}

impl Freshness {
    pub(super) fn new() -> Self {
        Self { looks: RwSignal::new(BTreeMap::new()) }
    }

    /// The loop got an answer, and looks again after a pause; without one it is done.
    pub fn answered(&self, source: Source, pause: Option<Duration>) {
        let now = clock::now_ms();
        let look = Look {
            seen: Some(now),
            next: pause.map(|pause| now + pause.as_secs_f64() * 1000.0),
            is_over: pause.is_none(),
            trouble: None,
        };
        self.looks.update(|looks| {
            looks.insert(source, look);
        });
    }

    /// The loop got none, and tries again after a pause; without one it waits for the reader.
    pub fn failed(&self, source: Source, problem: Problem, pause: Option<Duration>) {
        let now = clock::now_ms();
        self.looks.update(|looks| {
            let look = looks.entry(source).or_default();
            look.next = pause.map(|pause| now + pause.as_secs_f64() * 1000.0);
            look.trouble = Some(problem);
        });
    }

    /// The loop ended with its page.
    pub fn left(&self, source: Source) {
        // The page may be gone altogether, and the signal with it.
        self.looks.try_update(|looks| looks.remove(&source));
    }

    /// Forgets all troubles: there is a new SAS.
    pub(super) fn clear(&self) {
        self.looks.update(|looks| looks.values_mut().for_each(|look| look.trouble = None));
    }

    /// What is in the way, if anything is.
    pub fn trouble(&self) -> Option<Trouble> {
        self.looks.with(|looks| {
            looks.values().rev().find_map(|look| {
                let problem = look.trouble.clone()?;
                Some(Trouble { problem, next: look.next })
            })
        })
    }

    /// When the page was last fresh and when it will be again, in milliseconds, and whether it is
    /// complete for good.
    pub fn told(&self) -> Option<(f64, Option<f64>, bool)> {
        self.looks.with(|looks| {
            let look = looks.values().rev().find(|look| look.seen.is_some())?;
            Some((look.seen?, look.next, look.is_over))
        })
    }
}
