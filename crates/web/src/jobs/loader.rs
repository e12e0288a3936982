//! Keeps an account's list of jobs fresh, and makes a summary of each job in view.
//!
//! Listing containers is cheap; listing their blobs is not. So a summary is made from the first
//! page of a job's listing, only for rows in view, and a few at a time. Its figures are lower
//! bounds if there are more pages.

use crate::browser::clock;
use crate::job::loader::sleep_until_next;
use crate::job::model::Job;
use crate::job::summary::JobSummary;
use crate::storage::listing_interval::Pace;
use crate::storage::problem::Problem;
use crate::storage::semaphore::run_all;
use crate::storage::session::{Session, Source, session};
use crate::storage::spawn::spawn_scoped;
use futures_util::FutureExt as _;
use jobshelf::{ContainerItem, JobOutputStorage, job_pages};
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// How many previews a summary has.
pub(crate) const PREVIEWS: usize = 3;

const MAX_PAGES: usize = 10;
const SHORTEST_INTERVAL: Duration = Duration::from_secs(10);
/// How many summaries are made at the same time.
const AT_ONCE: usize = 4;
/// How many rows in view have a summary at most.
const MAX_ROWS: usize = 50;
/// How often the loader looks for summaries to make.
const SUMMARY_INTERVAL: Duration = Duration::from_millis(400);
/// How old the summary of a running job gets, in milliseconds.
const MAX_AGE_RUNNING: f64 = 10_000.0;
/// How old the summary of any other job gets, in milliseconds.
const MAX_AGE: f64 = 60_000.0;

/// The jobs of an account and what is known about them.
#[derive(Debug, Clone, Copy)]
pub struct JobsLoader {
    /// The containers, the newest first.
    pub jobs: RwSignal<Option<Arc<Vec<ContainerItem>>>>,
    /// Whether all jobs were listed.
    pub is_complete: RwSignal<bool>,
    /// Why nothing can be shown.
    pub problem: RwSignal<Option<Problem>>,
    summaries: RwSignal<Vec<(String, Arc<JobSummary>)>>,
    /// When each summary was last made, in milliseconds.
    made: StoredValue<Vec<(String, f64)>>,
    /// The containers whose rows are in view.
    in_view: StoredValue<Vec<String>>,
}

impl JobsLoader {
    /// Keeps the jobs fresh until the current owner is cleaned up.
    pub fn start() -> Self {
        let loader = Self {
            jobs: RwSignal::new(None),
            is_complete: RwSignal::new(true),
            problem: RwSignal::new(None),
            summaries: RwSignal::new(Vec::new()),
            made: StoredValue::new(Vec::new()),
            in_view: StoredValue::new(Vec::new()),
        };
        let session = session();
        spawn_scoped(loader.run_listing(session));
        spawn_scoped(loader.run_summaries(session));
        on_cleanup(move || session.freshness.reset(Source::Listing));
        loader
    }

    /// The summary of a job, if there is one.
    pub fn summary(self, container: &str) -> Option<Arc<JobSummary>> {
        self.summaries.with(|all| find_summary(all, container))
    }

    fn summary_untracked(self, container: &str) -> Option<Arc<JobSummary>> {
        self.summaries.with_untracked(|all| find_summary(all, container))
    }

    /// Sets whether the row of a job is in view. The page may be closing already.
    pub fn set_in_view(self, container: &str, is_in_view: bool) {
        let _ = self.in_view.try_update_value(|in_view| {
            in_view.retain(|known| known != container);
            if is_in_view {
                in_view.push(container.to_owned());
            }
        });
    }

    /// Lists the jobs as long as the page is open.
    async fn run_listing(self, session: &'static Session) {
        let mut pace = Pace::quickest(SHORTEST_INTERVAL);
        loop {
            let started = clock::now_ms();
            let pause = match self.list(session).await {
                Ok(changed) => {
                    self.problem.set(None);
                    let took = Duration::from_millis((clock::now_ms() - started).max(0.0) as u64);
                    let pause = pace.after_look(changed, took);
                    session.freshness.answered(Source::Listing, Some(pause));
                    Some(pause)
                }
                Err((problem, asked)) => {
                    let may_pass = problem.may_pass();
                    let pause = may_pass.then(|| pace.after_failure(clock::random(), asked));
                    session.freshness.failed(Source::Listing, problem.clone(), pause);
                    if self.jobs.with_untracked(Option::is_none) {
                        self.problem.set(Some(problem));
                    }
                    pause
                }
            };
            sleep_until_next(session, pause).await;
        }
    }

    /// Lists the jobs. Returns whether anything changed; after a failure, the problem and how long
    /// the service asks to wait.
    async fn list(self, session: &'static Session) -> Result<bool, (Problem, Option<Duration>)> {
        let account = session.account().map_err(|problem| (problem, None))?;
        let mut jobs = Vec::new();
        let mut pages = job_pages(&account);
        for _ in 0..MAX_PAGES {
            match pages.next_page().await {
                Ok(Some(page)) => jobs.extend(page.containers),
                Ok(None) => break,
                Err(error) => return Err((session.diagnose(&error).await, error.retry_after())),
            }
        }
        jobs.sort_by(|a, b| {
            let newest_first = b.last_modified.cmp(&a.last_modified);
            newest_first.then_with(|| crate::format::natural_order(&a.name, &b.name))
        });
        self.is_complete.set(pages.is_over());
        let before = self.jobs.get_untracked();
        let changed = before.as_deref() != Some(&jobs);
        if changed {
            self.jobs.set(Some(Arc::new(jobs)));
        }
        Ok(changed)
    }

    /// Makes summaries as long as the page is open.
    async fn run_summaries(self, session: &'static Session) {
        loop {
            let work = |container| self.summarize(session, container).boxed_local();
            run_all(AT_ONCE, self.outdated().into_iter().map(work).collect()).await;
            sleep_until_next(session, Some(SUMMARY_INTERVAL)).await;
        }
    }

    /// The jobs in view whose summary is missing or old.
    fn outdated(self) -> Vec<String> {
        let now = clock::now_ms();
        let made = self.made.get_value();
        let is_outdated = |container: &String| {
            let made = made.iter().find(|(of, _)| of == container).map(|(_, made)| *made);
            let summary = self.summary_untracked(container);
            let is_running = summary.is_some_and(|summary| summary.tasks.running > 0);
            let max_age = if is_running { MAX_AGE_RUNNING } else { MAX_AGE };
            made.is_none_or(|made| now - made > max_age)
        };
        let in_view = self.in_view.get_value().into_iter();
        in_view.take(MAX_ROWS).filter(is_outdated).collect()
    }

    async fn summarize(self, session: &'static Session, name: String) {
        // Also before a failure: the listing of jobs reports problems, and this job waits its turn.
        self.made.update_value(|made| {
            made.retain(|(of, _)| *of != name);
            made.push((name.clone(), clock::now_ms()));
        });
        let Ok(container) = session.container(&name) else { return };
        let Ok(page) = JobOutputStorage::new(container).list_page(None).await else { return };
        let summary = Arc::new(Job::from_pages(&name, vec![page], None).summary(PREVIEWS));
        if self.summary_untracked(&name).as_ref() != Some(&summary) {
            self.summaries.update(|all| {
                all.retain(|(of, _)| *of != name);
                all.push((name, summary));
            });
        }
    }
}

fn find_summary(all: &[(String, Arc<JobSummary>)], container: &str) -> Option<Arc<JobSummary>> {
    Some(all.iter().find(|(of, _)| of == container)?.1.clone())
}
