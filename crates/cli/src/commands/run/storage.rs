//! The part of a run that talks to storage: one background task, which the command never waits for
//! while it runs. It streams the logs, tracks files and saves files, and has a bounded time for
//! the rest after the command's end.

use super::command_end::CommandEnd;
use super::file_watcher::{FileWatcher, RuleTarget};
use super::save_rule::SaveRule;
use super::spool::SPOOL_PREFIX;
use super::stream_log::StreamLog;
use super::unsaved_output::UnsavedOutput;
use crate::args::{RunArgs, SaveCondition};
use crate::files::output_path_from;
use crate::output_target::OutputTarget;
use crate::report::{Reporter, print_stderr};
use crate::target::TaskTarget;
use crate::tracking::{self, TrackFailure};
use anyhow::Context as _;
use jobshelf::track::{ExistingBlob, TrackOptions};
use jobshelf::{JobId, Kind, OutputPath, Owner, TaskId, TaskOutputKind, TaskOutputStorage};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// What is in storage after a run, and what is not.
#[derive(Debug, Default)]
pub(super) struct SaveOutcome {
    pub(super) unsaved: Vec<UnsavedOutput>,
    /// The command line that saves it, for each of `unsaved`.
    pub(super) command_lines: Vec<Option<String>>,
    pub(super) needs_spool: bool,
    pub(super) is_complete: bool,
}

/// The background task that saves the outputs.
#[derive(Debug)]
pub(super) struct StorageTask {
    end: watch::Sender<Option<CommandEnd>>,
    /// Whether the user does not want to wait any longer.
    cancel: watch::Sender<bool>,
    work: JoinHandle<SaveOutcome>,
}

/// Where the outputs go.
#[derive(Debug)]
struct Destination {
    storage: TaskOutputStorage,
    job: Option<JobId>,
    task: TaskId,
}

/// What to save and how, before storage is known.
#[derive(Debug)]
struct StoragePlan {
    target: crate::args::TaskArgs,
    rules: Vec<SaveRule>,
    tracks: Vec<(Kind, PathBuf)>,
    logs: [StreamLog; 2],
    when: SaveCondition,
    interval: Duration,
    drain: Duration,
    reporter: Arc<Reporter>,
}

impl StorageTask {
    pub(super) fn start(
        args: &RunArgs,
        rules: Vec<SaveRule>,
        logs: [StreamLog; 2],
        reporter: Arc<Reporter>,
    ) -> Self {
        let tracks = args.track.iter().map(|it| (it.kind.clone(), PathBuf::from(&it.files)));
        let plan = StoragePlan {
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
        let (cancel, cancelled) = watch::channel(false);
        let work = tokio::spawn(plan.work(ended, cancelled));
        Self { end, cancel, work }
    }

    /// After the command's end: saves the rest, until the drain time is over or `interrupted`.
    pub(super) async fn finish(
        mut self,
        end: CommandEnd,
        interrupted: impl Future<Output = ()>,
    ) -> SaveOutcome {
        self.end.send_replace(Some(end));
        tokio::select! {
            outcome = &mut self.work => return outcome.unwrap_or_else(SaveOutcome::broken),
            () = interrupted => {}
        }
        self.cancel.send_replace(true);
        self.work.await.unwrap_or_else(SaveOutcome::broken)
    }
}

impl StoragePlan {
    async fn work(
        self,
        ended: watch::Receiver<Option<CommandEnd>>,
        cancelled: watch::Receiver<bool>,
    ) -> SaveOutcome {
        let target = self.target.clone();
        // Blocking: it reads files, among them the certificates of this machine.
        let resolved = tokio::task::spawn_blocking(move || TaskTarget::resolve(&target)).await;
        let target = match resolved.context("cannot set storage up") {
            Ok(Ok(target)) => target,
            Ok(Err(error)) | Err(error) => return self.without_storage(&error, ended).await,
        };
        let TaskTarget { container, job, task } = target;
        let storage = TaskOutputStorage::new(container, task.clone());
        let destination = Destination { storage, job: job.clone(), task: task.clone() };
        let (logs, tracks, files) = tokio::join!(
            self.track_logs(&destination, &ended, &cancelled),
            self.track_files(&destination, &ended, &cancelled),
            self.save_files(&destination, ended.clone(), &cancelled),
        );
        let exit_code = ended.borrow().map(|end| end.exit_code);
        let needs_spool = self.logs.iter().zip(&logs).any(|(log, it)| log.needs_spool(it.as_ref()));
        let mut unsaved: Vec<UnsavedOutput> = self
            .logs
            .iter()
            .zip(&logs)
            .filter_map(|(log, it)| log.unsaved(it.as_ref(), exit_code))
            .collect();
        unsaved.extend(tracks);
        unsaved.extend(files);
        let is_complete = unsaved.is_empty() && logs.iter().all(Option::is_none);
        SaveOutcome {
            needs_spool,
            is_complete,
            ..SaveOutcome::new(unsaved, job.as_ref(), Some(&task))
        }
    }

