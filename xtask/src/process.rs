//! Child processes that end with this one.
//!
//! Each runs in a process group of its own. A guard ends the whole group when it is dropped, which
//! happens on an error, on a panic and, since `main` drops everything, on Ctrl-C.

use crate::paths;
use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
use std::ffi::OsStr;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::signal::unix::{SignalKind, signal};

/// The time between SIGTERM and SIGKILL.
const GRACE: Duration = Duration::from_secs(3);

/// A child process with all of its descendants.
#[derive(Debug)]
pub(crate) struct Group {
    child: Child,
    leader: Option<Pid>,
    name: String,
}

impl Group {
    /// Starts `command`, which messages call `name`.
    pub(crate) fn start(name: &str, command: &mut Command) -> anyhow::Result<Self> {
        let child = command.process_group(0).spawn().with_context(|| format!("starting {name}"))?;
        let leader = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        Ok(Self { child, leader, name: name.to_owned() })
    }

    /// Waits for the child itself; the guard ends what it has started.
    pub(crate) async fn finished(&mut self) -> anyhow::Result<ExitStatus> {
        self.child.wait().await.with_context(|| format!("waiting for {}", self.name))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let Some(leader) = self.leader else { return };
        // Usually the group is gone already, and the signal fails.
        if kill_process_group(leader, Signal::TERM).is_err() {
            return;
        }
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            // Reaps the leader: as a zombie it would keep the ID of the group in use.
            let _ = self.child.try_wait();
            if test_kill_process_group(leader).is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = kill_process_group(leader, Signal::KILL);
    }
}

/// A command without standard input that runs in the root of the project.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).current_dir(paths::root());
    // `cargo run` sets these for this package. Some build scripts run again when one changes, so a
    // cargo that inherited them would rebuild what the developer's own cargo has built.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command
}

/// Runs `command` and shows its output; an exit code other than 0 is an error.
pub(crate) async fn run(name: &str, command: &mut Command) -> anyhow::Result<()> {
    let status = Group::start(name, command)?.finished().await?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}

/// Runs `command`, shows its standard output and calls `watch` with each line.
pub(crate) async fn run_watched(
    name: &str,
    command: &mut Command,
    mut watch: impl FnMut(&str),
) -> anyhow::Result<ExitStatus> {
    let mut group = Group::start(name, command.stdout(Stdio::piped()))?;
    let stdout = group.child.stdout.take().with_context(|| format!("{name} has no output"))?;
    let mut lines = BufReader::new(stdout).split(b'\n');
    while let Some(line) = lines.next_segment().await.with_context(|| format!("reading {name}"))? {
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        watch(&line);
    }
    group.finished().await
}

/// Runs `command`; returns its exit status and what it wrote to standard error.
pub(crate) async fn run_for_errors(
    name: &str,
    command: &mut Command,
) -> anyhow::Result<(ExitStatus, String)> {
    let mut group = Group::start(name, command.stderr(Stdio::piped()))?;
    let mut errors = Vec::new();
    if let Some(mut stderr) = group.child.stderr.take() {
        stderr.read_to_end(&mut errors).await.with_context(|| format!("reading {name}"))?;
    }
    let status = group.finished().await?;
    Ok((status, String::from_utf8_lossy(&errors).into_owned()))
}

/// The output of a quick command; nothing if it does not run or fails.
pub(crate) fn output_of(command: &mut std::process::Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).current_dir(paths::root()).output().ok()?;
    let printed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    output.status.success().then_some(printed)
}

/// Waits for a signal that asks this process to stop; returns what the signal means.
pub(crate) async fn stop_signal() -> &'static str {
    let (Ok(mut interrupt), Ok(mut terminate), Ok(mut hang_up)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
        signal(SignalKind::hangup()),
    ) else {
        // Without a handler, the signal ends this process.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => "interrupted",
        _ = terminate.recv() => "asked to terminate",
        _ = hang_up.recv() => "the terminal is gone",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_running(pid: u32) -> bool {
        let pid = i32::try_from(pid).ok().and_then(Pid::from_raw).unwrap();
        rustix::process::test_kill_process(pid).is_ok()
    }

    #[tokio::test]
    async fn dropping_a_group_ends_the_grandchildren() {
        let folder = tempfile::tempdir().unwrap();
        let note = folder.path().join("grandchild");
        let script =
            format!("sleep 600 & echo $! > {0}.part; mv {0}.part {0}; wait", note.display());
        let group = Group::start("a shell", command("sh").args(["-c", &script])).unwrap();
        while !note.exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let grandchild: u32 = std::fs::read_to_string(&note).unwrap().trim().parse().unwrap();
        assert!(is_running(grandchild));
        drop(group);
        while is_running(grandchild) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    #[tokio::test]
    async fn the_watcher_gets_every_line_of_a_command() {
        let mut seen = Vec::new();
        let mut printf = command("printf");
        let status =
            run_watched("printf", printf.arg("one\ntwo"), |line| seen.push(line.to_owned())).await;
        assert!(status.unwrap().success());
        assert_eq!(seen, ["one", "two"]);
    }

    #[tokio::test]
    async fn an_error_names_the_command_that_failed() {
        let error = run("the test", command("sh").args(["-c", "exit 3"])).await.unwrap_err();
        assert_eq!(error.to_string(), "the test failed (exit status: 3)");
    }
}
