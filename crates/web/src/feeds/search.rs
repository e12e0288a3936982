//! A search through all bytes of a log, in a worker beside the page.
//!
//! The page reads what the worker asks for, some pieces at a time, and hands it over in order; the
//! worker never asks the network and knows no SAS. The worker is started when somebody first
//! searches, and ends with the view. What was found stays when the reading is stopped or fails.

mod client;
mod errors;
mod filter;
mod lines;
mod scan;
mod seek;

use super::log::{LogFeed, Phase};
use crate::net::scope::{spawn_latest, start};
use crate::net::wake::Wake;
use crate::reactive::*;
use crate::session::{Session, session};
use crate::state::find::{Progress, Query, Scan};
use crate::state::line_filter::LineFilter;
use client::SearchClient;
use futures_util::future::AbortHandle;
use jobshelf_log::{Added, LogLines};
use jobshelf_search_protocol::{ClientError, CurrentMatch, Highlight, LineStart, Ticks};
use scan::Extent;
use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;

/// A search through one log.
pub struct LogSearch {
    session: &'static Session,
    feed: &'static LogFeed,
    client: RefCell<Option<Rc<SearchClient>>>,
    /// What is looked for.
    pub query: State<Query>,
    /// What is wrong with it, if it is an expression that cannot be one.
    pub refusal: State<String>,
    /// The expression for lines that are errors, if the reader has one.
    pub errors: State<String>,
    /// What is wrong with it, if it cannot be one.
    pub errors_refusal: State<String>,
    /// Lines are errors by it, rather than by what they say.
    pub has_own_errors: Derived<bool>,
    /// What the last append brought, with errors as the reader sees them.
    pub added: State<Added>,
    /// Which lines are collected.
    pub filter: State<LineFilter>,
    /// What is wrong with that, if an expression in it cannot be one.
    pub filter_refusal: State<String>,
    /// How far it is.
    pub progress: State<Progress>,
    /// What it does.
    pub scan: State<Scan>,
    /// Somebody wants to have all of the log looked through.
    is_wanted: State<bool>,
    /// It was begun so often.
    run: State<u32>,
    /// What it did before it read for one error alone; none while somebody wants all of it.
    lent: RefCell<Option<Scan>>,
    /// The view is gone.
    is_over: Cell<bool>,
    progressed: Wake,
    seeking: Cell<Option<AbortHandle>>,
}

impl std::fmt::Debug for LogSearch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LogSearch")
    }
}

