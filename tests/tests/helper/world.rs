//! A node with one job: its container behind a fault proxy, a task's folders, and the helper.

use jobshelf::{
    BlobContainer, JobId, Kind, LogStatus, OutputAddress, OutputFile, OutputPath, Owner, ReadRange,
    SasUrl, TaskId,
};
use jobshelf_tests::{Azurite, FaultPlan, FaultProxy};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Longer than any step that succeeds.
const TIMEOUT: Duration = Duration::from_secs(120);

pub(crate) struct World {
    pub(crate) job: String,
    /// The container, without the proxy.
    pub(crate) direct: BlobContainer,
    pub(crate) proxy: FaultProxy,
    /// The container's URL on the node, through the proxy.
    url: SasUrl,
    folder: tempfile::TempDir,
}

impl World {
    pub(crate) async fn new(job: &str) -> Self {
        Self::with(job, FaultPlan::default()).await
    }

    pub(crate) async fn with(job: &str, plan: FaultPlan) -> Self {
        let azurite = Azurite::shared().unwrap();
        let name = JobId::parse(job).unwrap().container_name();
        let direct = azurite.account().unwrap().container(&name);
        direct.create_if_missing().await.unwrap();
        let proxy = FaultProxy::start(azurite.origin(), plan).await.unwrap();
        let url = proxy.through(&azurite.container_sas_url(&name, "racwdl").unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("wd")).unwrap();
        Self { job: job.to_owned(), direct, proxy, url, folder }
    }

    /// The task's working folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("wd").join(path)
    }

    /// The folder above it, the task's folder of the node.
    pub(crate) fn task_folder(&self) -> &Path {
        self.folder.path()
    }

    /// The helper as a node would start it for this task.
    pub(crate) fn helper(&self, task: &str) -> Command {
        let mut helper = Command::new(program());
        helper
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("JOB_CONTAINER_URL", self.url.expose())
            .env("AZ_BATCH_JOB_ID", &self.job)
            .env("AZ_BATCH_TASK_ID", task)
            .env("AZ_BATCH_TASK_DIR", self.folder.path())
            .env("TMPDIR", self.folder.path())
            .current_dir(self.path(""))
            .stdin(Stdio::null());
        helper
    }

    /// `jobshelf run [options] -- sh -c script`.
    pub(crate) fn run(&self, task: &str, options: &[&str], script: &str) -> Command {
        let mut helper = self.helper(task);
        helper.arg("run").args(options).args(["--", "sh", "-c", script]);
        helper
    }

    /// The bytes of an output in storage, if it exists.
    pub(crate) async fn stored(&self, task: &str, kind: &str, path: &str) -> Option<Vec<u8>> {
        let read = self.output(task, kind, path).read(ReadRange::All).await.ok()?;
        Some(read.body.collect(usize::MAX).await.unwrap().to_vec())
    }

    /// The task's log.
    pub(crate) async fn log(&self, task: &str, name: &str) -> Vec<u8> {
        self.stored(task, "TaskLog", name).await.unwrap_or_default()
    }

    /// The status of the task's log.
    pub(crate) async fn status(&self, task: &str, name: &str) -> LogStatus {
        let blob = self.output(task, "TaskLog", name).address().blob_name();
        let properties = self.direct.properties(&blob).await.unwrap();
        LogStatus::from_metadata(&properties.metadata).unwrap()
    }

    fn output(&self, task: &str, kind: &str, path: &str) -> OutputFile {
        let owner = match task {
            "" => Owner::Job,
            task => Owner::Task(TaskId::parse(task).unwrap()),
        };
        let path = OutputPath::parse(path).unwrap();
        let address = OutputAddress::new(owner, Kind::parse(kind).unwrap(), path);
        OutputFile::new(self.direct.clone(), address)
    }

    /// Waits for an output to be in storage.
    pub(crate) async fn wait_for(&self, task: &str, kind: &str, path: &str, bytes: &[u8]) {
        let start = Instant::now();
        while self.stored(task, kind, path).await.as_deref() != Some(bytes) {
            assert!(start.elapsed() < TIMEOUT, "{task}/${kind}/{path} did not come");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The entries of the task's folder beside the working folder: none, if all was saved.
    pub(crate) fn left_behind(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name != "wd").collect()
    }
}

/// The helper that the workspace has built; `cargo xtask test` builds it first.
pub(crate) fn program() -> PathBuf {
    if let Some(program) = std::env::var_os("JOBSHELF_BIN") {
        return program.into();
    }
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join("jobshelf");
    assert!(program.exists(), "the helper is not built; run: cargo build --package jobshelf-cli");
    program
}

/// Runs to the end, beside the proxy.
pub(crate) async fn output(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// Waits for the end of what was started, beside the proxy.
pub(crate) async fn end(child: Child) -> Output {
    tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap()
}

/// Starts it with its output piped.
pub(crate) fn start(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Sends a signal by its name, such as `TERM`.
pub(crate) fn signal(process: u32, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status();
    assert!(sent.unwrap().success());
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The commands that the helper prints for unsaved outputs.
pub(crate) fn advice(run: &Output) -> Vec<String> {
    let told = text(&run.stderr);
    told.lines().filter_map(|line| line.strip_prefix("  to save it: ").map(str::to_owned)).collect()
}

/// Runs a printed command like a person who pastes it.
pub(crate) async fn follow_advice(world: &World, line: &str) {
    let mut shell = Command::new("sh");
    let helper = world.helper("");
    shell.envs(helper.get_envs().filter_map(|(name, value)| Some((name, value?))));
    // The command names the job and the task.
    shell.env_remove("AZ_BATCH_JOB_ID").env_remove("AZ_BATCH_TASK_ID");
    shell.current_dir(world.path(""));
    let path = program();
    shell.args(["-c", &line.replacen("jobshelf", path.to_str().unwrap(), 1)]);
    let saved = output(shell).await;
    assert!(saved.status.success(), "{line}: {}", text(&saved.stderr));
}
