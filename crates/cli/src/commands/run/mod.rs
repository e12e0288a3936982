//! `jobshelf run`: a command whose output is streamed into the task's logs and whose files are
//! saved while it runs.
//!
//! The command comes first: it is started before anything is known of storage, its output passes
//! through at once, its exit code is returned, and whatever goes wrong with storage is told at the
//! end. What it prints goes through a spool on the disk, so that neither slow storage nor much
//! output costs memory or holds the command up.

mod child;
mod files;
mod leftover;
mod logs;
mod pump;
mod signals;
mod spool;
mod storage;
mod writers;

use crate::args::{Manner, RunArgs, When};
use crate::environment::variable;
use crate::files::Pattern;
use crate::report::{Reporter, usage};
use anyhow::Result;
use child::{Child, Exit};
use files::Rule;
use leftover::Leftover;
use logs::{Log, STREAMS};
use pump::Pump;
use signals::Signals;
use spool::Spool;
use std::process::ExitCode;
use std::sync::Arc;
use storage::{End, StorageTask};

/// With `--strict`: something could not be saved. `EX_IOERR` of sysexits.
const NOT_SAVED: u8 = 74;

/// How the folders of spools begin: ours, and what a run that was killed has left. Never an output.
const SPOOL: &str = ".jobshelf-";

/// Runs the command; gives its exit code.
pub(crate) async fn run(args: RunArgs, manner: Manner) -> Result<ExitCode> {
    let rules = rules_from(&args)?;
    let mut signals = Signals::listen();
    let (mut child, streams) = match Child::spawn(&args.command) {
        Ok(started) => started,
        Err(error) => return Ok(child::exit_code_of_spawn(&args.command, &error)),
    };
    let reporter = Arc::new(Reporter::beside_a_command(manner));
    let folder = spool_folder();
    if let Err(error) = &folder {
        reporter.warn(&format!("nothing is saved: cannot make a temporary folder: {error}"));
    }
    let (stdout, stderr) = child::own_streams();
    let sources = [(streams.stdout, stdout), (streams.stderr, stderr)];
    let Ok(folder) = folder else {
        let pumps = sources.map(|(source, through)| Pump::start(source, through, None));
        let exit = pass_through(&mut child, pumps, &mut signals, &args, &reporter).await;
        return Ok(if args.strict { ExitCode::from(NOT_SAVED) } else { exit.code() });
    };
    let spool = Spool::new(folder.path(), args.spool);
    let logs = STREAMS.map(|name| Log::new(name, &spool));
    let mut of_logs = logs.iter();
    let pumps = sources.map(|(source, through)| {
        let file = of_logs.next().map(|log| log.spool_file(&spool));
        Pump::start(source, through, file)
    });
    let storage_task = StorageTask::start(&args, rules, logs.clone(), Arc::clone(&reporter));
    let exit = pass_through(&mut child, pumps, &mut signals, &args, &reporter).await;

    let end = End { exit_code: exit.number(), is_success: exit.is_success() };
    let kept = storage_task.finish(end, signals.interrupted(child.shares_the_keyboard())).await;
    if kept.needs_spool {
        // Kept, since nothing else has these bytes.
        let _ = folder.keep();
    }
    tell(&kept.leftovers, &kept.command_lines, &reporter);
    let is_short = args.strict && !kept.is_complete;
    Ok(if is_short { ExitCode::from(NOT_SAVED) } else { exit.code() })
}

async fn pass_through(
    child: &mut Child,
    pumps: [Pump; 2],
    signals: &mut Signals,
    args: &RunArgs,
    reporter: &Reporter,
) -> Exit {
    let exit = child.wait(signals, args.grace).await;
    let [stdout, stderr] = pumps;
    let (stdout, stderr) = tokio::join!(stdout.finished(), stderr.finished());
    if !(stdout && stderr) {
        reporter.warn("the command ended, and something it started still holds its output open");
    }
    exit
}

fn tell(leftovers: &[Leftover], command_lines: &[Option<String>], reporter: &Reporter) {
    for (leftover, command) in leftovers.iter().zip(command_lines) {
        let text = format!("{}: {}", leftover.what, leftover.why);
        reporter.unsaved(&text, command.as_deref());
    }
}

fn rules_from(args: &RunArgs) -> Result<Vec<Rule>> {
    let of_task = args.save.iter().map(|save| (save, false));
    let of_job = args.save_job.iter().map(|save| (save, true));
    let rules = of_task.chain(of_job).map(|(save, is_jobs)| {
        let pattern = Pattern::parse(&save.files).map_err(|error| usage(error.to_string()))?;
        Ok(Rule { kind: save.kind.clone(), pattern, is_jobs })
    });
    rules.collect()
}

/// On a node beside the task's working folder, on the disk that is meant for much; else where
/// temporary files are.
fn spool_folder() -> std::io::Result<tempfile::TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(SPOOL);
    match variable("AZ_BATCH_TASK_DIR").and_then(|folder| builder.tempdir_in(folder).ok()) {
        Some(folder) => Ok(folder),
        None => builder.tempdir(),
    }
}

impl When {
    /// Whether files are saved after such an end.
    fn fits(self, is_success: bool) -> bool {
        match self {
            Self::Success => is_success,
            Self::Failure => !is_success,
            Self::Completion => true,
        }
    }
}
