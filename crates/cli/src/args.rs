//! The command line as types.
//!
//! House rules: long options always, a short one only where other tools have it; values are named
//! in upper case; no secret is ever an option, since other users of a machine can read those.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Save, list and fetch the files of Azure Batch tasks by the Batch File Conventions, and stream
/// a task's logs while it runs
#[derive(Debug, Parser)]
#[command(name = "jobshelf", version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Where the job's container is and what lets you in comes from the environment:
  on a node       JOBSHELF_CONTAINER_URL, else JOB_CONTAINER_URL: its URL with a SAS
  for operators   AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY
The job and the task are AZ_BATCH_JOB_ID and AZ_BATCH_TASK_ID unless --job and --task say others.

Exit codes: 0 done, 1 failed or done in part, 2 wrong usage; `run` returns the command's own.

Example:
  jobshelf run -- blender -b scene.blend -a";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a command and stream its output as the task's logs while it runs
    Run(RunArgs),
    /// Save files as outputs
    Save(SaveArgs),
    /// List what a job has
    List(ListArgs),
    /// Fetch outputs into a folder
    Get(GetArgs),
    /// Print an output
    Cat(CatArgs),
    /// Create a job's container, if it does not exist
    Prepare(PrepareArgs),
    /// Mint a SAS for a viewer or for a job's tasks; needs the account's key
    Sas(SasArgs),
    /// Print the names of jobs' containers
    Name(NameArgs),
    /// Print the blob name of an output
    Path(PathArgs),
}

/// Which job, and whose outputs.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct TargetArgs {
    /// The job [default: AZ_BATCH_JOB_ID, or the one that the container's URL is for]
    #[arg(long, value_name = "ID")]
    pub(crate) job: Option<String>,
    /// The task [default: AZ_BATCH_TASK_ID]
    #[arg(long, value_name = "ID", conflicts_with = "job_level")]
    pub(crate) task: Option<String>,
    /// An output of the job, not of a task
    #[arg(long)]
    pub(crate) job_level: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
The command's standard output and error pass through unchanged and are saved as the task's
TaskLog outputs stdout.txt and stderr.txt while it runs. The exit code is the command's, whatever
becomes of the logs.

Example:
  jobshelf run --interval 5 -- sh -c './simulate --steps 1000'")]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    /// How often what is new is sent, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) interval: u64,
    /// How long to go on sending after the command ended, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(crate) drain: u64,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "CMD")]
    pub(crate) command: Vec<std::ffi::OsString>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
A file keeps its relative path below the kind; leading `../` are dropped.

Example:
  jobshelf save --kind TaskPreview frame_0001.png frame_0002.png
  jobshelf save --job-level --kind JobOutput out/movie.png --as movie.png")]
pub(crate) struct SaveArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    /// The kind: TaskOutput, TaskPreview, TaskLog, TaskIntermediate, JobOutput, JobPreview or your own
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: String,
    /// The files
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The path below the kind, for a single file
    #[arg(long = "as", value_name = "PATH")]
    pub(crate) save_as: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Lists the whole job unless --task or --job-level narrows it.

Example:
  jobshelf list --job ocean-shot-042 --kind TaskLog")]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    /// Only this kind
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// One JSON object a line: name, task, kind, path, size, last_modified
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  jobshelf get --job ocean-shot-042 --task frames-001 --kind TaskOutput frame_0001.exr --to frames")]
pub(crate) struct GetArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    /// The kind
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: String,
    /// The outputs' paths below the kind
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// The folder; it is created if it does not exist
    #[arg(long, value_name = "DIR")]
    pub(crate) to: PathBuf,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  jobshelf cat --job ocean-shot-042 --task frames-001 --kind TaskLog stdout.txt | grep -i error")]
pub(crate) struct CatArgs {
    #[command(flatten)]
    pub(crate) target: TargetArgs,
    /// The kind
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: String,
    /// The output's path below the kind
    #[arg(value_name = "PATH")]
    pub(crate) path: String,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  jobshelf prepare --job ocean-shot-042")]
pub(crate) struct PrepareArgs {
    /// The job [default: AZ_BATCH_JOB_ID]
    #[arg(long, value_name = "ID")]
    pub(crate) job: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Prints the container's or account's URL with a SAS of the least rights: read and list for a
viewer; read, add, create, write and list for tasks. With --viewer-url it prints the link that
opens the viewer. Whoever has the output has these rights until it expires.

Example:
  jobshelf sas viewer --job ocean-shot-042 --viewer-url https://farm.z6.web.core.windows.net/")]
pub(crate) struct SasArgs {
    /// Who it is for
    #[arg(value_enum)]
    pub(crate) role: SasRole,
    /// The job [default: AZ_BATCH_JOB_ID; for a viewer, without either: all jobs of the account]
    #[arg(long, value_name = "ID")]
    pub(crate) job: Option<String>,
    /// How long it lasts, in hours: at most a week
    #[arg(long, default_value_t = 24 * 7, value_name = "HOURS", value_parser = clap::value_parser!(u64).range(1..=168))]
    pub(crate) hours: u64,
    /// Where the viewer is hosted: prints the link that opens it
    #[arg(long, value_name = "URL")]
    pub(crate) viewer_url: Option<String>,
}

/// Who a SAS is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SasRole {
    /// Someone who looks: read and list
    Viewer,
    /// The tasks of a job: read, add, create, write, list
    Task,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  jobshelf name My_Job nightly:job-12
  jobshelf name - < ids.txt")]
pub(crate) struct NameArgs {
    /// Job IDs; `-` reads them from standard input, one a line
    #[arg(required = true, value_name = "JOB_ID", allow_hyphen_values = true)]
    pub(crate) job_ids: Vec<String>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  jobshelf path --task frames-001 --kind TaskLog ../stdout.txt")]
pub(crate) struct PathArgs {
    /// The task [default: AZ_BATCH_TASK_ID]
    #[arg(long, value_name = "ID", conflicts_with = "job_level")]
    pub(crate) task: Option<String>,
    /// An output of the job, not of a task
    #[arg(long)]
    pub(crate) job_level: bool,
    /// The kind
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: String,
    /// The file, by its relative path
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
}