    /// Without storage: the output only passes through, and what would have been saved is reported.
    async fn without_storage(
        &self,
        error: &anyhow::Error,
        mut ended: watch::Receiver<Option<CommandEnd>>,
    ) -> SaveOutcome {
        self.reporter.warn(&format!("nothing is saved: {error:#}"));
        self.logs.iter().for_each(|log| log.state.abandon());
        let end = end_of(&mut ended).await;
        let reason = format!("{error:#}");
        let mut unsaved = Vec::new();
        for (kind, file) in &self.tracks {
            let exit_code = end.map(|end| end.exit_code);
            unsaved.push(unsaved_tracked_file(kind, file, exit_code, reason.clone()));
        }
        if end.is_some_and(|end| self.when.includes(end.is_success)) {
            let rules = self.rules.clone();
            let look = tokio::task::spawn_blocking(move || {
                let files = |rule: SaveRule| (rule.pattern.files(Some(SPOOL_PREFIX)), rule);
                rules.into_iter().map(files).collect::<Vec<_>>()
            });
            match tokio::time::timeout(self.drain, look).await {
                Ok(found) => {
                    for (files, rule) in found.unwrap_or_default() {
                        if !files.is_empty() {
                            unsaved.push(UnsavedOutput::files(&rule, files, reason.clone()));
                        }
                    }
                }
                Err(_) => unsaved.extend(self.rules.iter().map(UnsavedOutput::unknown)),
            }
        }
        SaveOutcome { is_complete: false, ..SaveOutcome::new(unsaved, None, None) }
    }

    async fn track_logs(
        &self,
        destination: &Destination,
        ended: &watch::Receiver<Option<CommandEnd>>,
        cancelled: &watch::Receiver<bool>,
    ) -> [Option<TrackFailure>; 2] {
        let track = async |log: &StreamLog| -> Option<TrackFailure> {
            let path = OutputPath::parse(log.name).ok()?;
            // Each run has a new spool, so an existing blob is from an earlier attempt.
            let options = self.track_options(destination, ExistingBlob::Append);
            let kind = TaskOutputKind::task_log();
            let tracked = destination.storage.save_tracked(&kind, &log.spool, &path, &options);
            log.state.follow(tracked.progress());
            self.track(log.name, tracked, ended.clone(), cancelled.clone()).await
        };
        let [stdout, stderr] = &self.logs;
        tokio::join!(track(stdout), track(stderr)).into()
    }

    async fn track_files(
        &self,
        destination: &Destination,
        ended: &watch::Receiver<Option<CommandEnd>>,
        cancelled: &watch::Receiver<bool>,
    ) -> Vec<UnsavedOutput> {
        let track = async |kind: &Kind, file: &Path| -> Option<UnsavedOutput> {
            let path = match output_path_from(file) {
                Ok(path) => path,
                Err(error) => {
                    return Some(unsaved_tracked_file(kind, file, None, error.to_string()));
                }
            };
            let options = self.track_options(destination, ExistingBlob::Resume);
            let tracked =
                destination.storage.save_tracked(&kind.clone().into(), file, &path, &options);
            let shown = file.display().to_string();
            let unsaved = self.track(&shown, tracked, ended.clone(), cancelled.clone()).await?;
            let exit_code = ended.borrow().map(|end| end.exit_code);
            Some(unsaved_tracked_file(kind, file, exit_code, unsaved.to_string()))
        };
        let tracking = self.tracks.iter().map(|(kind, file)| track(kind, file));
        futures_util::future::join_all(tracking).await.into_iter().flatten().collect()
    }

