//! What a task's command line uses on its node: `run`, `track`, `save`.

use super::target::{TargetArgs, TaskArgs};
use super::values::{self, KindAndFiles};
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
The command's standard output and error pass through unchanged, and are the task's TaskLog outputs
stdout.txt and stderr.txt from the first second. A file that matches --save is saved as soon as it
is complete: no process has it open for writing, and it has not changed for a moment. A file that
changes later is saved again, and after the command's end the rest is saved. A glob is relative to
the working directory and supports `*`, `?`, `**`, `[a-z]` and `{a,b}`; quote it. A folder is saved
with its content. Links that leave the working directory are not followed, unless the pattern is an
absolute path or contains `..`; files of /proc, /sys and /dev are never saved.

Each output has one source. Options that would give two the same output are refused; a file that a
glob finds later is left out and reported if its output belongs to another source.

The command does not get the variables below that hold credentials, nor AZURE_CLIENT_SECRET and
AZURE_FEDERATED_TOKEN_FILE, since what it prints is in its log. A command that uses storage itself,
with `jobshelf`, `az` or `azcopy`, needs --pass-credentials, or variables of its own.

A request to end (SIGTERM, and SIGINT without a terminal) is forwarded to the command and to what
it started; after --grace they are killed. Exit codes: the command's own, 128 plus the signal's
number if a signal ended it, 127 or 126 if it cannot be started; 2 for wrong usage; with --strict 74
if something could not be saved. Slow or unavailable storage delays the end by --drain at most; each
unsaved output is listed with the command that saves it. With --json, events are on standard error.

",
"jobshelf run --save 'TaskPreview=out/*.png' --save 'TaskOutput=out/*.exr' -- blender -b a.blend -a"))]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) target: TaskArgs,
    /// Save files as outputs of the task; may be repeated
    #[arg(long, value_name = "KIND=GLOB", value_parser = values::kind_and_files)]
    pub(crate) save: Vec<KindAndFiles>,
    /// Save files as outputs of the job; may be repeated
    #[arg(long, value_name = "KIND=GLOB", value_parser = values::kind_and_files)]
    pub(crate) save_job: Vec<KindAndFiles>,
    /// Stream a file that grows, such as a log of the command's own; may be repeated
    #[arg(long, value_name = "KIND=FILE", value_parser = values::kind_and_files)]
    pub(crate) track: Vec<KindAndFiles>,
    /// Save files only if the command ends this way; `completion` also saves them while it runs
    #[arg(long, value_enum, default_value = "completion")]
    pub(crate) when: SaveCondition,
    /// How often new bytes of a log are sent
    #[arg(long, value_name = "TIME", default_value = "15s", value_parser = values::interval)]
    pub(crate) interval: Duration,
    /// How long to continue saving after the command has ended
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = values::duration)]
    pub(crate) drain: Duration,
    /// How long the command may take to end after a request
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::duration)]
    pub(crate) grace: Duration,
    /// The disk space for output that is not sent yet [default: 4G, at most a quarter of the free space]
    #[arg(long, value_name = "SIZE", value_parser = values::size)]
    pub(crate) spool: Option<u64>,
    /// Exit with 74 if something could not be saved
    #[arg(long)]
    pub(crate) strict: bool,
    /// Leave credentials in the command's environment
    #[arg(long)]
    pub(crate) pass_credentials: bool,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "CMD")]
    pub(crate) command: Vec<std::ffi::OsString>,
}

/// Whether the wrapped command gets the variables that hold credentials for storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandCredentials {
    /// It does not: what a command prints is in its log.
    Withheld,
    /// It does, as it was asked for.
    Passed,
}

impl RunArgs {
    pub(crate) fn credentials(&self) -> CommandCredentials {
        match self.pass_credentials {
            true => CommandCredentials::Passed,
            false => CommandCredentials::Withheld,
        }
    }
}

/// When files are saved, by how the command ended; like `uploadCondition` of Batch's output files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SaveCondition {
    /// After exit code 0
    Success,
    /// After any other exit code
    Failure,
    /// After any exit code
    Completion,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
Sends the bytes that the files gain until SIGTERM or SIGINT, and then the rest. If it is started
again for the same file, even after a kill, it continues at the blob's end; a file with another
beginning is appended as a new attempt. A file that does not exist yet is waited for; one that never
appears, or with --once does not exist, is an error.

",
"jobshelf track --kind TaskLog --interval 5s ../solver.log"))]
pub(crate) struct TrackArgs {
    #[command(flatten)]
    pub(crate) target: TaskArgs,
    /// The kind
    #[arg(long, value_name = "KIND", default_value = "TaskLog")]
    pub(crate) kind: String,
    /// The path below the kind, for a single file
    #[arg(long = "as", value_name = "PATH")]
    pub(crate) save_as: Option<String>,
    /// How often new bytes are sent
    #[arg(long, value_name = "TIME", default_value = "15s", value_parser = values::interval)]
    pub(crate) interval: Duration,
    /// How long to continue sending after a request to end
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = values::duration)]
    pub(crate) drain: Duration,
    /// Send the current content, and end
    #[arg(long)]
    pub(crate) once: bool,
    /// The exit code of the command that wrote the files, for readers of the logs
    #[arg(long, value_name = "CODE", allow_hyphen_values = true)]
    pub(crate) exit_code: Option<i32>,
    /// Empty the blob first, instead of resuming or adding an attempt
    #[arg(long)]
    pub(crate) replace: bool,
    /// The files; without --once they need not exist yet
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
A file keeps its relative path below the kind; leading `../` are removed. A folder is saved with
its content. Prints the name of each blob. Two files that would be one blob are an error, and then
nothing is saved; so is a file that keeps changing while it is read, which is left out.

",
"jobshelf save --kind TaskPreview frame_0001.png 'thumbs/*.jpg'
  tar c logs | jobshelf save --kind TaskLog - --as logs.tar
  jobshelf save --job-level --kind JobOutput out/movie.png --as movie.png"))]
pub(crate) struct SaveArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    /// The kind: TaskOutput, TaskPreview, TaskLog, TaskIntermediate, JobOutput, JobPreview or your
    /// own
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: String,
    /// Files, globs in quotes, folders, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The path below the kind, for a single file and for standard input
    #[arg(long = "as", value_name = "PATH")]
    pub(crate) save_as: Option<String>,
    /// Fail if the output exists, and leave it unchanged
    #[arg(long)]
    pub(crate) no_overwrite: bool,
    /// Print what would be saved, and send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}
