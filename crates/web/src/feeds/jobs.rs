//! An account's jobs, and a summary of each that is in view.
//!
//! Listing containers is cheap; what is in them is not. A job's summary is made of the first page
//! of its listing, only for rows in view, few at once, and its figures say when they are lower
//! bounds.

use super::job::seen_or_hidden;
use crate::net::gate::Gate;
use crate::net::scope::spawn_scoped;
use crate::platform::clock;
use crate::session::{Session, Source, session};
use crate::state::job::{Job, JobSummary};
use crate::state::pace::Pace;
use crate::state::problem::Problem;
use futures_util::future::join_all;
use jobshelf::{ContainerItem, JobOutputStorage};
use leptos::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

const PREFIX: &str = "job-";
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
#[derive(Debug, Clone, Copy)]
pub struct JobsFeed {
    /// The containers, the newest first.
    pub jobs: RwSignal<Option<Arc<Vec<ContainerItem>>>>,
    /// Whether there are more than were listed.
    pub is_complete: RwSignal<bool>,
    /// Why nothing can be shown.
    pub problem: RwSignal<Option<Problem>>,
    summaries: RwSignal<HashMap<String, JobSummary>>,
    made: StoredValue<HashMap<String, f64>>,
    wanted: StoredValue<BTreeSet<String>>,
}

impl JobsFeed {
    /// Keeps the jobs fresh as long as the current owner lives.
    pub fn start() -> Self {
        let feed = Self {
            jobs: RwSignal::new(None),
            is_complete: RwSignal::new(true),
            problem: RwSignal::new(None),
            summaries: RwSignal::new(HashMap::new()),
            made: StoredValue::new(HashMap::new()),
            wanted: StoredValue::new(BTreeSet::new()),
        };
        let session = session();
        spawn_scoped(async move { feed.list(session).await });
        spawn_scoped(async move { feed.sum_up(session).await });
        on_cleanup(move || session.freshness.left(Source::Listing));
        feed
    }

    /// What is known of a job.
    pub fn summary(&self, container: &str) -> Option<JobSummary> {
        self.summaries.with(|summaries| summaries.get(container).cloned())
    }

    /// The row of a job came into view, or left it.
    pub fn set_in_view(&self, container: &str, is_in_view: bool) {
        self.wanted.try_update_value(|wanted| {
            if is_in_view { wanted.insert(container.to_owned()) } else { wanted.remove(container) }
        });
    }

    async fn list(self, session: Session) {
        let mut pace = Pace::quickest(QUICKEST);
        let wake = session.wake();
        loop {
            let started = clock::now_ms();
            let pause = match self.look(session).await {
                Ok(changed) => {
                    self.problem.set(None);
                    let took = Duration::from_millis((clock::now_ms() - started).max(0.0) as u64);
                    let pause = seen_or_hidden(pace.after_look(changed, took));
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
            match pause {
                Some(pause) => drop(wake.pause(pause).await),
                None => wake.wait().await,
            }
        }
    }

    async fn look(&self, session: Session) -> Result<bool, (Problem, Option<Duration>)> {
        let account = session.account().map_err(|problem| (problem, None))?;
        let mut jobs = Vec::new();
        let mut marker = None;
        for _ in 0..MAX_PAGES {
            let page = match account.list_containers(PREFIX, marker.as_deref()).await {
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

    async fn sum_up(self, session: Session) {
        let gate = Gate::new(AT_ONCE);
        let wake = session.wake();
        loop {
            let due = self.due();
            join_all(due.into_iter().map(|container| {
                let gate = gate.clone();
                async move {
                    let _permit = gate.enter().await;
                    self.sum_up_one(session, container).await;
                }
            }))
            .await;
            wake.pause(seen_or_hidden(Duration::from_millis(400))).await;
        }
    }

    /// The rows in view whose summary is missing or old.
    fn due(&self) -> Vec<String> {
        let now = clock::now_ms();
        let wanted = self.wanted.get_value();
        let is_due = |container: &&String| {
            let made = self.made.with_value(|made| made.get(*container).copied());
            let is_lively = self.summaries.with_untracked(|summaries| {
                summaries.get(*container).is_some_and(|summary| summary.tasks.running > 0)
            });
            made.is_none_or(|made| now - made > if is_lively { LIVELY } else { QUIET })
        };
        wanted.iter().take(MAX_ROWS).filter(is_due).cloned().collect()
    }

    async fn sum_up_one(&self, session: Session, name: String) {
        // Also after a failure: the listing of jobs speaks of trouble, a row waits its turn.
        self.made.update_value(|made| {
            made.insert(name.clone(), clock::now_ms());
        });
        let Ok(container) = session.container(&name) else { return };
        let Ok(page) = JobOutputStorage::new(container).list_page(None).await else { return };
        let summary = Job::from_pages(vec![page], None).summary(PREVIEWS);
        let is_news =
            self.summaries.with_untracked(|summaries| summaries.get(&name) != Some(&summary));
        if is_news {
            self.summaries.update(|summaries| {
                summaries.insert(name, summary);
            });
        }
    }
}
