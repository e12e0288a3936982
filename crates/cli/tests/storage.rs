//! The helper as a node and an operator run it, against a real Azurite.
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

use jobshelf::{ContainerName, JobId};
use jobshelf_tests::Azurite;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// The helper with a node's environment for this job and task, and nothing else of ours.
fn on_node(job: &str, task: &str) -> Command {
    let url = Azurite::shared().unwrap().container_sas_url(&container_of(job), "racwl").unwrap();
    let mut command = bare();
    command
        .env("JOB_CONTAINER_URL", url.expose())
        .env("AZ_BATCH_JOB_ID", job)
        .env("AZ_BATCH_TASK_ID", task);
    command
}

/// The helper with the account's key.
fn as_operator() -> Command {
    let mut command = bare();
    let connection = Azurite::shared().unwrap().connection_string();
    command.env("AZURE_STORAGE_CONNECTION_STRING", connection);
    command
}

fn bare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jobshelf"));
    for variable in [
        "AZ_BATCH_JOB_ID",
        "AZ_BATCH_TASK_ID",
        "JOBSHELF_CONTAINER_URL",
        "JOB_CONTAINER_URL",
        "AZURE_STORAGE_CONNECTION_STRING",
        "AZURE_STORAGE_ACCOUNT",
        "AZURE_STORAGE_KEY",
    ] {
        command.env_remove(variable);
    }
    command
}

fn container_of(job: &str) -> ContainerName {
    JobId::parse(job).unwrap().container_name()
}

fn prepare(job: &str) {
    let output = as_operator().args(["prepare", "--job", job]).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

fn cat(job: &str, task: &str, name: &str) -> Output {
    on_node(job, task).args(["cat", "--kind", "TaskLog", name]).output().unwrap()
}

#[test]
fn a_container_is_created_once() {
    let prepare = |job| as_operator().args(["prepare", "--job", job]).output().unwrap();
    assert_eq!(stdout(&prepare("Prepared")), "job-prepared created\n");
    assert_eq!(stdout(&prepare("Prepared")), "job-prepared exists\n");
}

#[test]
fn files_are_saved_listed_and_fetched_again() {
    prepare("files");
    let folder = tempfile::tempdir().unwrap();
    let wd = folder.path().join("wd");
    std::fs::create_dir_all(wd.join("out")).unwrap();
    std::fs::write(wd.join("out/a.txt"), "from the working directory").unwrap();
    std::fs::write(folder.path().join("stdout.txt"), "one level up").unwrap();
    let save = on_node("files", "t1")
        .args(["save", "--kind", "TaskOutput", "out/a.txt", "../stdout.txt"])
        .current_dir(&wd)
        .output()
        .unwrap();
    // They are saved at the same time; which is first is not said.
    let saved = stdout(&save);
    let mut lines: Vec<&str> = saved.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["t1/$TaskOutput/out/a.txt", "t1/$TaskOutput/stdout.txt"]);
    let save = on_node("files", "t1")
        .args(["save", "--job-level", "--kind", "JobOutput", "out/a.txt", "--as", "b.txt"])
        .current_dir(&wd)
        .output()
        .unwrap();
    assert_eq!(stdout(&save), "$JobOutput/b.txt\n");

    let list = as_operator().args(["list", "--job", "files", "--json"]).output().unwrap();
    let lines: Vec<serde_json::Value> =
        stdout(&list).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["name"], "$JobOutput/b.txt");
    assert_eq!(lines[0]["task"], serde_json::Value::Null);
    assert_eq!(lines[1]["task"], "t1");
    assert_eq!(lines[1]["kind"], "TaskOutput");
    assert_eq!(lines[1]["path"], "out/a.txt");
    assert_eq!(lines[1]["size"], 26);
    assert!(lines[1]["last_modified"].as_str().unwrap().ends_with('Z'));

    let to = folder.path().join("fetched");
    let get = on_node("files", "t1")
        .args(["get", "--kind", "TaskOutput", "out/a.txt", "--to"])
        .arg(&to)
        .output()
        .unwrap();
    assert!(get.status.success(), "{}", text(&get.stderr));
    assert_eq!(read(&to.join("out/a.txt")), "from the working directory");
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_file_that_is_missing_is_named_and_the_others_are_saved() {
    prepare("partly");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("there.txt"), "x").unwrap();
    let save = on_node("partly", "t")
        .args(["save", "--kind", "TaskOutput", "missing.txt", "there.txt"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(save.status.code(), Some(1));
    assert!(text(&save.stderr).contains("missing.txt"), "{}", text(&save.stderr));
    assert_eq!(text(&save.stdout), "t/$TaskOutput/there.txt\n");
}

#[test]
fn run_passes_output_through_saves_it_and_returns_the_exit_code() {
    prepare("run");
    let script = "printf 'a\\r\\nb\\033[0m'; echo oops >&2; exit 7";
    let run = on_node("run", "t").args(["run", "--", "sh", "-c", script]).output().unwrap();
    assert_eq!(run.status.code(), Some(7));
    assert_eq!(run.stdout, b"a\r\nb\x1b[0m");
    assert_eq!(text(&run.stderr), "oops\n");
    assert_eq!(cat("run", "t", "stdout.txt").stdout, b"a\r\nb\x1b[0m");
    assert_eq!(cat("run", "t", "stderr.txt").stdout, b"oops\n");
}

#[test]
fn a_log_is_in_storage_while_the_command_runs() {
    prepare("live");
    let mut run = on_node("live", "t")
        .args(["run", "--interval", "1", "--", "sh", "-c", "echo early; read line; echo late"])
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    wait_until(|| text(&cat("live", "t", "stdout.txt").stdout) == "early\n");
    assert_eq!(run.try_wait().unwrap(), None);
    drop(run.stdin.take());
    run.wait().unwrap();
    assert_eq!(text(&cat("live", "t", "stdout.txt").stdout), "early\nlate\n");
}

/// Waits for what must come; a test that hangs fails with its line.
fn wait_until(mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(60), "it did not come");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn an_outage_fails_no_command_and_delays_its_end_by_the_drain_at_most() {
    let url = "http://127.0.0.1:9/devstoreaccount1/job-away?sv=2026-04-06&sr=c&sp=racwl\
               &sig=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U%3D";
    let folder = tempfile::tempdir().unwrap();
    let run = bare()
        .env("JOB_CONTAINER_URL", url)
        .env("TMPDIR", folder.path())
        .env("AZ_BATCH_TASK_ID", "t")
        .args(["run", "--drain", "1", "--", "sh", "-c", "echo through; exit 4"])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(4));
    assert_eq!(text(&run.stdout), "through\n");
    let warnings = text(&run.stderr);
    assert!(warnings.contains("stdout.txt is not saved whole"), "{warnings}");
    assert!(!warnings.contains("c2VjcmV0"), "{warnings}");
}

