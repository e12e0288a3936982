//! An account's jobs, and a summary of each that is in view.
//!
//! Listing containers is cheap; what is in them is not. A job's summary is made of the first page
//! of its listing, only for rows in view, few at once, and its figures say when they are lower
//! bounds.

use crate::browser::clock;
use crate::job::loader::rest;
use crate::job::model::{Job, JobSummary};
use crate::reactive::*;
use crate::storage::listing_interval::Pace;
use crate::storage::problem::Problem;
use crate::storage::semaphore::all;
use crate::storage::session::{Session, Source, session};
use crate::storage::spawn::spawn_scoped;
use futures_util::FutureExt as _;
use jobshelf::{ContainerItem, JobOutputStorage, list_jobs};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

const MAX_PAGES: usize = 10;
const QUICKEST: Duration = Duration::from_secs(10);
const AT_ONCE: usize = 4;
/// The most rows that are summed up, however many are in view.
const MAX_ROWS: usize = 50;
const PREVIEWS: usize = 3;
/// How old a summary gets, of a job at work and of a quiet one, in milliseconds.
const LIVELY: f64 = 10_000.0;
const QUIET: f64 = 60_000.0;

/// The jobs and what is known of them.
#[derive(Debug)]
pub struct JobsFeed {
    /// The containers, the newest first.
    pub jobs: State<Option<Arc<Vec<ContainerItem>>>>,
    /// Whether there are more than were listed.
    pub is_complete: State<bool>,
    /// Why nothing can be shown.
    pub problem: State<Option<Problem>>,
    summaries: State<Vec<(String, Arc<JobSummary>)>>,
    /// When each was summed up last, in milliseconds.
    made: Mutex<Vec<(String, f64)>>,
    /// The rows in view.
    wanted: Mutex<Vec<String>>,
}

impl JobsFeed {
    /// Keeps the jobs fresh as long as the current owner lives.
    pub fn start() -> &'static Self {
        let feed = kept(Self {
            jobs: State::new(None),
            is_complete: State::new(true),
            problem: State::new(None),
            summaries: State::new(Vec::new()),
            made: Mutex::default(),
            wanted: Mutex::default(),
        });
        let session = session();
        spawn_scoped(async move { feed.list(session).await });
        spawn_scoped(async move { feed.sum_up(session).await });
        cleanup(move || session.freshness.left(Source::Listing));
        feed
    }

    /// What is known of a job.
    pub fn summary(&self, container: &str) -> Option<Arc<JobSummary>> {
        self.summaries.with(|all| Some(all.iter().find(|(of, _)| of == container)?.1.clone()))
    }

    /// The row of a job came into view, or left it.
    pub fn set_in_view(&self, container: &str, is_in_view: bool) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.retain(|wanted| wanted != container);
        if is_in_view {
            wanted.push(container.to_owned());
        }
    }

    async fn list(&'static self, session: &'static Session) {
        let mut pace = Pace::quickest(QUICKEST);
        loop {
            let started = clock::now_ms();
            let pause = match self.look(session).await {
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
            rest(session, pause).await;
        }
    }

    async fn look(&self, session: &'static Session) -> Result<bool, (Problem, Option<Duration>)> {
        let account = session.account().map_err(|problem| (problem, None))?;
        let mut jobs = Vec::new();
        let mut marker = None;
        for _ in 0..MAX_PAGES {
            let page = match list_jobs(&account, marker.as_deref()).await {
                Ok(page) => page,
                Err(error) => return Err((session.diagnose(&error).await, error.retry_after())),
            };
            jobs.extend(page.containers);
            marker = page.next_marker;
            if marker.is_none() {
                break;
            }
        }
        jobs.sort_by(|a, b| {
            let newest_first = b.last_modified.cmp(&a.last_modified);
            newest_first.then_with(|| crate::format::natural_order(&a.name, &b.name))
        });
        self.is_complete.set(marker.is_none());
        let before = self.jobs.get_untracked();
        let changed = before.as_deref() != Some(&jobs);
        if changed {
            self.jobs.set(Some(Arc::new(jobs)));
        }
        Ok(changed)
    }

    async fn sum_up(&'static self, session: &'static Session) {
        loop {
            let due = self.due();
            let work = |container| self.sum_up_one(session, container).boxed_local();
            all(AT_ONCE, due.into_iter().map(work).collect()).await;
            rest(session, Some(Duration::from_millis(400))).await;
        }
    }

    /// The rows in view whose summary is missing or old.
    fn due(&self) -> Vec<String> {
        let now = clock::now_ms();
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = |container: &&String| {
            let made = made.iter().find(|(of, _)| of == *container).map(|(_, made)| *made);
            let is_lively =
                untrack(|| self.summary(container)).is_some_and(|s| s.tasks.running > 0);
            made.is_none_or(|made| now - made > if is_lively { LIVELY } else { QUIET })
        };
        wanted.iter().take(MAX_ROWS).filter(is_due).cloned().collect()
    }

    async fn sum_up_one(&self, session: &'static Session, name: String) {
        {
            // Also after a failure: the listing of jobs speaks of trouble, a row waits its turn.
            let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            made.retain(|(of, _)| *of != name);
            made.push((name.clone(), clock::now_ms()));
        }
        let Ok(container) = session.container(&name) else { return };
        let Ok(page) = JobOutputStorage::new(container).list_page(None).await else { return };
        let summary = Arc::new(Job::from_pages(vec![page], None).summary(PREVIEWS));
        if untrack(|| self.summary(&name)).as_ref() != Some(&summary) {
            self.summaries.update(|all| {
                all.retain(|(of, _)| *of != name);
                all.push((name, summary));
            });
        }
    }
}
