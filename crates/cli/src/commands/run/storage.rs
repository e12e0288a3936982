//! Everything of a run that has to do with storage, beside the command and never before it: the
//! logs, the tracked files, the saved files; and after its end a bounded time for what is left.

use super::files::{Files, Rule};
use super::leftover::Leftover;
use super::logs::Log;
use crate::args::{RunArgs, When};
use crate::files::output_path_from;
use crate::output_target::OutputTarget;
use crate::report::{Reporter, complain};
use crate::target::TaskTarget;
use crate::tracking::{self, Unsaved};
use anyhow::Context as _;
use jobshelf::track::{ExistingBlob, TrackOptions};
use jobshelf::{JobId, Kind, OutputPath, Owner, TaskId, TaskOutputKind, TaskOutputStorage};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// How the command ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    pub(super) exit_code: i32,
    pub(super) is_success: bool,
}

/// What came of it all.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) leftovers: Vec<Leftover>,
    /// For each of them.
    pub(super) command_lines: Vec<Option<String>>,
    pub(super) needs_spool: bool,
    pub(super) is_complete: bool,
}

/// What keeps the outputs, at work in the background.
#[derive(Debug)]
pub(super) struct StorageTask {
    end: watch::Sender<Option<End>>,
    /// Somebody does not want to wait for it any longer.
    give_up: watch::Sender<bool>,
    work: JoinHandle<Kept>,
}

/// Where the outputs go.
#[derive(Debug)]
struct Home {
    storage: TaskOutputStorage,
    job: Option<JobId>,
    task: TaskId,
}

/// What the work needs to know, apart from storage.
#[derive(Debug)]
struct Plan {
    target: crate::args::TaskArgs,
    rules: Vec<Rule>,
    tracks: Vec<(Kind, PathBuf)>,
    logs: [Log; 2],
    when: When,
    interval: Duration,
    drain: Duration,
    reporter: Arc<Reporter>,
}

impl StorageTask {
    pub(super) fn start(
        args: &RunArgs,
        rules: Vec<Rule>,
        logs: [Log; 2],
        reporter: Arc<Reporter>,
    ) -> Self {
        let tracks = args.track.iter().map(|it| (it.kind.clone(), PathBuf::from(&it.files)));
        let plan = Plan {
            target: args.target.clone(),
            rules,
            tracks: tracks.collect(),
            logs,
            when: args.when,
            interval: args.interval,
            drain: args.drain,
            reporter,
        };
        let (end, ended) = watch::channel(None);
        let (give_up, given_up) = watch::channel(false);
        let work = tokio::spawn(plan.work(ended, given_up));
        Self { end, give_up, work }
    }

    /// The command has ended: saves what is left, until the drain is over or `interrupted`.
    pub(super) async fn finish(mut self, end: End, interrupted: impl Future<Output = ()>) -> Kept {
        self.end.send_replace(Some(end));
        tokio::select! {
            kept = &mut self.work => return kept.unwrap_or_else(Kept::broken),
            () = interrupted => {}
        }
        self.give_up.send_replace(true);
        self.work.await.unwrap_or_else(Kept::broken)
    }
}

impl Plan {
    async fn work(
        self,
        ended: watch::Receiver<Option<End>>,
        given_up: watch::Receiver<bool>,
    ) -> Kept {
        let target = self.target.clone();
        // It reads files, and the certificates of this machine.
        let resolved = tokio::task::spawn_blocking(move || TaskTarget::resolve(&target)).await;
        let target = match resolved.context("cannot set storage up") {
            Ok(Ok(target)) => target,
            Ok(Err(error)) | Err(error) => return self.without_storage(&error, ended).await,
        };
        let TaskTarget { container, job, task } = target;
        let storage = TaskOutputStorage::new(container, task.clone());
        let home = Home { storage, job: job.clone(), task: task.clone() };
        let (logs, tracks, files) = tokio::join!(
            self.keep_logs(&home, &ended, &given_up),
            self.keep_tracks(&home, &ended, &given_up),
            self.keep_files(&home, ended.clone(), &given_up),
        );
        let exit_code = ended.borrow().map(|end| end.exit_code);
        let needs_spool = self.logs.iter().zip(&logs).any(|(log, it)| log.needs_spool(it.as_ref()));
        let mut leftovers: Vec<Leftover> = self
            .logs
            .iter()
            .zip(&logs)
            .filter_map(|(log, it)| log.leftover(it.as_ref(), exit_code))
            .collect();
        leftovers.extend(tracks);
        leftovers.extend(files);
        let is_complete = leftovers.is_empty() && logs.iter().all(Option::is_none);
        Kept { needs_spool, is_complete, ..Kept::new(leftovers, job.as_ref(), Some(&task)) }
    }

