//! What a task's command line uses on its node: `run`, `track`, `save`.

use super::values::{self, KindAndFiles};
use super::{TargetArgs, TaskArgs};
use clap::{Args as ClapArgs, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
The command's standard output and error pass through unchanged, and are the task's TaskLog outputs
stdout.txt and stderr.txt from the first second. A file that matches --save is saved as soon as it
is whole: nobody has it open for writing, and it was left alone for a moment. One that changes
afterwards is saved again, and when the command has ended a last look finds the rest. A glob is
relative to the working directory and knows `*`, `?`, `**`, `[a-z]` and `{a,b}`; quote it.

A request to end (SIGTERM, and SIGINT off a terminal) goes on to the command and to what it
started; after --grace it is killed. Exit codes: the command's own, 128 and the signal's number if
a signal ended it, 127 or 126 if it cannot be started; 2 for wrong usage; with --strict 74 if
something could not be saved. Storage that is slow or away delays the end by --drain at most; what
could not be saved is listed with the command that saves it.

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
    /// Save files only after this end of the command; `completion` saves them while it runs, too
    #[arg(long, value_enum, default_value = "completion")]
    pub(crate) when: SaveCondition,
    /// How often what is new in a log is sent
    #[arg(long, value_name = "TIME", default_value = "15s", value_parser = values::interval)]
    pub(crate) interval: Duration,
    /// How long to go on saving after the command ended
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = values::duration)]
    pub(crate) drain: Duration,
    /// How long the command may take to end when it is asked to
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::duration)]
    pub(crate) grace: Duration,
    /// The disk that output may take until it is sent [default: 4G, at most a quarter of what is free]
    #[arg(long, value_name = "SIZE", value_parser = values::size)]
    pub(crate) spool: Option<u64>,
    /// Exit with 74 if something could not be saved
    #[arg(long)]
    pub(crate) strict: bool,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "CMD")]
    pub(crate) command: Vec<std::ffi::OsString>,
}

/// After which end of the command files are saved; as Batch's own output files have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SaveCondition {
    /// After exit code 0
    Success,
    /// After any other
    Failure,
    /// After both
    Completion,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
Sends what the files gain until SIGTERM or SIGINT asks it to end; then what is left. Started again
for the same file, after a kill too, it goes on where the blob ends; a file that begins otherwise
is appended as a new attempt.

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
    /// How often what is new is sent
    #[arg(long, value_name = "TIME", default_value = "15s", value_parser = values::interval)]
    pub(crate) interval: Duration,
    /// How long to go on sending after the end was asked for
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = values::duration)]
    pub(crate) drain: Duration,
    /// Send what is there now, and end
    #[arg(long)]
    pub(crate) once: bool,
    /// What the command that wrote the files ended with, for whoever looks at them
    #[arg(long, value_name = "CODE", allow_hyphen_values = true)]
    pub(crate) exit_code: Option<i32>,
    /// Empty the blob first, instead of going on or adding an attempt
    #[arg(long)]
    pub(crate) replace: bool,
    /// The files; they need not exist yet
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
A file keeps its relative path below the kind; leading `../` are dropped. A folder is saved with
all that is in it. Prints the name of each blob.

",
"jobshelf save --kind TaskPreview frame_0001.png 'thumbs/*.jpg'
  tar c logs | jobshelf save --kind TaskLog - --as logs.tar
  jobshelf save --job-level --kind JobOutput out/movie.png --as movie.png"))]
pub(crate) struct SaveArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    /// The kind: TaskOutput, TaskPreview, TaskLog, TaskIntermediate, JobOutput, JobPreview or your own
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: String,
    /// Files, globs in quotes, folders, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The path below the kind, for a single file and for standard input
    #[arg(long = "as", value_name = "PATH")]
    pub(crate) save_as: Option<String>,
    /// Leave an output that exists alone, and fail
    #[arg(long)]
    pub(crate) no_overwrite: bool,
}
