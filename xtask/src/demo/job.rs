//! The sample job, run as a pool of two nodes would run it.
//!
//! Each task has the folders and the environment that Azure Batch gives a task, and none of the
//! operator's secrets: no account key, only the SAS of the job's container. Its output goes into its
//! folder, as on a node, and through the helper into storage.

use crate::{paths, process};
use anyhow::{Context as _, bail, ensure};
use jobshelf::{ContainerName, JobId};
use jobshelf_tests::Azurite;
use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tokio::process::Command;

/// The job's ID.
const JOB: &str = "turntable-demo";
/// The permissions of the helper: the fewest with which it saves, tracks and lists.
const NODE_PERMISSIONS: &str = "racwl";
/// Short, so that lines arrive while somebody watches; the default suits tasks of hours.
const FLUSH_SECONDS: &str = "1";
/// The exit code of the renderer with `--fail-at`.
const FAILURE: i32 = 3;
const N_RENDERS: u32 = 4;
/// Index of the task that fails: one of the second round, so that others have finished before.
const FAILING: u32 = 2;

/// A task: its ID, what it runs, and its planned exit code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) id: String,
    script: &'static str,
    arguments: Vec<String>,
    pub(super) exit_code: i32,
}

/// The render tasks, which are independent, and the task that merges their frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) renders: Vec<Task>,
    pub(super) merge: Task,
}

impl Plan {
    /// A job whose tasks render `per_task` frames each.
    pub(super) fn with_frames(per_task: u32) -> Self {
        let mut renders = Vec::new();
        let mut ranges = Vec::new();
        for index in 0..N_RENDERS {
            let first = index * per_task + 1;
            let last = first + per_task - 1;
            let id = format!("frames-{first:03}-{last:03}");
            ranges.push(format!("{id}:{first}-{last}"));
            let mut arguments = vec![first.to_string(), last.to_string()];
            if index == FAILING {
                arguments.extend(["--fail-at".to_owned(), (first + per_task / 2).to_string()]);
            }
            let exit_code = if index == FAILING { FAILURE } else { 0 };
            renders.push(Task { id, script: "examples/render/task.sh", arguments, exit_code });
        }
        let script = "examples/render/merge.sh";
        let merge = Task { id: "merge".to_owned(), script, arguments: ranges, exit_code: 0 };
        Self { renders, merge }
    }

    /// All tasks, in the order in which they start.
    pub(super) fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.renders.iter().chain([&self.merge])
    }
}

/// A job whose container is prepared.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) id: JobId,
    pub(super) container: ContainerName,
    pub(super) plan: Plan,
    /// The value of `JOB_CONTAINER_URL` on the node.
    container_url: String,
    folder: PathBuf,
}

impl Job {
    /// Prepares the container as an operator does.
    pub(super) async fn prepare(
        azurite: &Azurite,
        plan: Plan,
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let id = JobId::parse(JOB).context("naming the job")?;
        let mut helper = helper();
        helper.args(["prepare", "--job", id.as_str()]);
        helper.env("AZURE_STORAGE_CONNECTION_STRING", azurite.connection_string());
        process::run("jobshelf prepare", &mut helper).await?;
        let container = id.container_name();
        let url = azurite.container_sas_url(&container, NODE_PERMISSIONS)?;
        Ok(Self { id, container, plan, container_url: url.expose(), folder: folder.to_owned() })
    }

    /// The folder of a task on the node, with its output in `stdout.txt` and `stderr.txt`.
    pub(super) fn task_folder(&self, task: &Task) -> PathBuf {
        self.folder.join(&task.id)
    }

    /// Runs the render tasks, two at a time, then the merge. An unplanned exit code is an error.
    pub(super) async fn run(&self) -> anyhow::Result<()> {
        let queue: Mutex<VecDeque<&Task>> = Mutex::new(self.plan.renders.iter().collect());
        let node = || async {
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                let Some(task) = next else { return anyhow::Ok(()) };
                self.run_task(task).await?;
            }
        };
        tokio::try_join!(node(), node())?;
        self.run_task(&self.plan.merge).await
    }

    async fn run_task(&self, task: &Task) -> anyhow::Result<()> {
        let folder = self.task_folder(task);
        let working = folder.join("wd");
        std::fs::create_dir_all(&working)
            .with_context(|| format!("making {}", working.display()))?;
        let output = |name: &str| {
            File::create(folder.join(name)).with_context(|| format!("making {name} of {}", task.id))
        };
        let mut helper = helper();
        helper
            .args(["run", "--pass-credentials", "--interval", FLUSH_SECONDS, "--", "sh"])
            .arg(paths::project(task.script))
            .args(&task.arguments)
            .current_dir(&working)
            .env("PATH", paths::path_with([binaries()?])?)
            .env("AZ_BATCH_JOB_ID", self.id.as_str())
            .env("AZ_BATCH_TASK_ID", &task.id)
            .env("AZ_BATCH_TASK_DIR", &folder)
            .env("AZ_BATCH_TASK_WORKING_DIR", &working)
            .env("JOB_CONTAINER_URL", &self.container_url)
            .stdout(output("stdout.txt")?)
            .stderr(output("stderr.txt")?);
        println!("{} started", task.id);
        let status = process::Group::start(&task.id, &mut helper)?.finished().await?;
        match (status.code(), task.exit_code) {
            (Some(0), 0) => println!("{} finished", task.id),
            (Some(code), planned) if code == planned => {
                println!("{} failed with exit code {code}, as planned", task.id);
            }
            _ => {
                let stderr = std::fs::read_to_string(folder.join("stderr.txt")).unwrap_or_default();
                bail!(
                    "{} ended with {status}, not {}; its stderr:\n{stderr}",
                    task.id,
                    task.exit_code
                );
            }
        }
        Ok(())
    }
}

/// The helper without the variables of the developer that configure it.
fn helper() -> Command {
    let mut helper = process::command(paths::built_binary("jobshelf"));
    let foreign = ["AZURE_", "AZ_BATCH_", "JOBSHELF_", "JOB_CONTAINER_"];
    for (name, _) in std::env::vars_os() {
        if foreign.iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            helper.env_remove(name);
        }
    }
    helper
}

fn binaries() -> anyhow::Result<PathBuf> {
    let helper = paths::built_binary("jobshelf");
    ensure!(helper.exists(), "{} is not built", helper.display());
    Ok(helper.parent().map(Path::to_owned).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_has_four_renders_one_of_which_fails_and_a_merge() {
        let plan = Plan::with_frames(6);
        let ids: Vec<_> = plan.tasks().map(|task| task.id.as_str()).collect();
        assert_eq!(
            ids,
            ["frames-001-006", "frames-007-012", "frames-013-018", "frames-019-024", "merge"]
        );
        let failing: Vec<_> = plan.tasks().filter(|task| task.exit_code != 0).collect();
        assert_eq!(failing.len(), 1);
        assert_eq!(failing[0].arguments, ["13", "18", "--fail-at", "16"]);
        assert_eq!(plan.merge.arguments[0], "frames-001-006:1-6");
        assert_eq!(plan.merge.arguments.len(), 4);
    }

    #[test]
    fn the_id_of_the_demo_job_is_valid() {
        assert!(JobId::parse(JOB).is_ok());
    }
}
