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
mod save_rule;
mod signals;
mod spool;
mod storage;
mod stream_log;
mod tee;
mod unsaved_output;

use crate::args::{OutputMode, RunArgs, SaveCondition};
use crate::environment::variable;
use crate::files::Pattern;
use crate::report::{Reporter, usage};
use anyhow::Result;
use child::{Child, Exit};
use command_end::CommandEnd;
use save_rule::SaveRule;
use signals::Signals;
use spool::{SPOOL_PREFIX, Spool};
use std::process::ExitCode;
use std::sync::Arc;
use storage::StorageTask;
use stream_log::{STREAMS, StreamLog};
use tee::OutputTee;
use unsaved_output::UnsavedOutput;

/// With `--strict`: something could not be saved. `EX_IOERR` of sysexits.
const NOT_SAVED: u8 = 74;

/// Runs the command and returns its exit code.
pub(crate) async fn run(args: RunArgs, mode: OutputMode) -> Result<ExitCode> {
    let rules = rules_from(&args)?;
    let mut signals = Signals::listen();
    let (mut child, streams) = match Child::spawn(&args.command) {
        Ok(started) => started,
        Err(error) => return Ok(child::exit_code_of_spawn(&args.command, &error)),
    };
    let reporter = Arc::new(Reporter::on_stderr(mode));
    let folder = spool_folder();
    if let Err(error) = &folder {
        reporter.warn(&format!("nothing is saved: cannot make a temporary folder: {error}"));
    }
    let (stdout, stderr) = child::own_streams();
    let sources = [(streams.stdout, stdout), (streams.stderr, stderr)];
    let Ok(folder) = folder else {
        let tees = sources.map(|(source, passthrough)| OutputTee::start(source, passthrough, None));
        let exit = pass_through(&mut child, tees, &mut signals, &args, &reporter).await;
        return Ok(if args.strict { ExitCode::from(NOT_SAVED) } else { exit.code() });
    };
    let spool = Spool::new(folder.path(), args.spool);
    let logs = STREAMS.map(|name| StreamLog::new(name, &spool));
    let mut logs_in_order = logs.iter();
    let tees = sources.map(|(source, passthrough)| {
        let file = logs_in_order.next().map(|log| log.spool_file(&spool));
        OutputTee::start(source, passthrough, file)
    });
    let storage_task = StorageTask::start(&args, rules, logs.clone(), Arc::clone(&reporter));
    let exit = pass_through(&mut child, tees, &mut signals, &args, &reporter).await;

    let end = CommandEnd { exit_code: exit.number(), is_success: exit.is_success() };
    let outcome = storage_task.finish(end, signals.interrupted(child.shares_terminal())).await;
    if outcome.needs_spool {
        // Nothing else has these bytes.
        let _ = folder.keep();
    }
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
    let exit = child.wait(signals, args.grace).await;
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

fn rules_from(args: &RunArgs) -> Result<Vec<SaveRule>> {
    let of_task = args.save.iter().map(|save| (save, false));
    let of_job = args.save_job.iter().map(|save| (save, true));
    let rules = of_task.chain(of_job).map(|(save, is_job_level)| {
        let pattern = Pattern::parse(&save.files).map_err(|error| usage(error.to_string()))?;
        Ok(SaveRule { kind: save.kind.clone(), pattern, is_job_level })
    });
    rules.collect()
}

/// A folder for the spool: on a node beside the task's working folder, since that disk is the large
/// one; elsewhere in the folder for temporary files.
fn spool_folder() -> std::io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(SPOOL_PREFIX);
    match variable("AZ_BATCH_TASK_DIR").and_then(|folder| builder.tempdir_in(folder).ok()) {
        Some(folder) => Ok(folder),
        None => builder.tempdir(),
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