#[cfg(unix)]
#[test]
fn a_request_to_end_reaches_the_command() {
    prepare("signal");
    let mut run = on_node("signal", "t")
        .args(["run", "--interval", "1", "--", "sh", "-c"])
        .arg("trap 'echo ended; exit 5' TERM; echo ready; while :; do sleep 0.1; done")
        .spawn()
        .unwrap();
    wait_until(|| text(&cat("signal", "t", "stdout.txt").stdout) == "ready\n");
    let pid = rustix::process::Pid::from_raw(i32::try_from(run.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(5));
    assert_eq!(text(&cat("signal", "t", "stdout.txt").stdout), "ready\nended\n");
}

#[test]
fn a_viewers_sas_opens_its_job_and_writes_nothing() {
    prepare("least");
    let sas = as_operator().args(["sas", "viewer", "--job", "least"]).output().unwrap();
    let url = stdout(&sas);
    let viewer = |args: &[&str]| {
        bare()
            .env("JOBSHELF_CONTAINER_URL", url.trim())
            .env("AZ_BATCH_TASK_ID", "t")
            .args(args)
            .output()
            .unwrap()
    };
    assert!(viewer(&["list"]).status.success());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x");
    std::fs::write(&file, "x").unwrap();
    let save = viewer(&["save", "--kind", "K", "--as", "x", file.to_str().unwrap()]);
    assert_eq!(save.status.code(), Some(1));
    let error = text(&save.stderr);
    assert!(error.contains("the permission for it is missing"), "{error}");
    assert!(!error.contains("sig="), "{error}");
}

#[test]
fn a_container_url_of_another_job_is_not_used() {
    prepare("one");
    let list = on_node("one", "t").args(["list", "--job", "two"]).output().unwrap();
    assert_eq!(list.status.code(), Some(2));
    let error = text(&list.stderr);
    assert!(error.contains("`job-one`") && error.contains("`job-two`"), "{error}");
}

#[test]
fn a_container_in_the_connection_string_needs_no_job() {
    prepare("pictured");
    prepare("other");
    let azurite = Azurite::shared().unwrap();
    let with_container =
        format!("{}/job-pictured", azurite.connection_string().trim_end_matches(';'));
    let list = |connection: &str, args: &[&str]| {
        let mut command = bare();
        command.env("AZURE_STORAGE_CONNECTION_STRING", connection);
        command.args(["list"]).args(args).output().unwrap()
    };
    assert_eq!(stdout(&list(&with_container, &[])), "");
    let saved = bare()
        .env("AZURE_STORAGE_CONNECTION_STRING", &with_container)
        .args(["save", "--job-level", "--kind", "JobOutput", "Cargo.toml"])
        .output()
        .unwrap();
    assert_eq!(stdout(&saved), "$JobOutput/Cargo.toml\n");
    assert!(stdout(&list(&with_container, &[])).contains("$JobOutput/Cargo.toml"));
    // A key opens other jobs too; a SAS of the container does not.
    assert_eq!(stdout(&list(&with_container, &["--job", "other"])), "");
    let sas = azurite.container_sas_url(&container_of("pictured"), "rl").unwrap();
    let sas = format!(
        "BlobEndpoint={}/job-pictured;SharedAccessSignature={}",
        azurite.endpoint(),
        sas.token.expose_query()
    );
    assert!(stdout(&list(&sas, &[])).contains("$JobOutput/Cargo.toml"));
    let refused = list(&sas, &["--job", "other"]);
    assert_eq!(refused.status.code(), Some(2));
    let error = text(&refused.stderr);
    assert!(error.contains("`job-pictured`") && error.contains("`job-other`"), "{error}");
}
