//! A job, kept fresh by listing its container.
//!
//! Quick while things change, calm while nothing does. While a task is looked at, only that task
//! is listed. What was shown stays until there is something newer.

use crate::browser::{clock, document};
use crate::job::last_lines::LastLines;
use crate::job::model::Job;
use crate::reactive::*;
use crate::storage::lazy_loader;
use crate::storage::listing_interval::Pace;
use crate::storage::problem::{Cause, Problem};
use crate::storage::session::{Session, Source, session};
use crate::storage::spawn::spawn_scoped;
use jobshelf::{JobOutputStorage, JobPage, TaskId};
use std::sync::Arc;
use std::time::Duration;

/// A job of more blobs than this many pages of 5,000 is listed so far and no further: its counts
/// are then lower bounds.
const MAX_PAGES: usize = 20;
/// How long to wait for a container that is not there.
const MISSING: Duration = Duration::from_secs(10);

/// After so long the rows of a new listing are in the page.
const DRAWN: Duration = Duration::from_millis(20);

/// A job and how it is known.
#[derive(Debug)]
pub struct JobFeed {
    container: String,
    /// The job, once something of it is known.
    pub job: State<Option<Arc<Job>>>,
    /// Whether all of it was listed at least once, not only a task.
    pub is_whole: State<bool>,
    /// The task that was listed alone last.
    listed_task: State<Option<String>>,
    /// Why nothing can be shown.
    pub problem: State<Option<Problem>>,
    /// The last lines of its tasks' logs.
    pub last_lines: LastLines,
}

impl JobFeed {
    /// Keeps the job in `container` fresh as long as the current owner lives. While `task` names
    /// one, only that one is listed.
    pub fn start(container: String, task: Derived<Option<String>>) -> &'static Self {
        let feed = kept(Self {
            container,
            job: State::new(None),
            is_whole: State::new(false),
            listed_task: State::new(None),
            problem: State::new(None),
            last_lines: LastLines::new(),
        });
        let session = session();
        spawn_scoped(async move { feed.run(session, task).await });
        // Another task, or the whole job again: look at once.
        on_change(move || task.get(), move |_, _| session.wake.all());
        // The first listing does not wait for what reads logs.
        on_change(
            move || lazy_loader::are_here(session),
            move |_, _| feed.read_last_lines(session),
        );
        cleanup(move || session.freshness.left(Source::Listing));
        feed
    }

    fn read_last_lines(&'static self, session: &'static Session) {
        if let Some(job) = self.job.get_untracked() {
            spawn_scoped(async move {
                self.last_lines.refresh(session, self.container(), &job).await;
            });
        }
    }

    /// The container's name.
    pub fn container(&self) -> &str {
        &self.container
    }

    /// Whether a listing would have shown the task if it had anything.
    pub fn knows_task(&self, task: &str) -> bool {
        let is_complete = self.job.with(|job| job.as_ref().is_some_and(|job| job.is_complete));
        (self.is_whole.get() && is_complete)
            || self.listed_task.with(|listed| listed.as_deref() == Some(task))
    }

    async fn run(&'static self, session: &'static Session, task: Derived<Option<String>>) {
        let mut pace = Pace::default();
        loop {
            let started = clock::now_ms();
            let pause = match self.look(session, task.get_untracked()).await {
                Ok(changed) => {
                    self.problem.set(None);
                    let took = Duration::from_millis((clock::now_ms() - started).max(0.0) as u64);
                    let pause = pace.after_look(changed, took);
                    session.freshness.answered(Source::Listing, Some(pause));
                    let job = self.job.get_untracked();
                    if let (Some(job), None) = (job, task.get_untracked()) {
                        // New rows are drawn first, and say whose last lines are wanted.
                        jobshelf::time::sleep(DRAWN).await;
                        self.last_lines.refresh(session, self.container(), &job).await;
                    }
                    Some(pause)
                }
                Err((problem, asked)) => {
                    let pause = match problem.cause {
                        Cause::ContainerMissing => Some(MISSING),
                        _ if !problem.may_pass() => None,
                        _ => Some(pace.after_failure(clock::random(), asked)),
                    };
                    session.freshness.failed(Source::Listing, problem.clone(), pause);
                    if self.job.with_untracked(Option::is_none) {
                        self.problem.set(Some(problem));
                    }
                    pause
                }
            };
            rest(session, pause).await;
        }
    }

    /// Lists once; tells whether anything changed.
    async fn look(
        &self,
        session: &'static Session,
        task: Option<String>,
    ) -> Result<bool, (Problem, Option<Duration>)> {
        let container = session.container(self.container()).map_err(|problem| (problem, None))?;
        let storage = JobOutputStorage::new(container);
        // A name that no task can have: there is none, and the page says so.
        let task_id = task.as_deref().and_then(|task| TaskId::parse(task).ok());
        let before = self.job.get_untracked();
        let mut pages: Vec<JobPage> = Vec::new();
        let mut marker = None;
        loop {
            let page = match &task_id {
                Some(task) => storage.list_task_page(task, marker.as_deref()).await,
                None => storage.list_page(marker.as_deref()).await,
            };
            let page = match page {
                Ok(page) => page,
                Err(error) => {
                    return Err((session.diagnose(&error).await, error.retry_after()));
                }
            };
            marker = page.next_marker.clone();
            pages.push(page);
            if marker.is_none() || pages.len() >= MAX_PAGES {
                break;
            }
            if before.is_none() && task_id.is_none() && pages.len() == 1 {
                // The first rows of a large job, while the rest is on its way.
                self.job.set(Some(Arc::new(Job::from_pages(pages.clone(), None))));
                self.is_whole.set(true);
            }
        }
        let job = match &task_id {
            Some(task) => Job::with_task(before.as_deref(), task.as_str(), pages),
            None => Job::from_pages(pages, before.as_deref()),
        };
        let changed = before.as_deref() != Some(&job);
        if changed {
            self.job.set(Some(Arc::new(job)));
        }
        if task_id.is_none() && !self.is_whole.get_untracked() {
            self.is_whole.set(true);
        }
        if self.listed_task.with_untracked(|listed| *listed != task) {
            self.listed_task.set(task);
        }
        Ok(changed)
    }
}

/// Waits for the next look at a listing; without a pause, for a reason to look. Nobody sees what is
/// new in a hidden page, so it waits until the page is seen again: that wakes it.
pub(crate) async fn rest(session: &'static Session, pause: Option<Duration>) {
    match pause {
        Some(pause) => drop(session.wake.pause(pause).await),
        None => session.wake.wait().await,
    }
    while document::is_hidden() {
        session.wake.wait().await;
    }
}
