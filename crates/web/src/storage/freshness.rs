//! How fresh the page is, when it is refreshed next, and which problem prevents that.
//!
//! Several loops refresh a page at the same time: the listing, a log, the second log. The status line
//! shows the loop that the reader looks at: the log if there is one. Each loop has its own problem:
//! an answer to one says nothing about the others.

use crate::browser::clock;
use crate::signals::SetIfChanged as _;
use crate::storage::problem::Problem;
use leptos::prelude::*;
use std::time::Duration;

/// The loop that refreshes a part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The list of jobs, or of a job's blobs.
    Listing,
    /// The log that is followed. The status line prefers it to the listing.
    Log,
    /// The second log of the task.
    SecondLog,
    /// A piece of a text, read because it is in view. No loop retries it.
    Piece,
}

/// The last attempt of a loop.
#[derive(Debug, Clone, Default, PartialEq)]
struct Attempt {
    /// The time of the last answer, in milliseconds.
    seen: Option<f64>,
    /// The time of the next attempt; none during an attempt, or if there is none.
    next: Option<f64>,
    /// Everything was read; nothing more will come.
    is_over: bool,
    trouble: Option<Problem>,
}

/// What prevents a page from being refreshed.
#[derive(Debug, Clone, PartialEq)]
pub struct Trouble {
    /// The problem.
    pub problem: Problem,
    /// The time of the next attempt, in milliseconds; none during an attempt, or if there is none.
    pub next: Option<f64>,
}

/// The last refresh of the page, and the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Refresh {
    /// The time of the last answer, in milliseconds.
    pub seen: f64,
    /// The time of the next attempt, in milliseconds; none during an attempt.
    pub next: Option<f64>,
    /// Nothing more will come.
    pub is_over: bool,
}

/// The freshness of everything on the page.
#[derive(Debug)]
pub struct Freshness {
    listing: RwSignal<Attempt>,
    log: RwSignal<Attempt>,
    second_log: RwSignal<Attempt>,
    piece: RwSignal<Attempt>,
}

impl Freshness {
    pub(crate) fn new() -> Self {
        let attempt = || RwSignal::new(Attempt::default());
        Self { listing: attempt(), log: attempt(), second_log: attempt(), piece: attempt() }
    }

    fn of(&self, source: Source) -> &RwSignal<Attempt> {
        match source {
            Source::Listing => &self.listing,
            Source::Log => &self.log,
            Source::SecondLog => &self.second_log,
            Source::Piece => &self.piece,
        }
    }

    /// The loop got an answer and asks again after `pause`; without a pause it is done.
    pub fn answered(&self, source: Source, pause: Option<Duration>) {
        let now = clock::now_ms();
        self.of(source).set(Attempt {
            seen: Some(now),
            next: pause.map(|pause| now + pause.as_millis() as f64),
            is_over: pause.is_none(),
            trouble: None,
        });
    }

    /// The loop failed and tries again after `pause`; without a pause it waits for the reader.
    pub fn failed(&self, source: Source, problem: Problem, pause: Option<Duration>) {
        let now = clock::now_ms();
        self.of(source).update(|attempt| {
            attempt.next = pause.map(|pause| now + pause.as_millis() as f64);
            attempt.trouble = Some(problem);
        });
    }

    /// The loop ended with its page, or reads nothing any more.
    pub fn reset(&self, source: Source) {
        self.of(source).set_if_changed(Attempt::default());
    }

    /// Forgets all problems, since there is a new SAS.
    pub(crate) fn clear(&self) {
        for source in [Source::Listing, Source::Log, Source::SecondLog, Source::Piece] {
            self.of(source).update(|attempt| attempt.trouble = None);
        }
    }

    /// The first problem, if there is one.
    pub fn trouble(&self) -> Option<Trouble> {
        [self.log.get(), self.second_log.get(), self.piece.get(), self.listing.get()]
            .into_iter()
            .find_map(|attempt| Some(Trouble { problem: attempt.trouble?, next: attempt.next }))
    }

    /// The last refresh, if there was one.
    pub fn last_refresh(&self) -> Option<Refresh> {
        [self.log.get(), self.listing.get()].into_iter().find_map(|attempt| {
            Some(Refresh { seen: attempt.seen?, next: attempt.next, is_over: attempt.is_over })
        })
    }
}