    /// The output only passes through; what would have been saved is told.
    async fn without_storage(
        &self,
        error: &anyhow::Error,
        mut ended: watch::Receiver<Option<End>>,
    ) -> Kept {
        self.reporter.warn(&format!("nothing is saved: {error:#}"));
        self.logs.iter().for_each(|log| log.state.abandon());
        let end = end_of(&mut ended).await;
        let why = format!("{error:#}");
        let mut leftovers = Vec::new();
        for (kind, file) in &self.tracks {
            let exit_code = end.map(|end| end.exit_code);
            leftovers.push(tracked_leftover(kind, file, exit_code, why.clone()));
        }
        if end.is_some_and(|end| self.when.fits(end.is_success)) {
            let rules = self.rules.clone();
            let look = tokio::task::spawn_blocking(move || {
                let files = |rule: Rule| (rule.pattern.files(Some(super::SPOOL)), rule);
                rules.into_iter().map(files).collect::<Vec<_>>()
            });
            match tokio::time::timeout(self.drain, look).await {
                Ok(found) => {
                    for (files, rule) in found.unwrap_or_default() {
                        if !files.is_empty() {
                            leftovers.push(Leftover::files(&rule, files, why.clone()));
                        }
                    }
                }
                Err(_) => leftovers.extend(self.rules.iter().map(Leftover::unknown)),
            }
        }
        Kept { is_complete: false, ..Kept::new(leftovers, None, None) }
    }

    async fn keep_logs(
        &self,
        home: &Home,
        ended: &watch::Receiver<Option<End>>,
        given_up: &watch::Receiver<bool>,
    ) -> [Option<Unsaved>; 2] {
        let keep = async |log: &Log| -> Option<Unsaved> {
            let path = OutputPath::parse(log.name).ok()?;
            // The spool is new each time: what is there is another attempt's.
            let options = self.track_options(home, ExistingBlob::Append);
            let kind = TaskOutputKind::task_log();
            let tracked = home.storage.save_tracked(&kind, &log.spool, &path, &options);
            log.state.follow(tracked.progress());
            self.keep(log.name, tracked, ended.clone(), given_up.clone()).await
        };
        let [stdout, stderr] = &self.logs;
        tokio::join!(keep(stdout), keep(stderr)).into()
    }

    async fn keep_tracks(
        &self,
        home: &Home,
        ended: &watch::Receiver<Option<End>>,
        given_up: &watch::Receiver<bool>,
    ) -> Vec<Leftover> {
        let keep = async |kind: &Kind, file: &Path| -> Option<Leftover> {
            let path = match output_path_from(file) {
                Ok(path) => path,
                Err(error) => return Some(tracked_leftover(kind, file, None, error.to_string())),
            };
            let options = self.track_options(home, ExistingBlob::Resume);
            let tracked = home.storage.save_tracked(&kind.clone().into(), file, &path, &options);
            let shown = file.display().to_string();
            let unsaved = self.keep(&shown, tracked, ended.clone(), given_up.clone()).await?;
            let exit_code = ended.borrow().map(|end| end.exit_code);
            Some(tracked_leftover(kind, file, exit_code, unsaved.to_string()))
        };
        let keeping = self.tracks.iter().map(|(kind, file)| keep(kind, file));
        futures_util::future::join_all(keeping).await.into_iter().flatten().collect()
    }

