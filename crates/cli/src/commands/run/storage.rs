//! The part of a run that talks to storage: one background task, which the command never waits for
//! while it runs. It streams the logs, tracks files and saves files, and has a bounded time for
//! the rest after the command's end.

use super::command_end::CommandEnd;
use super::save_outcome::SaveOutcome;
use super::sources::Sources;
use super::storage_plan::StoragePlan;
use super::stream_log::StreamLog;
use crate::args::RunArgs;
use crate::report::Reporter;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The background task that saves the outputs.
#[derive(Debug)]
pub(super) struct StorageTask {
    end: watch::Sender<Option<CommandEnd>>,
    /// Whether the user does not want to wait any longer.
    cancel: watch::Sender<bool>,
    work: JoinHandle<SaveOutcome>,
}

impl StorageTask {
    pub(super) fn start(
        args: &RunArgs,
        sources: Sources,
        logs: [StreamLog; 2],
        reporter: Arc<Reporter>,
    ) -> Self {
        let plan = StoragePlan {
            target: args.target.clone(),
            sources,
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
        reporter: &Reporter,
    ) -> SaveOutcome {
        let broken = |error| SaveOutcome::broken(error, reporter);
        self.end.send_replace(Some(end));
        tokio::select! {
            outcome = &mut self.work => return outcome.unwrap_or_else(broken),
            () = interrupted => {}
        }
        self.cancel.send_replace(true);
        self.work.await.unwrap_or_else(broken)
    }
}