impl LogSearch {
    /// A search that nobody began yet.
    pub fn new(feed: &'static LogFeed) -> &'static Self {
        let (errors, errors_refusal) = (State::new(String::new()), State::new(String::new()));
        let has_own_errors =
            memo(move || !errors.with(String::is_empty) && errors_refusal.with(String::is_empty));
        let search = kept(Self {
            session: session(),
            feed,
            client: RefCell::default(),
            query: State::new(Query::default()),
            refusal: State::new(String::new()),
            errors,
            errors_refusal,
            has_own_errors,
            added: State::new(Added::default()),
            filter: State::new(LineFilter::default()),
            filter_refusal: State::new(String::new()),
            progress: State::new(Progress::default()),
            scan: State::new(Scan::Idle),
            is_wanted: State::new(false),
            run: State::new(0),
            lent: RefCell::default(),
            is_over: Cell::new(false),
            progressed: Wake::default(),
            seeking: Cell::default(),
        });
        search.watch();
        let held = send_wrapper::SendWrapper::new(search);
        cleanup(move || {
            held.is_over.set(true);
            drop(held.client.take());
            held.stop_seeking();
        });
        search
    }

    fn watch(&'static self) {
        let feed = self.feed;
        // Another log under the same name, or other text of the same bytes: all is looked through
        // anew.
        let begun = move || (feed.era(), feed.lines.with(LogLines::encoding));
        on_change(begun, move |_, _| self.begin_anew());
        let is_ready = move || feed.phase.with(|phase| *phase != Phase::Loading);
        spawn_latest(
            move || (self.is_wanted.get() && is_ready()).then(|| self.run.get()),
            move |_| Box::pin(self.scan_on(Extent::All)),
        );
        self.watch_errors();
        on_change(move || feed.total.get(), move |_, _| self.go_on_growing());
        effect(move || {
            feed.newest.track();
            untrack(|| self.feed_newest());
        });
        // Lines that are loaded get their numbers once all of the log was counted.
        let knows_lines = move || self.progress.with(|progress| progress.lines.is_some());
        spawn_latest(
            move || {
                let unnumbered = feed.lines.with(LogLines::unnumbered);
                (knows_lines() && !unnumbered.is_empty()).then_some(unnumbered)
            },
            move |unnumbered| Box::pin(self.number(unnumbered)),
        );
    }

    /// Looks for something else. An empty query is nothing.
    pub fn look_for(&'static self, query: Query) {
        if self.query.with_untracked(|before| *before == query) {
            return;
        }
        let is_search = !query.is_empty();
        self.stop_seeking();
        self.refusal.set_if_new(String::new());
        self.query.set(query);
        let before = self.progress.get_untracked();
        let progress = Progress { matches: 0, is_capped: false, ..before };
        self.progress.set(match is_search {
            // Until the worker tells how much there is, something is left to search.
            true => Progress { searched: 0, total: before.total.max(1), ..progress },
            false => progress,
        });
        if self.client.borrow().is_none() && !is_search {
            return;
        }
        self.ask();
        if is_search {
            self.run_on();
        } else {
            self.rest();
        }
    }

    /// Reads no further if nothing is looked for any more.
    fn rest(&self) {
        let is_filter = !self.filter.with_untracked(LineFilter::is_empty);
        let is_search = !self.query.with_untracked(Query::is_empty);
        let is_good = |refusal: State<String>| refusal.with_untracked(String::is_empty);
        let is_good_filter = is_filter && is_good(self.filter_refusal);
        let is_good_search = is_search && is_good(self.refusal);
        if !is_good_filter && !is_good_search {
            self.is_wanted.set_if_new(false);
            self.scan.set_if_new(Scan::Idle);
        }
    }

    /// Sends the query to the worker.
    fn ask(&'static self) {
        let Ok(client) = self.client() else { return };
        let query = self.query.get_untracked();
        let answer = client.set_pattern(query.pattern());
        let is_current = move || self.query.with_untracked(|now| *now == query);
        self.show_problem(Box::pin(answer), self.refusal, Box::new(is_current));
    }

    /// Waits for the answer to a pattern; while the pattern `is_current`, shows what is wrong with it.
    fn show_problem(
        &'static self,
        answer: Pin<Box<dyn Future<Output = Result<Option<String>, ClientError>>>>,
        refusal: State<String>,
        is_current: Box<dyn Thunk<bool>>,
    ) {
        drop(start(Box::pin(async move {
            if let Ok(Some(problem)) = answer.await
                && is_current.run()
            {
                refusal.set(problem);
                self.rest();
            }
            // The next call reports a broken worker, too.
            let _ = self.refresh().await;
        })));
    }

    /// Reads the log, or reads it on.
    pub fn run_on(&self) {
        self.lent.take();
        self.read_on();
    }

    /// The same for whoever wanted it before.
    fn read_on(&self) {
        self.is_wanted.update_untracked(|is_wanted| *is_wanted = true);
        self.scan.set_if_new(Scan::Running);
        self.run.update(|run| *run += 1);
        self.is_wanted.set(true);
    }

    /// Reads no further. What was found stays.
    pub fn stop(&self) {
        self.lent.take();
        self.is_wanted.set(false);
        self.scan.set(Scan::Stopped);
        self.progressed.all();
    }

    fn go_on_growing(&self) {
        if self.is_wanted.get_untracked() && self.scan.get_untracked() == Scan::Idle {
            self.read_on();
        }
    }

    fn begin_anew(&'static self) {
        if self.client.borrow().is_none() {
            return;
        }
        self.feed.newest.update_untracked(|newest| *newest = Default::default());
        self.progress.set(Progress { total: 1, ..Progress::default() });
        self.open();
        if !self.query.with_untracked(Query::is_empty) {
            self.ask();
        }
        if !self.filter.with_untracked(LineFilter::is_empty) {
            self.ask_for_lines();
        }
        if !self.errors.with_untracked(String::is_empty) {
            self.ask_for_errors();
        }
        if self.is_wanted.get_untracked() {
            self.read_on();
        } else if self.scan.get_untracked() == Scan::Replaced {
            self.scan.set(Scan::Idle);
        }
    }

    /// The worker, started if it was not; an error if it does not start or the view is gone.
    fn client(&'static self) -> Result<Rc<SearchClient>, ClientError> {
        if self.is_over.get() {
            return Err(ClientError::Disconnected);
        }
        if self.client.borrow().is_none() {
            let client = client::start().map(Rc::new);
            *self.client.borrow_mut() = client;
            self.open();
        }
        let client = self.client.borrow().clone();
        if client.is_none() {
            self.scan.set(Scan::Broken);
        }
        client.ok_or(ClientError::Disconnected)
    }

    /// Opens the log as it is now.
    fn open(&self) {
        let Some(client) = self.client.borrow().clone() else { return };
        let encoding = self.feed.lines.with_untracked(LogLines::encoding);
        drop(client.open(self.feed.total.get_untracked(), encoding));
    }

    /// Returns where the query matches in lines. Of very many matches in a line it returns some, and
    /// the `current` one: the index of its line, and how many matches of that line are before it.
    pub async fn highlight(
        &'static self,
        lines: Vec<String>,
        current: Option<(u32, u32)>,
    ) -> Result<Vec<Highlight>, ClientError> {
        let current = current.map(|(line, nth)| CurrentMatch { line, nth });
        self.client()?.highlight(lines, current).await
    }

    /// Returns how many matches begin in `from..to`.
    pub async fn count_matches(&'static self, from: u64, to: u64) -> Result<u64, ClientError> {
        self.client()?.count_matches(from, to).await
    }

    /// Returns marks beside the scroll bar, at most `max` of each kind.
    pub async fn ticks(&'static self, max: u32) -> Result<Ticks, ClientError> {
        self.client()?.ticks(max).await
    }

    /// Whether a worker runs: then it knows more than what is loaded.
    pub fn is_begun(&self) -> bool {
        self.client.borrow().is_some()
    }

    async fn number(&'static self, unnumbered: Vec<(u64, u64)>) {
        let mut known = Vec::new();
        for (from, to) in unnumbered {
            let Ok(client) = self.client() else { return };
            let Ok(start) = client.line_start_in(from, to).await else { return };
            known.extend(start);
        }
        if !known.is_empty() {
            self.feed.lines.update(|lines| {
                for LineStart { at, lines_before } in known {
                    lines.set_number(at, lines_before);
                }
            });
        }
    }
}
