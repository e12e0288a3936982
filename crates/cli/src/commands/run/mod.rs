//! `jobshelf run`: a command with its output streamed into the task's logs.
//!
//! The command comes first: its output passes through at once, its exit code is returned, and
//! whatever goes wrong with storage is a warning. What it prints goes through a spool file on the
//! disk, so that neither slow storage nor much output costs memory or holds the command up.

mod child;
mod logs;

use crate::args::RunArgs;
use crate::target::Target;
use anyhow::{Context as _, Result};
use child::Child;
use jobshelf::track::{Existing, TrackOptions};
use jobshelf::{Owner, TaskOutputStorage};
use logs::TaskLog;
use std::process::ExitCode;
use std::time::Duration;

/// Where the command's output waits until it is saved.
struct Spool {
    /// Removed with everything in it when this is dropped.
    folder: tempfile::TempDir,
}

/// Runs the command; gives its exit code.
pub(crate) async fn run(args: RunArgs) -> Result<ExitCode> {
    let spool = Spool { folder: tempfile::tempdir().context("cannot create a temporary folder")? };
    let mut child = match Child::spawn(&args.command) {
        Ok(child) => child,
        Err(error) => return Ok(child::exit_code_of_spawn(&args.command, &error)),
    };
    let logs = match storage_from(&args) {
        Ok((storage, options)) => {
            ["stdout.txt", "stderr.txt"].map(|name| spool.log(name).track(&storage, &options))
        }
        Err(error) => {
            warn(&format!("the logs are not saved: {error:#}"));
            ["stdout.txt", "stderr.txt"].map(|name| spool.log(name).without_storage())
        }
    };
    let [stdout_log, stderr_log] = logs;
    let (exit, stdout_log, stderr_log) = child.pass_through(stdout_log, stderr_log).await;
    let drain = Duration::from_secs(args.drain);
    let saved = tokio::join!(stdout_log.finish(exit, drain), stderr_log.finish(exit, drain));
    for error in [saved.0, saved.1].into_iter().filter_map(Result::err) {
        warn(&format!("{error:#}"));
    }
    Ok(exit.code())
}

impl Spool {
    fn log(&self, name: &'static str) -> TaskLog {
        TaskLog::new(name, self.folder.path().join(name))
    }
}

fn storage_from(args: &RunArgs) -> Result<(TaskOutputStorage, TrackOptions)> {
    let target = Target::resolve(&args.target)?;
    let Owner::Task(task) = target.owner else {
        anyhow::bail!("a log belongs to a task: leave out --job-level");
    };
    let options = TrackOptions {
        flush_interval: Duration::from_secs(args.interval),
        // The spool is new each time: what is there is another attempt's.
        existing: Existing::Append,
        job_id: target.job,
        task_id: Some(task.clone()),
    };
    Ok((TaskOutputStorage::new(target.container, task), options))
}

fn warn(text: &str) {
    eprintln!("jobshelf: warning: {text}");
}
