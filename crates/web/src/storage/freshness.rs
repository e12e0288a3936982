//! How fresh what is shown is, when it is looked at next, and what is in the way.
//!
//! Several loops run beside each other: the listing, a log, the log beside it. The status line tells
//! of the one the reader looks at, which is the log where there is one. Each has its own troubles:
//! that one of them got an answer says nothing of the others.

use crate::browser::clock;
use crate::signals::SetIfChanged as _;
use crate::storage::problem::Problem;
use leptos::prelude::*;
use std::time::Duration;

/// Whose freshness it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The list of jobs, or of a job's blobs.
    Listing,
    /// A log that is followed. It is told of before the listing.
    Log,
    /// The log beside it.
    Beside,
    /// A piece of a text, read where somebody looks. No loop tries it again.
    Piece,
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

/// When the page was last fresh, and when it will be again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// When it was, in milliseconds.
    pub seen: f64,
    /// When it will be, in milliseconds; none while it is looked at.
    pub next: Option<f64>,
    /// It is complete for good.
    pub is_over: bool,
}

/// The freshness of all that is shown.
#[derive(Debug)]
pub struct Freshness {
    listing: RwSignal<Look>,
    log: RwSignal<Look>,
    beside: RwSignal<Look>,
    piece: RwSignal<Look>,
}

impl Freshness {
    pub(crate) fn new() -> Self {
        let look = || RwSignal::new(Look::default());
        Self { listing: look(), log: look(), beside: look(), piece: look() }
    }

    fn of(&self, source: Source) -> &RwSignal<Look> {
        match source {
            Source::Listing => &self.listing,
            Source::Log => &self.log,
            Source::Beside => &self.beside,
            Source::Piece => &self.piece,
        }
    }

    /// The loop got an answer, and looks again after a pause; without one it is done.
    pub fn answered(&self, source: Source, pause: Option<Duration>) {
        let now = clock::now_ms();
        self.of(source).set(Look {
            seen: Some(now),
            next: pause.map(|pause| now + pause.as_millis() as f64),
            is_over: pause.is_none(),
            trouble: None,
        });
    }

    /// The loop got none, and tries again after a pause; without one it waits for the reader.
    pub fn failed(&self, source: Source, problem: Problem, pause: Option<Duration>) {
        let now = clock::now_ms();
        self.of(source).update(|look| {
            look.next = pause.map(|pause| now + pause.as_millis() as f64);
            look.trouble = Some(problem);
        });
    }

    /// The loop ended with its page; or nothing of it is asked for any more.
    pub fn left(&self, source: Source) {
        self.of(source).set_if_changed(Look::default());
    }

    /// Forgets all troubles: there is a new SAS.
    pub(crate) fn clear(&self) {
        for source in [Source::Listing, Source::Log, Source::Beside, Source::Piece] {
            self.of(source).update(|look| look.trouble = None);
        }
    }

    /// What is in the way, if anything is.
    pub fn trouble(&self) -> Option<Trouble> {
        [self.log.get(), self.beside.get(), self.piece.get(), self.listing.get()]
            .into_iter()
            .find_map(|look| Some(Trouble { problem: look.trouble?, next: look.next }))
    }

    /// How fresh the page is, if it ever was.
    pub fn told(&self) -> Option<Told> {
        [self.log.get(), self.listing.get()].into_iter().find_map(|look| {
            Some(Told { seen: look.seen?, next: look.next, is_over: look.is_over })
        })
    }
}
