//! Which job, task and outputs a command is about.

use clap::Args as ClapArgs;

/// Which job, and whose outputs.
#[derive(Debug, Clone, Default, ClapArgs)]
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

/// Which job, and which task of it.
#[derive(Debug, Clone, Default, ClapArgs)]
pub(crate) struct TaskArgs {
    /// The job [default: AZ_BATCH_JOB_ID, or the one that the container's URL is for]
    #[arg(long, value_name = "ID")]
    pub(crate) job: Option<String>,
    /// The task [default: AZ_BATCH_TASK_ID]
    #[arg(long, value_name = "ID")]
    pub(crate) task: Option<String>,
}
