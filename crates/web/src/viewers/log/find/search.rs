//! A search through all bytes of a log, in a worker beside the page.
//!
//! The page reads what the worker asks for, some pieces at a time, and hands it over in order; the
//! worker never asks the network and knows no SAS. The worker is started when somebody first
//! searches, and ends with the view. What was found stays when the reading is stopped or fails.

mod errors;
mod filter;
mod lines;
mod scan;
mod seek;

use crate::browser::worker::{Broken, Worker, counts, number, numbers};
use crate::reactive::*;
use crate::storage::notify::Wake;
use crate::storage::session::{Session, session};
use crate::storage::spawn::{spawn_latest, start};
use crate::viewers::log::filter::model::LineFilter;
use crate::viewers::log::find::model::{Progress, Query, Scan};
use crate::viewers::log::find::search::scan::Extent;
use crate::viewers::log::follow::loader::{LogFeed, Phase};
use futures_util::future::AbortHandle;
use jobshelf_log::{Added, LogLines};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A search through one log.
pub struct LogSearch {
    session: &'static Session,
    feed: &'static LogFeed,
    worker: RefCell<Option<Rc<Worker>>>,
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
            worker: RefCell::default(),
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
            drop(held.worker.take());
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
        if self.worker.borrow().is_none() && !is_search {
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

    /// Tells the worker what is looked for.
    fn ask(&'static self) {
        let query = self.query.get_untracked();
        let arguments = [query.text.as_str().into(), query.flags().into()];
        let is_current = move || self.query.with_untracked(|now| *now == query);
        self.set("query", &arguments, self.refusal, Box::new(is_current));
    }

    /// Tells the worker something that it may refuse; as long as that `is_current`, it is told why.
    fn set(
        &'static self,
        method: &str,
        arguments: &[JsValue],
        refusal: State<String>,
        is_current: Box<dyn Thunk<bool>>,
    ) {
        let Some(worker) = self.worker() else { return };
        let asked = worker.call(method, arguments);
        drop(start(Box::pin(async move {
            let said = asked.await.ok().and_then(|answer| answer.as_string()).unwrap_or_default();
            if is_current.run() && !said.is_empty() {
                refusal.set(said);
                self.rest();
            }
            // Broken is what the next call tells, too.
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
        if self.worker.borrow().is_none() {
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

    /// The worker, started if it was not; none for who asks after the view is gone.
    fn worker(&'static self) -> Option<Rc<Worker>> {
        if self.is_over.get() {
            return None;
        }
        if self.worker.borrow().is_none() {
            let worker = Worker::search().map(Rc::new);
            *self.worker.borrow_mut() = worker;
            self.open();
        }
        let worker = self.worker.borrow().clone();
        if worker.is_none() {
            self.scan.set(Scan::Broken);
        }
        worker
    }

    /// Begins with the log as it is now.
    pub(crate) fn open(&self) {
        let Some(worker) = self.worker.borrow().clone() else { return };
        let encoding = self.feed.lines.with_untracked(LogLines::encoding);
        let total = self.feed.total.get_untracked();
        drop(worker.call("open", &[number(total), encoding.as_str().into()]));
    }

    async fn call(&'static self, method: &str, arguments: &[JsValue]) -> Result<JsValue, Broken> {
        let Some(worker) = self.worker() else { return Err(Broken) };
        worker.call(method, arguments).await
    }

    async fn numbers(
        &'static self,
        method: &str,
        arguments: &[JsValue],
    ) -> Result<Vec<f64>, Broken> {
        Ok(numbers(&self.call(method, arguments).await?))
    }

    /// Where the query matches in lines: for each match its line, where it begins and ends, and whether
    /// it is the `current` one (1): that is told by its line and how many of that are before it. Of
    /// very many matches in a line not all are told.
    pub async fn mark(
        &'static self,
        lines: Vec<String>,
        current: Option<(u32, u32)>,
    ) -> Result<Vec<u32>, Broken> {
        let lines: js_sys::Array = lines.iter().map(JsValue::from).collect();
        let (line, before) = current.unwrap_or((u32::MAX, 0));
        Ok(counts(&self.call("mark", &[lines.into(), line.into(), before.into()]).await?))
    }

    /// How many matches begin in `from..to`.
    pub async fn count_in(&'static self, from: u64, to: u64) -> Result<u64, Broken> {
        let counted = self.numbers("countIn", &[number(from), number(to)]).await?;
        Ok(counted.first().copied().unwrap_or_default() as u64)
    }

    /// Where ticks belong, at most `n` of each kind: errors, warnings, matches.
    pub async fn ticks(&'static self, n: u32) -> Result<[Vec<u64>; 3], Broken> {
        let flat = self.numbers("ticks", &[n.into()]).await?;
        let mut kinds = <[Vec<u64>; 3]>::default();
        let [n_errors, n_warnings, bytes @ ..] = flat.as_slice() else { return Ok(kinds) };
        let (until_warnings, until_matches) =
            (*n_errors as usize, (n_errors + n_warnings) as usize);
        let [errors, warnings, matches] = &mut kinds;
        for (index, byte) in bytes.iter().enumerate() {
            let kind = match index {
                _ if index < until_warnings => &mut *errors,
                _ if index < until_matches => &mut *warnings,
                _ => &mut *matches,
            };
            kind.push(*byte as u64);
        }
        Ok(kinds)
    }

    /// Whether a worker runs: then it knows more than what is loaded.
    pub fn is_begun(&self) -> bool {
        self.worker.borrow().is_some()
    }

    async fn number(&'static self, unnumbered: Vec<(u64, u64)>) {
        let mut known = Vec::new();
        for (from, to) in unnumbered {
            let Ok(point) = self.numbers("pointIn", &[number(from), number(to)]).await else {
                return;
            };
            if let [at, before] = *point {
                known.push((at as u64, before as u64));
            }
        }
        if !known.is_empty() {
            self.feed.lines.update(|lines| {
                for (at, before) in known {
                    lines.set_number(at, before);
                }
            });
        }
    }
}
