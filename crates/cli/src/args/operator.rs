//! The commands of operators and scripts: listing, fetching, removing, minting and checking.

use super::node::SaveCondition;
use super::target::{TargetArgs, TaskArgs};
use super::values::{self, KindAndFiles};
use clap::{Args as ClapArgs, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
Lists the whole job, or what the options and paths select; without a job, the jobs of the account.
Names are shown with control characters escaped; -0 and --json have them unchanged. With --json one
object per line: name, task, kind, path, size, last_modified; or job, container, last_modified.

A PATH is a path, a folder with a `/` at its end, or a glob with `*`, `?`, `**`, `[a-z]` or `{a,b}`
in quotes. With --kind it is below the kind, otherwise it is a name as this command prints it. A
task, a kind or a path without outputs is an error (exit code 1); a job without outputs is none.

",
"jobshelf list --job ocean-shot-042 --kind TaskLog
  jobshelf list --job ocean-shot-042 'frames-0*/$TaskOutput/**/*.exr'
  jobshelf list"))]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) outputs: OutputsArgs,
    /// Print names only, unchanged, each with a NUL at its end
    #[arg(long, short = '0')]
    pub(crate) null: bool,
}

/// Which outputs.
#[derive(Debug, Clone, Default, ClapArgs)]
pub(crate) struct OutputsArgs {
    /// The job [default: AZ_BATCH_JOB_ID, or the one that the container's URL is for]
    #[arg(long, value_name = "ID")]
    pub(crate) job: Option<String>,
    /// The task [default: all; AZ_BATCH_TASK_ID for `rm`, and for PATHs of a --kind]
    #[arg(long, value_name = "ID", conflicts_with = "job_level")]
    pub(crate) task: Option<String>,
    /// Outputs of the job, not of a task
    #[arg(long)]
    pub(crate) job_level: bool,
    /// Whether the task of the node is no default: an option of `rm`.
    #[arg(skip)]
    pub(crate) whole_job: bool,
    /// The kind
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// Paths, folders with a `/` at their end, or globs in quotes; below the kind if there is one
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<String>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
With paths, fetches those outputs; a PATH is as for `list`. Without paths, fetches all of the kind,
of the task, or of the whole job. What is named and does not exist is an error. Outputs of one kind
and owner get their paths below the folder, others the names of their blobs. A file appears once it
is complete, has the time of its blob, and replaces an existing one; no link below the folder is
followed or replaced. A file that is the output already is not fetched again: it has the output's
size, and its time or its MD5. Prints the path of each file, whether it was fetched now or before.
The same command resumes an interrupted fetch that left a `.part` file.

",
"jobshelf get --job ocean-shot-042 --task frames-001 --kind TaskOutput frame_0001.exr --to frames
  jobshelf get --job ocean-shot-042 --to everything"))]
pub(crate) struct GetArgs {
    #[command(flatten)]
    pub(crate) outputs: OutputsArgs,
    /// The folder; it is created if it does not exist
    #[arg(long, value_name = "DIR")]
    pub(crate) to: PathBuf,
    /// Fetch everything, also what is there already
    #[arg(long)]
    pub(crate) force: bool,
    /// Print what would be fetched, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("",
"jobshelf cat --job ocean-shot-042 --task frames-001 --kind TaskLog stdout.txt | grep -i error"))]
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
#[command(after_help = help!("\
Follows stdout.txt and stderr.txt, or the given paths, of each given task, or of every task of the
job, including new ones. Each of several logs has a prefix. Ends when all of them are finished,
which logs of other tools never are. A log that does not exist yet is waited for, which is said on
standard error; paths that no task of the job has are an error.

