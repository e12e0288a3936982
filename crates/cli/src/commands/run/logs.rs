//! One of the two logs: its spool file, and the tracked save that follows it.

use super::child::Exit;
use super::warn;
use anyhow::{Context as _, Result, bail};
use jobshelf::track::TrackOptions;
use jobshelf::{OutputPath, TaskOutputKind, TaskOutputStorage};
use std::path::PathBuf;
use std::time::Duration;
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A log of the task while the command runs.
pub(super) struct TaskLog {
    name: &'static str,
    spool: PathBuf,
    file: Option<File>,
    tracking: Option<Tracking>,
}

/// The tracked save, at work in the background.
struct Tracking {
    end: oneshot::Sender<i32>,
    task: JoinHandle<Result<(), jobshelf::Error>>,
}

impl TaskLog {
    pub(super) fn new(name: &'static str, spool: PathBuf) -> Self {
        Self { name, spool, file: None, tracking: None }
    }

    /// Saves what is written, from now on and while it is written.
    pub(super) fn track(mut self, storage: &TaskOutputStorage, options: &TrackOptions) -> Self {
        match self.start(storage, options) {
            Ok(tracking) => self.tracking = Some(tracking),
            Err(error) => warn(&format!("{} is not saved: {error:#}", self.name)),
        }
        self
    }

    /// There is nowhere to save it: what is written only passes through.
    pub(super) fn without_storage(self) -> Self {
        self
    }

    fn start(&self, storage: &TaskOutputStorage, options: &TrackOptions) -> Result<Tracking> {
        let path = OutputPath::parse(self.name)?;
        let kind = TaskOutputKind::task_log();
        let mut tracked = storage.save_tracked(&kind, &self.spool, &path, options);
        let (end, ended) = oneshot::channel();
        let name = self.name;
        let task = tokio::spawn(async move {
            let mut is_first = true;
            // A sender that is gone counts as an end without an exit code.
            let ended = async { ended.await.ok() };
            let on_error = |error: &jobshelf::Error| {
                if std::mem::take(&mut is_first) {
                    warn(&format!("{name} waits to be saved: {error}"));
                }
            };
            tracked.run(ended, on_error).await
        });
        Ok(Tracking { end, task })
    }

    /// Keeps a piece of output for the log.
    pub(super) async fn write(&mut self, piece: &[u8]) {
        if self.tracking.is_none() {
            return;
        }
        if let Err(error) = self.write_to_spool(piece).await {
            warn(&format!("{} is not saved from here on: {error}", self.name));
            self.tracking = None;
        }
    }

    async fn write_to_spool(&mut self, piece: &[u8]) -> std::io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(File::create(&self.spool).await?),
        };
        file.write_all(piece).await?;
        file.flush().await
    }

    /// Sends what is left, for at most `drain`.
    pub(super) async fn finish(self, exit: Exit, drain: Duration) -> Result<()> {
        let Some(tracking) = self.tracking else { return Ok(()) };
        // It fails if the tracking ended by itself; its result then says why.
        let _ = tracking.end.send(exit.number());
        let name = self.name;
        match tokio::time::timeout(drain, tracking.task).await {
            Ok(Ok(result)) => result.with_context(|| format!("{name} is not saved whole")),
            Ok(Err(error)) => bail!("{name} is not saved whole: {error}"),
            Err(_) => bail!("{name} is not saved whole: storage did not take it in {drain:?}"),
        }
    }
}