    fn track_options(&self, home: &Home, existing: ExistingBlob) -> TrackOptions {
        TrackOptions::new()
            .with_flush_interval(self.interval)
            .with_existing(existing)
            .with_job_id(home.job.clone())
            .with_task_id(Some(home.task.clone()))
    }

    async fn keep(
        &self,
        name: &str,
        tracked: jobshelf::track::TrackedSave<jobshelf::PlatformTransport>,
        mut ended: watch::Receiver<Option<End>>,
        mut given_up: watch::Receiver<bool>,
    ) -> Option<Unsaved> {
        let mut is_first = true;
        let on_error = |error: &jobshelf::Error| {
            if std::mem::take(&mut is_first) {
                self.reporter.warn(&format!("{name} waits to be saved: {error}"));
            }
        };
        let end = async { end_of(&mut ended).await.map(|end| end.exit_code) };
        tokio::select! {
            kept = tracking::keep(tracked, end, self.drain, on_error) => kept.err(),
            () = is_given_up(&mut given_up) => Some(Unsaved::TimeIsOver(None)),
        }
    }

    async fn keep_files(
        &self,
        home: &Home,
        ended: watch::Receiver<Option<End>>,
        given_up: &watch::Receiver<bool>,
    ) -> Vec<Leftover> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let container = home.storage.container();
        let places = self.rules.iter().map(|rule| {
            let owner = if rule.is_jobs { Owner::Job } else { Owner::Task(home.task.clone()) };
            (rule.clone(), OutputTarget::new(container.clone(), owner))
        });
        let files = Files::new(places.collect(), Arc::clone(&self.reporter));
        let watched = ended.clone();
        let mut watching = std::pin::pin!(async {
            if self.when == When::Completion {
                files.watch(watched).await;
            }
        });
        let mut ended = ended.clone();
        let mut end = std::pin::pin!(end_of(&mut ended));
        let (end, is_watching) = tokio::select! {
            end = &mut end => (end, true),
            () = &mut watching => (end.await, false),
        };
        let deadline = Instant::now() + self.drain;
        if !end.is_some_and(|end| self.when.fits(end.is_success)) {
            return Vec::new();
        }
        let mut given_up = given_up.clone();
        let left = async {
            if is_watching {
                // What is under way is not begun anew.
                let _ = tokio::time::timeout_at(deadline, watching).await;
            }
            files.sweep(deadline).await;
        };
        tokio::select! {
            () = left => {}
            () = is_given_up(&mut given_up) => {}
        }
        if end.is_some_and(|end| end.is_success) {
            for rule in files.idle_rules() {
                self.reporter.warn(&format!("no file matched `{}`", rule.pattern.as_str()));
            }
        }
        files.leftovers().await
    }
}

/// The command's end, once it is there.
async fn end_of(ended: &mut watch::Receiver<Option<End>>) -> Option<End> {
    // An error is that whoever would say so is gone.
    ended.wait_for(Option::is_some).await.ok().and_then(|end| *end)
}

/// Whether it is given up.
async fn is_given_up(given_up: &mut watch::Receiver<bool>) {
    if given_up.wait_for(|it| *it).await.is_err() {
        std::future::pending::<()>().await;
    }
}

impl Kept {
    /// A mistake of ours must not change what the command ends with, and must be seen.
    fn broken(error: tokio::task::JoinError) -> Self {
        complain(&format!("jobshelf: saving broke off: {error}"));
        Self::default()
    }

    fn new(leftovers: Vec<Leftover>, job: Option<&JobId>, task: Option<&TaskId>) -> Self {
        let command_lines = leftovers.iter().map(|leftover| leftover.command(job, task)).collect();
        Self { leftovers, command_lines, ..Self::default() }
    }
}

fn tracked_leftover(kind: &Kind, file: &Path, exit_code: Option<i32>, why: String) -> Leftover {
    let shown = file.display().to_string();
    let path = output_path_from(file).map_or(shown, |path| path.as_str().to_owned());
    Leftover::stream(&path, kind, Some(file), exit_code, why)
}