",
"jobshelf follow --job ocean-shot-042 --task frames-001 --task frames-002"))]
pub(crate) struct FollowArgs {
    /// The job [default: AZ_BATCH_JOB_ID, or the one that the container's URL is for]
    #[arg(long, value_name = "ID")]
    pub(crate) job: Option<String>,
    /// A task; may be repeated [default: all]
    #[arg(long, value_name = "ID")]
    pub(crate) task: Vec<String>,
    /// The kind
    #[arg(long, value_name = "KIND", default_value = "TaskLog")]
    pub(crate) kind: String,
    /// Begin this many bytes before the end, such as 64K [default: at the beginning]
    #[arg(long, value_name = "SIZE", value_parser = values::size)]
    pub(crate) tail: Option<u64>,
    /// The logs' paths below the kind [default: stdout.txt and stderr.txt]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<String>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
Selects as `list` does, except on a node: there it removes only outputs of the node's task, unless
others are named by --task, --job-level or a PATH without --kind, or --whole-job is given. Lists
what it will remove and asks; without a terminal it needs --yes. What is named and does not exist is
an error (exit code 1). On an account with a hierarchical namespace, folders that are empty
afterwards are removed as well.

",
"jobshelf rm --job ocean-shot-041 --kind TaskIntermediate --yes
  jobshelf rm --job ocean-shot-041 --dry-run 'frames-0*/'"))]
pub(crate) struct RmArgs {
    #[command(flatten)]
    pub(crate) outputs: OutputsArgs,
    /// On a node, remove outputs of all tasks and of the job, not only of the node's task
    #[arg(long, conflicts_with_all = ["task", "job_level"])]
    pub(crate) whole_job: bool,
    /// Do not ask
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Print what would be removed, and remove nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Remove the snapshots of an output with it; otherwise an output that has some stays
    #[arg(long)]
    pub(crate) snapshots: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("",
"jobshelf prepare --job ocean-shot-042"))]
pub(crate) struct PrepareArgs {
    /// The job [default: AZ_BATCH_JOB_ID]
    #[arg(long, value_name = "ID")]
    pub(crate) job: Option<String>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
Prints the container's or account's URL with a SAS of the fewest permissions: read and list for
viewers; read, add, create, write and list for tasks. With --viewer-url it prints the link that
opens the viewer. Anyone who has the output has these permissions until it expires. Needs the
account's key, or for one job an identity.

",
"jobshelf sas job --job ocean-shot-042 --viewer-url https://farm.z6.web.core.windows.net/"))]
pub(crate) struct SasArgs {
    /// Who it is for
    #[arg(value_enum)]
    pub(crate) role: SasRole,
    /// The job [default: AZ_BATCH_JOB_ID]
    #[arg(long, value_name = "ID")]
    pub(crate) job: Option<String>,
    /// How long it is valid, in hours: at most a week
    #[arg(long, default_value_t = 24 * 7, value_name = "HOURS", value_parser = clap::value_parser!(u64).range(1..=168))]
    pub(crate) hours: u64,
    /// Where the viewer is hosted: prints the link that opens it
    #[arg(long, value_name = "URL", env = "JOBSHELF_VIEWER_URL", hide_env_values = true)]
    pub(crate) viewer_url: Option<String>,
}

/// Who a SAS is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SasRole {
    /// Viewers of all jobs, or with --job of one: read and list
    Viewer,
    /// Viewers of one job: read and list
    Job,
    /// The tasks of a job: read, add, create, write, list
    Task,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
Prints the value of `outputFiles` of a Batch task. Batch itself then saves the files by the
conventions, after the task has ended. They include the logs, unless --no-logs is given. The value
contains a SAS, unless --identity names the pool's identity. In a pattern only `*` and `**` are
wildcards.

",
"jobshelf output-files --job ocean-shot-042 --task frames-001 --save 'TaskOutput=*.exr'"))]
pub(crate) struct OutputFilesArgs {
    #[command(flatten)]
    pub(crate) target: TaskArgs,
    /// Save files as outputs of the task; may be repeated
    #[arg(long, value_name = "KIND=PATTERN", value_parser = values::kind_and_files)]
    pub(crate) save: Vec<KindAndFiles>,
    /// Save files as outputs of the job; may be repeated
    #[arg(long, value_name = "KIND=PATTERN", value_parser = values::kind_and_files)]
    pub(crate) save_job: Vec<KindAndFiles>,
    /// Save files only if the task ends this way; the logs are always saved
    #[arg(long, value_enum, default_value = "completion")]
    pub(crate) when: SaveCondition,
    /// Leave the logs out
    #[arg(long)]
    pub(crate) no_logs: bool,
    /// Instead of a SAS, the resource ID of the pool's user-assigned identity
    #[arg(long, value_name = "RESOURCE_ID")]
    pub(crate) identity: Option<String>,
    /// How long the SAS is valid, in hours: at most a week
    #[arg(long, default_value_t = 24 * 7, value_name = "HOURS", value_parser = clap::value_parser!(u64).range(1..=168))]
    pub(crate) hours: u64,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = help!("\
Reports whether each check passed, and what to do if not. Writes nothing into the container.

",
"jobshelf doctor --job ocean-shot-042 --viewer-url https://farm.z6.web.core.windows.net/"))]
pub(crate) struct DoctorArgs {
    /// The job [default: AZ_BATCH_JOB_ID, or the one that the container's URL is for]
    #[arg(long, value_name = "ID")]
    pub(crate) job: Option<String>,
    /// Where the viewer is hosted: checks that its page may read
    #[arg(long, value_name = "URL", env = "JOBSHELF_VIEWER_URL", hide_env_values = true)]
    pub(crate) viewer_url: Option<String>,
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

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  jobshelf completions bash > /etc/bash_completion.d/jobshelf")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  jobshelf man run | man -l -
  jobshelf man --to /usr/local/share/man/man1")]
pub(crate) struct ManArgs {
    /// The command whose page it is [default: the page of all]
    #[arg(value_name = "COMMAND")]
    pub(crate) of: Option<String>,
    /// Write all pages into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "of")]
    pub(crate) to: Option<PathBuf>,
}
