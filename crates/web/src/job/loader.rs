//! Keeps a job fresh by listing its container.
//!
//! The loader lists often while the job changes and seldom while it does not. While the page of a
//! task is open, only that task is listed. Old content stays until a listing brings new content.

use crate::browser::{clock, document};
use crate::format::{job_name, visible_name};
use crate::job::last_lines::LastLines;
use crate::job::model::Job;
use crate::signals::{SetIfChanged as _, on_change};
use crate::storage::listing_interval::Pace;
use crate::storage::problem::{Cause, Problem};
use crate::storage::session::{Session, Source, session};
use crate::storage::spawn::{spawn_latest, spawn_scoped};
use jobshelf::{JobOutputStorage, JobPage, TaskId};
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// At most this many pages of 5,000 blobs are listed. The counts of a larger job are lower bounds.
const MAX_PAGES: usize = 20;
/// How long to wait for a container that does not exist.
const MISSING: Duration = Duration::from_secs(10);
/// How long it takes at most until the rows of a new listing are drawn.
const DRAWN: Duration = Duration::from_millis(20);

/// A job and what is known about it.
#[derive(Debug, Clone, Copy)]
pub struct JobLoader {
    container: StoredValue<Arc<str>>,
    /// The job, once any of it was listed.
    pub job: RwSignal<Option<Arc<Job>>>,
    /// Whether all of the job was listed at least once, not only a task.
    pub is_whole: RwSignal<bool>,
    /// The task of the latest listing, if that was of one task.
    listed_task: RwSignal<Option<String>>,
    /// Why nothing can be shown.
    pub problem: RwSignal<Option<Problem>>,
    /// The last lines of its tasks' logs.
    pub last_lines: LastLines,
}

/// Why a listing failed, and how long the service asks to wait before the next one.
type Failure = (Problem, Option<Duration>);

impl JobLoader {
    /// Keeps the job in `container` fresh until the current owner is cleaned up. While `task` names
    /// a task, only that is listed.
    pub fn start(container: String, task: Memo<Option<String>>) -> Self {
        let loader = Self {
            container: StoredValue::new(container.into()),
            job: RwSignal::new(None),
            is_whole: RwSignal::new(false),
            listed_task: RwSignal::new(None),
            problem: RwSignal::new(None),
            last_lines: LastLines::new(),
        };
        let session = session();
        spawn_scoped(loader.run(session, task));
        // Another task, or the whole job again, is listed at once.
        on_change(move || task.get(), move |_, _| session.refresh.notify_all());
        // The first listing does not share the network with the code that reads logs.
        spawn_latest(
            move || loader.job.with(Option::is_some).then_some(()),
            move |()| Box::pin(loader.load_last_lines(session)),
        );
        on_cleanup(move || session.freshness.reset(Source::Listing));
        loader
    }

    /// The title of the job: its ID if one of its logs has it, else the readable part of its
    /// container's name.
    pub fn title(self) -> String {
        let id = self.job.with(|job| job.as_ref().and_then(|job| job.id.clone()));
        visible_name(&id.unwrap_or_else(|| job_name(&self.container())))
    }

    async fn load_last_lines(self, session: &'static Session) {
        self.last_lines.load(session).await;
        if let Some(job) = self.job.get_untracked() {
            self.last_lines.refresh(session, &self.container(), &job).await;
        }
    }

    /// The name of the container.
    pub fn container(self) -> Arc<str> {
        self.container.get_value()
    }

    /// Whether a listing would have shown the task if it had any blobs.
    pub fn knows_task(self, task: &str) -> bool {
        let is_complete = self.job.with(|job| job.as_ref().is_some_and(|job| job.is_complete));
        (self.is_whole.get() && is_complete)
            || self.listed_task.with(|listed| listed.as_deref() == Some(task))
    }

    async fn run(self, session: &'static Session, task: Memo<Option<String>>) {
        let mut pace = Pace::default();
        loop {
            let started = clock::now_ms();
            let pause = match self.list(session, task.get_untracked()).await {
                Ok(changed) => {
                    self.problem.set(None);
                    let took = Duration::from_millis((clock::now_ms() - started).max(0.0) as u64);
                    let pause = pace.after_look(changed, took);
                    session.freshness.answered(Source::Listing, Some(pause));
                    if task.get_untracked().is_none() {
                        self.refresh_last_lines(session).await;
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
            sleep_until_next(session, pause).await;
        }
    }

    async fn refresh_last_lines(self, session: &'static Session) {
        let Some(job) = self.job.get_untracked() else { return };
        // New rows are drawn first, since only rows on the page request their last lines.
        jobshelf::time::sleep(DRAWN).await;
        self.last_lines.refresh(session, &self.container(), &job).await;
    }

    /// Lists the job, or only `task`. Returns whether anything changed.
    async fn list(self, session: &'static Session, task: Option<String>) -> Result<bool, Failure> {
        let name = self.container();
        let container = session.container(&name).map_err(|problem| (problem, None))?;
        let storage = JobOutputStorage::new(container);
        // No task can have an invalid ID; the page says that there is no such task.
        let task_id = task.as_deref().and_then(|task| TaskId::parse(task).ok());
        let before = self.job.get_untracked();
        let mut pages: Vec<JobPage> = Vec::new();
        let mut listing = storage.pages(task_id.as_ref());
        loop {
            match listing.next_page().await {
                Ok(Some(page)) => pages.push(page),
                Ok(None) => break,
                Err(error) => {
                    return Err((session.diagnose(&error).await, error.retry_after()));
                }
            }
            if listing.is_over() || pages.len() >= MAX_PAGES {
                break;
            }
            if before.is_none() && task_id.is_none() && pages.len() == 1 {
                // The first rows of a large job are shown while the rest is listed.
                self.job.set(Some(Arc::new(Job::from_pages(&name, pages.clone(), None))));
                self.is_whole.set(true);
            }
        }
        let job = match &task_id {
            Some(task) => Job::with_task(&name, before.as_deref(), task.as_str(), pages),
            None => Job::from_pages(&name, pages, before.as_deref()),
        };
        let changed = before.as_deref() != Some(&job);
        if changed {
            self.job.set(Some(Arc::new(job)));
        }
        if task_id.is_none() {
            self.is_whole.set_if_changed(true);
        }
        self.listed_task.set_if_changed(task);
        Ok(changed)
    }
}

/// Waits before the next listing: for `pause`, or until a notification if there is none. Nobody
/// sees a hidden page, so this also waits until the page is visible.
pub(crate) async fn sleep_until_next(session: &'static Session, pause: Option<Duration>) {
    match pause {
        Some(pause) => drop(session.refresh.sleep(pause).await),
        None => session.refresh.notified().await,
    }
    while document::is_hidden() {
        session.refresh.notified().await;
    }
}
