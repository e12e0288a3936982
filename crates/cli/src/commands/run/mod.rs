//! `jobshelf run`: a command whose output is streamed into the task's logs and whose files are
//! saved while it runs.
//!
//! The command comes first. It starts before storage is looked at, its output passes through at
//! once, and its exit code is returned; problems with storage are reported at the end. Its output
//! waits in a spool on the disk, so that neither slow storage nor much output uses memory or delays
//! the command.

mod child;
mod command_end;
mod file_watcher;
mod open_files;
mod output_owners;
mod save_outcome;
mod save_rule;
mod signals;
mod sources;
mod spool;
mod spool_folder;
mod storage;
mod storage_plan;
mod stream_log;
mod streams;
mod tee;
mod track_outputs;
mod track_rule;
mod unsaved_output;
mod watched_files;

use crate::args::{OutputMode, RunArgs, SaveCondition};
use crate::report::Reporter;
use anyhow::Result;
use child::{Child, Exit};
use command_end::CommandEnd;
use signals::Signals;
use sources::Sources;
use spool::Spool;
use spool_folder::SpoolFolder;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use storage::StorageTask;
use stream_log::StreamLog;
use streams::STREAMS;
use tee::OutputTee;
use unsaved_output::UnsavedOutput;

/// With `--strict`: something could not be saved. `EX_IOERR` of sysexits.
const NOT_SAVED: u8 = 74;
/// How long the end may wait for the removal of killed runs' spools.
const CLEANING_TIMEOUT: Duration = Duration::from_secs(2);

/// Runs the command and returns its exit code.
pub(crate) async fn run(args: RunArgs, mode: OutputMode) -> Result<ExitCode> {
    let sources = Sources::parse(&args)?;
    let reporter = Arc::new(Reporter::on_stderr(mode));
    let mut signals = Signals::listen();
    let (mut child, streams) = match Child::spawn(&args.command, args.credentials()) {
        Ok(started) => started,
        Err(error) => return Ok(child::exit_code_of_spawn(&args.command, &error, &reporter)),
    };
    let folder = SpoolFolder::create();
    if let Err(error) = &folder {
        reporter.warn(&format!("nothing is saved: cannot make a temporary folder: {error}"));
    }
    let (stdout, stderr) = child::own_streams();
    let pipes = [(streams.stdout, stdout), (streams.stderr, stderr)];
    let Ok(folder) = folder else {
        let tees = pipes
            .map(|(source, passthrough)| OutputTee::start(source, passthrough, None, &reporter));
        let exit = pass_through(&mut child, tees, &mut signals, &args, &reporter).await;
        return Ok(if args.strict { ExitCode::from(NOT_SAVED) } else { exit.code() });
    };
    let spool = Spool::new(folder.path(), args.spool);
    let logs = STREAMS.map(|name| StreamLog::new(name, &spool));
    let mut logs_in_order = logs.iter();
    let tees = pipes.map(|(source, passthrough)| {
        let file = logs_in_order.next().map(|log| log.spool_file(&spool));
        OutputTee::start(source, passthrough, file, &reporter)
    });
    let storage_task = StorageTask::start(&args, sources, logs.clone(), Arc::clone(&reporter));
    let cleaning = folder.remove_stale();
    let exit = pass_through(&mut child, tees, &mut signals, &args, &reporter).await;

    let end = CommandEnd { exit_code: exit.number(), is_success: exit.is_success() };
    let interrupted = signals.interrupted(child.shares_terminal());
    let outcome = storage_task.finish(end, interrupted, &reporter).await;
    if outcome.needs_spool {
        // Nothing else has these bytes.
        folder.keep();
    }
    // What it does not remove in this time is left to the next run.
    let _ = tokio::time::timeout(CLEANING_TIMEOUT, cleaning).await;
    report_unsaved(&outcome.unsaved, &outcome.command_lines, &reporter);
    let is_failure = args.strict && !outcome.is_complete;
    Ok(if is_failure { ExitCode::from(NOT_SAVED) } else { exit.code() })
}

async fn pass_through(
    child: &mut Child,
    tees: [OutputTee; 2],
    signals: &mut Signals,
    args: &RunArgs,
    reporter: &Reporter,
) -> Exit {
    let exit = child.wait(signals, args.grace, reporter).await;
    let [stdout, stderr] = tees;
    let (stdout, stderr) = tokio::join!(stdout.finished(), stderr.finished());
    if !(stdout && stderr) {
        reporter.warn("the command ended, and something it started still holds its output open");
    }
    exit
}

fn report_unsaved(
    unsaved: &[UnsavedOutput],
    command_lines: &[Option<String>],
    reporter: &Reporter,
) {
    for (unsaved, command) in unsaved.iter().zip(command_lines) {
        let text = format!("{}: {}", unsaved.what, unsaved.reason);
        reporter.unsaved(&text, command.as_deref());
    }
}

impl SaveCondition {
    /// Whether files are saved after the command ended this way.
    fn includes(self, is_success: bool) -> bool {
        match self {
            Self::Success => is_success,
            Self::Failure => !is_success,
            Self::Completion => true,
        }
    }
}
