//! What a run saves and how, and the work of doing it.

use super::command_end::{CommandEnd, end_of, until_cancelled};
use super::file_watcher::{FileWatcher, RuleTarget};
use super::save_outcome::SaveOutcome;
use super::save_rule::SaveRule;
use super::sources::Sources;
use super::stream_log::StreamLog;
use super::unsaved_output::UnsavedOutput;
use crate::args::{SaveCondition, TaskArgs};
use crate::output_target::OutputTarget;
use crate::report::Reporter;
use crate::target::TaskTarget;
use anyhow::Context as _;
use jobshelf::{JobId, Owner, TaskId, TaskOutputStorage};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// Where the outputs go.
#[derive(Debug)]
pub(super) struct Destination {
    pub(super) storage: TaskOutputStorage,
    pub(super) job: Option<JobId>,
    pub(super) task: TaskId,
}

/// What to save and how, before storage is known.
#[derive(Debug)]
pub(super) struct StoragePlan {
    pub(super) target: TaskArgs,
    pub(super) sources: Sources,
    pub(super) logs: [StreamLog; 2],
    pub(super) when: SaveCondition,
    pub(super) interval: Duration,
    pub(super) drain: Duration,
    pub(super) reporter: Arc<Reporter>,
}

impl StoragePlan {
    pub(super) async fn work(
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
        let exit_code = end.map(|end| end.exit_code);
        for track in &self.sources.tracks {
            unsaved.push(track.unsaved(exit_code, reason.clone()));
        }
        if end.is_some_and(|end| self.when.includes(end.is_success)) {
            unsaved.extend(self.files_without_storage(&reason).await);
        }
        SaveOutcome { is_complete: false, ..SaveOutcome::new(unsaved, None, None) }
    }

    /// The files that the rules would have saved.
    async fn files_without_storage(&self, reason: &str) -> Vec<UnsavedOutput> {
        let (rules, scope) = (self.sources.rules.clone(), self.sources.scope.clone());
        let look = tokio::task::spawn_blocking(move || {
            let files = |rule: SaveRule| (rule.pattern.files(&scope), rule);
            rules.into_iter().map(files).collect::<Vec<_>>()
        });
        let Ok(found) = tokio::time::timeout(self.drain, look).await else {
            return self.sources.rules.iter().map(UnsavedOutput::unknown).collect();
        };
        let mut unsaved = Vec::new();
        for (found, rule) in found.unwrap_or_default() {
            if !found.files.is_empty() {
                unsaved.push(UnsavedOutput::files(&rule, found.files, reason.to_owned()));
            }
            unsaved.extend(UnsavedOutput::hidden(&rule, &found.errors.iter().collect::<Vec<_>>()));
        }
        unsaved
    }

    async fn save_files(
        &self,
        destination: &Destination,
        ended: watch::Receiver<Option<CommandEnd>>,
        cancelled: &watch::Receiver<bool>,
    ) -> Vec<UnsavedOutput> {
        if self.sources.rules.is_empty() {
            return Vec::new();
        }
        let container = destination.storage.container();
        let rules = self.sources.rules.iter().map(|rule| {
            let owner =
                if rule.is_job_level { Owner::Job } else { Owner::Task(destination.task.clone()) };
            let target = OutputTarget::new(container.clone(), owner);
            RuleTarget { rule: rule.clone(), target }
        });
        let (tracks, scope) = (&self.sources.tracks, self.sources.scope.clone());
        let watcher = FileWatcher::new(rules.collect(), tracks, scope, Arc::clone(&self.reporter));
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
