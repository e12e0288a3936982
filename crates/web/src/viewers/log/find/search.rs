//! A search through all bytes of a log, in a web worker.
//!
//! The page reads the bytes that the worker wants, a few pieces at a time, and hands them over in
//! order; the worker has no network and no SAS. It starts with the first search and ends with the
//! view. The results stay when reading is stopped or fails.

mod client;
mod errors;
mod filter;
mod lines;
mod scan;
mod seek;
mod task_scope;

use crate::route::{LineFilter, Query};
use crate::signals::{SetIfChanged as _, on_change};
use crate::storage::notify::Notify;
use crate::storage::spawn::spawn_latest;
use crate::viewers::log::find::model::{Progress, Scan};
use crate::viewers::log::find::search::client::SearchClient;
use crate::viewers::log::find::search::scan::Extent;
pub(crate) use crate::viewers::log::find::search::task_scope::TaskScope;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::state::Phase;
use futures_util::future::AbortHandle;
use jobshelf_log::{Added, LogLines};
use jobshelf_search_protocol::{ClientError, CurrentMatch, Highlight, Ticks};
use leptos::prelude::*;

/// A search through one log.
#[derive(Debug, Clone, Copy)]
pub struct LogSearch {
    loader: LogLoader,
    client: StoredValue<Option<SearchClient>, LocalStorage>,
    /// The text to find.
    pub(crate) query: RwSignal<Query>,
    /// Why the query is not a valid expression, or empty.
    pub(crate) refusal: RwSignal<String>,
    /// The reader's expression for errors, or empty.
    pub(crate) errors: RwSignal<String>,
    /// Why it is not a valid expression, or empty.
    pub(crate) errors_refusal: RwSignal<String>,
    /// Errors are found by the reader's expression instead of the usual words.
    pub(crate) has_own_errors: Memo<bool>,
    /// The lines that the last append added, with errors as the reader defines them.
    pub(crate) added: RwSignal<Added>,
    /// Which lines are collected.
    pub(crate) filter: RwSignal<LineFilter>,
    /// Why an expression of the filter is not valid, or empty.
    pub(crate) filter_refusal: RwSignal<String>,
    /// How far the search is.
    pub(crate) progress: RwSignal<Progress>,
    /// What it is doing.
    pub(crate) scan: RwSignal<Scan>,
    /// The tasks that end with the view.
    pub(crate) tasks: TaskScope,
    /// All of the log is to be searched.
    is_wanted: RwSignal<bool>,
    /// The number of times that reading was started.
    run: RwSignal<u32>,
    /// The state to return to after reading only to find one error.
    scan_before_seek: StoredValue<Option<Scan>>,
    /// Notifies whenever more was searched, and when reading ends.
    progressed: StoredValue<Notify>,
    /// The step to a match or an error that is under way.
    seeking: StoredValue<Option<AbortHandle>>,
}

impl LogSearch {
    /// A search that is not started yet.
    pub(crate) fn new(loader: LogLoader) -> Self {
        let (errors, errors_refusal) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
        let has_own_errors = Memo::new(move |_| {
            !errors.with(String::is_empty) && errors_refusal.with(String::is_empty)
        });
        let search = Self {
            loader,
            client: StoredValue::new_local(None),
            query: RwSignal::new(Query::default()),
            refusal: RwSignal::new(String::new()),
            errors,
            errors_refusal,
            has_own_errors,
            added: RwSignal::new(Added::default()),
            filter: RwSignal::new(LineFilter::default()),
            filter_refusal: RwSignal::new(String::new()),
            progress: RwSignal::new(Progress::default()),
            scan: RwSignal::new(Scan::Idle),
            tasks: TaskScope::new(),
            is_wanted: RwSignal::new(false),
            run: RwSignal::new(0),
            scan_before_seek: StoredValue::new(None),
            progressed: StoredValue::new(Notify::default()),
            seeking: StoredValue::new(None),
        };
        search.start_effects();
        on_cleanup(move || search.stop_seeking());
        search
    }

    fn start_effects(self) {
        let loader = self.loader;
        // Another log with the same name, or the same bytes in another encoding.
        let text = move || (loader.era(), loader.lines.with(LogLines::encoding));
        on_change(text, move |_, _| self.start_over());
        let is_ready = move || loader.phase.with(|phase| *phase != Phase::Loading);
        spawn_latest(
            move || (self.is_wanted.get() && is_ready()).then(|| self.run.get()),
            move |_| Box::pin(self.run_scan(Extent::All)),
        );
        self.start_error_effects();
        on_change(move || loader.total.get(), move |_, _| self.continue_after_growth());
        Effect::new(move |_| {
            loader.newest.track();
            untrack(|| self.feed_newest());
        });
        // Once the worker has counted all lines, it knows the numbers of those that are loaded.
        let knows_lines = move || self.progress.with(|progress| progress.lines.is_some());
        spawn_latest(
            move || {
                let unnumbered = loader.lines.with(LogLines::unnumbered);
                (knows_lines() && !unnumbered.is_empty()).then_some(unnumbered)
            },
            move |unnumbered| Box::pin(self.number_lines(unnumbered)),
        );
    }

