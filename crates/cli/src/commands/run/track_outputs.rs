//! The logs and the tracked files of a run: each is streamed into its output until the command's
//! end.

use super::command_end::{CommandEnd, end_of, until_cancelled};
use super::storage_plan::{Destination, StoragePlan};
use super::stream_log::StreamLog;
use super::track_rule::TrackRule;
use super::unsaved_output::UnsavedOutput;
use crate::tracking::{self, TrackFailure};
use jobshelf::track::{ExistingBlob, TrackOptions, TrackedSave};
use jobshelf::{OutputPath, PlatformTransport, TaskOutputKind};
use tokio::sync::watch;

impl StoragePlan {
    pub(super) async fn track_logs(
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

    pub(super) async fn track_files(
        &self,
        destination: &Destination,
        ended: &watch::Receiver<Option<CommandEnd>>,
        cancelled: &watch::Receiver<bool>,
    ) -> Vec<UnsavedOutput> {
        let track = async |rule: &TrackRule| -> Option<UnsavedOutput> {
            let options = self
                .track_options(destination, ExistingBlob::Resume)
                .with_earlier_generations(rule.earlier.clone());
            let kind = rule.kind.clone().into();
            let tracked = destination.storage.save_tracked(&kind, &rule.file, &rule.path, &options);
            let progress = tracked.progress();
            let shown = jobshelf::escape::text_from_path(&rule.file);
            let failure = self.track(&shown, tracked, ended.clone(), cancelled.clone()).await;
            if failure.is_none() && progress.n_saved() == 0 && !rule.file.exists() {
                self.reporter.warn(&format!("there was no file for {}", rule.option()));
            }
            let exit_code = ended.borrow().map(|end| end.exit_code);
            Some(rule.unsaved_after(&failure?, exit_code))
        };
        let tracking = self.sources.tracks.iter().map(track);
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
        tracked: TrackedSave<PlatformTransport>,
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
}