    fn track_options(&self, destination: &Destination, existing: ExistingBlob) -> TrackOptions {
        TrackOptions::new()
            .with_flush_interval(self.interval)
            .with_existing(existing)
            .with_job_id(destination.job.clone())
            .with_task_id(Some(destination.task.clone()))
    }

    async fn track(
        &self,
        name: &str,
        tracked: jobshelf::track::TrackedSave<jobshelf::PlatformTransport>,
        mut ended: watch::Receiver<Option<CommandEnd>>,
        mut cancelled: watch::Receiver<bool>,
    ) -> Option<TrackFailure> {
        let mut is_first = true;
        let on_error = |error: &jobshelf::Error| {
            if std::mem::take(&mut is_first) {
                self.reporter.warn(&format!("{name} waits to be saved: {error}"));
            }
        };
        let end = async { end_of(&mut ended).await.map(|end| end.exit_code) };
        tokio::select! {
            result = tracking::track_to_end(tracked, end, self.drain, on_error) => result.err(),
            () = until_cancelled(&mut cancelled) => Some(TrackFailure::TimedOut(None)),
        }
    }

    async fn save_files(
        &self,
        destination: &Destination,
        ended: watch::Receiver<Option<CommandEnd>>,
        cancelled: &watch::Receiver<bool>,
    ) -> Vec<UnsavedOutput> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let container = destination.storage.container();
        let rules = self.rules.iter().map(|rule| {
            let owner =
                if rule.is_job_level { Owner::Job } else { Owner::Task(destination.task.clone()) };
            let target = OutputTarget::new(container.clone(), owner);
            RuleTarget { rule: rule.clone(), target }
        });
        let watcher = FileWatcher::new(rules.collect(), Arc::clone(&self.reporter));
        let watched = ended.clone();
        let mut watching = std::pin::pin!(async {
            if self.when == SaveCondition::Completion {
                watcher.watch(watched).await;
            }
        });
        let mut ended = ended.clone();
        let mut end = std::pin::pin!(end_of(&mut ended));
        let (end, is_watching) = tokio::select! {
            end = &mut end => (end, true),
            () = &mut watching => (end.await, false),
        };
        let deadline = Instant::now() + self.drain;
        if !end.is_some_and(|end| self.when.includes(end.is_success)) {
            return Vec::new();
        }
        let mut cancelled = cancelled.clone();
        let save_rest = async {
            if is_watching {
                // Saves that are under way may finish.
                let _ = tokio::time::timeout_at(deadline, watching).await;
            }
            watcher.save_rest(deadline).await;
        };
        tokio::select! {
            () = save_rest => {}
            () = until_cancelled(&mut cancelled) => {}
        }
        if end.is_some_and(|end| end.is_success) {
            for rule in watcher.unmatched_rules() {
                self.reporter.warn(&format!("no file matched `{}`", rule.pattern.as_str()));
            }
        }
        watcher.unsaved().await
    }
}

/// Waits for the command's end.
async fn end_of(ended: &mut watch::Receiver<Option<CommandEnd>>) -> Option<CommandEnd> {
    // An error means that the sender is gone.
    ended.wait_for(Option::is_some).await.ok().and_then(|end| *end)
}

/// Waits until the user cancels the saving.
async fn until_cancelled(cancelled: &mut watch::Receiver<bool>) {
    if cancelled.wait_for(|it| *it).await.is_err() {
        std::future::pending::<()>().await;
    }
}

impl SaveOutcome {
    /// A panic here must not change the exit code of the command, and must be visible.
    fn broken(error: tokio::task::JoinError) -> Self {
        print_stderr(&format!("jobshelf: saving failed: {error}"));
        Self::default()
    }

    fn new(unsaved: Vec<UnsavedOutput>, job: Option<&JobId>, task: Option<&TaskId>) -> Self {
        let command_lines = unsaved.iter().map(|unsaved| unsaved.command(job, task)).collect();
        Self { unsaved, command_lines, ..Self::default() }
    }
}

fn unsaved_tracked_file(
    kind: &Kind,
    file: &Path,
    exit_code: Option<i32>,
    reason: String,
) -> UnsavedOutput {
    let shown = file.display().to_string();
    let path = output_path_from(file).map_or(shown, |path| path.as_str().to_owned());
    UnsavedOutput::stream(&path, kind, Some(file), exit_code, reason)
}