    /// Looks for another text; an empty query stops the search.
    pub(crate) fn look_for(self, query: Query) {
        if self.query.with_untracked(|before| *before == query) {
            return;
        }
        let is_search = !query.is_empty();
        self.stop_seeking();
        self.refusal.set_if_changed(String::new());
        self.query.set(query);
        let before = self.progress.get_untracked();
        let progress = Progress { matches: 0, is_capped: false, ..before };
        self.progress.set(match is_search {
            // Until the worker reports the total, something is left to search.
            true => Progress { searched: 0, total: before.total.max(1), ..progress },
            false => progress,
        });
        if !self.is_started() && !is_search {
            return;
        }
        self.send_query();
        if is_search {
            self.resume();
        } else {
            self.stop_if_unused();
        }
    }

    /// Stops reading when there is neither a valid query nor a valid filter.
    fn stop_if_unused(self) {
        let is_filter = !self.filter.with_untracked(LineFilter::is_empty);
        let is_search = !self.query.with_untracked(Query::is_empty);
        let is_valid = |refusal: RwSignal<String>| refusal.with_untracked(String::is_empty);
        let is_valid_filter = is_filter && is_valid(self.filter_refusal);
        let is_valid_search = is_search && is_valid(self.refusal);
        if !is_valid_filter && !is_valid_search {
            self.is_wanted.set_if_changed(false);
            self.scan.set_if_changed(Scan::Idle);
        }
    }

    fn send_query(self) {
        let Some(client) = self.client() else { return };
        let query = self.query.get_untracked();
        let answer = client.set_pattern(query.pattern());
        let is_current = move || self.query.with_untracked(|now| *now == query);
        self.report_refusal(answer, self.refusal, is_current);
    }

    /// Shows why the worker refused an expression, unless another has replaced it since.
    fn report_refusal(
        self,
        answer: impl Future<Output = Result<Option<String>, ClientError>> + 'static,
        refusal: RwSignal<String>,
        is_current: impl Fn() -> bool + 'static,
    ) {
        self.tasks.spawn(async move {
            if let Ok(Some(reason)) = answer.await
                && is_current()
            {
                refusal.set(reason);
                self.stop_if_unused();
            }
            // A broken worker is reported by the scan.
            let _ = self.refresh().await;
        });
    }

    /// Reads the log, or continues to read it, at the reader's request.
    pub(crate) fn resume(self) {
        self.scan_before_seek.set_value(None);
        self.start_scan();
    }

    /// Starts to read, for whoever asked before.
    fn start_scan(self) {
        self.is_wanted.update_untracked(|is_wanted| *is_wanted = true);
        self.scan.set_if_changed(Scan::Running);
        self.run.update(|run| *run += 1);
        self.is_wanted.set(true);
    }

    /// Stops reading. The results stay.
    pub(crate) fn stop(self) {
        self.scan_before_seek.set_value(None);
        self.is_wanted.set(false);
        self.scan.set(Scan::Stopped);
        self.notify_progress();
    }

    fn continue_after_growth(self) {
        if self.is_wanted.get_untracked() && self.scan.get_untracked() == Scan::Idle {
            self.start_scan();
        }
    }

    /// Forgets all results and gives the worker the same tasks again.
    fn start_over(self) {
        if !self.is_started() {
            return;
        }
        self.loader.newest.update_untracked(|newest| *newest = Default::default());
        self.progress.set(Progress { total: 1, ..Progress::default() });
        self.open();
        if !self.query.with_untracked(Query::is_empty) {
            self.send_query();
        }
        if !self.filter.with_untracked(LineFilter::is_empty) {
            self.send_filter();
        }
        if !self.errors.with_untracked(String::is_empty) {
            self.send_errors();
        }
        if self.is_wanted.get_untracked() {
            self.start_scan();
        } else if self.scan.get_untracked() == Scan::Replaced {
            self.scan.set(Scan::Idle);
        }
    }

    /// Whether the worker runs: it then knows more than the lines that are loaded.
    pub(crate) fn is_started(self) -> bool {
        self.client.try_with_value(Option::is_some).unwrap_or_default()
    }

    /// The worker, started on the first call. There is none once the view is gone.
    fn client(self) -> Option<SearchClient> {
        if let Some(client) = self.client.try_get_value()? {
            return Some(client);
        }
        let client = client::start();
        self.client.set_value(client.clone());
        if client.is_some() {
            self.open();
        } else {
            self.scan.set(Scan::Broken);
        }
        client
    }

    /// Tells the worker to begin with the log as it is now.
    fn open(self) {
        let Some(client) = self.client.get_value() else { return };
        let encoding = self.loader.lines.with_untracked(LogLines::encoding);
        drop(client.open(self.loader.total.get_untracked(), encoding));
    }

    /// The worker, for calls whose answers are awaited.
    fn connect(self) -> Result<SearchClient, ClientError> {
        self.client().ok_or(ClientError::Disconnected)
    }

    /// The matches in `lines`; of very many matches in a line, some.
    pub(crate) async fn highlight(
        self,
        lines: Vec<String>,
        current: Option<CurrentMatch>,
    ) -> Result<Vec<Highlight>, ClientError> {
        self.connect()?.highlight(lines, current).await
    }

    /// The number of matches that begin in `from..to`.
    pub(crate) async fn count_matches(self, from: u64, to: u64) -> Result<u64, ClientError> {
        self.connect()?.count_matches(from, to).await
    }

    /// The bytes for ticks, at most `max` of each kind.
    pub(crate) async fn ticks(self, max: u32) -> Result<Ticks, ClientError> {
        self.connect()?.ticks(max).await
    }

    /// Notifies the tasks that wait for the search to progress or to end.
    fn notify_progress(self) {
        self.progressed.with_value(Notify::notify_all);
    }
}
