//! The helper on a node: its start-up time, its overhead for a command, its memory and its size,
//! measured as whole processes of the file that `cargo xtask dist helper` builds.
//!
//! A time of milliseconds is the median of many runs. Where a run takes seconds, and writes
//! gigabytes to a shared disk, the fastest one counts, and ours and the other's alternate: then a
//! busy moment of the machine does not decide.

use super::memory::peak_of;
use crate::dist;
use crate::page::Figure;
use anyhow::{Context as _, ensure};
use jobshelf_tests::Azurite;
use std::fs::File;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const JOB: &str = "measure-helper";
/// Runs of a command that takes milliseconds.
const SHORT_RUNS: usize = 41;
/// Runs of a command that takes seconds.
const LONG_RUNS: usize = 7;
/// Prints 1 GB.
const PRINT: &str = "head -c 1000000000 /dev/zero";
/// Writes files that `run` saves meanwhile: small, medium and large, 100 MB in all.
const WRITE: &str = "for n in 1 2 3 4; do head -c 10000000 /dev/urandom > $n.exr; \
    head -c 1000000 /dev/urandom > $n.png; done; head -c 56000000 /dev/urandom > large.exr; sleep 2";
/// The speed of the slow storage: bytes, and the time that they take. That is 1 MB/s.
const SLOW: (usize, Duration) = (64 << 10, Duration::from_millis(64));

/// The helper and its environment on a node.
struct Node {
    helper: PathBuf,
    folder: tempfile::TempDir,
    connection: String,
}

pub(super) async fn figures() -> anyhow::Result<Vec<Figure>> {
    let helper = dist::build().await?;
    let size = dist::mebibytes(&helper)?;
    let azurite = Azurite::start()?;
    let folder = tempfile::tempdir().context("making a temporary folder")?;
    let connection = azurite.connection_string();
    let node = Node { helper, folder, connection };
    ensure!(node.command(&["prepare"]).stdout(Stdio::null()).status()?.success(), "no container");

    let version = median_of_runs(SHORT_RUNS, || timed(&mut node.command(&["--version"])))?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..SHORT_RUNS {
        with.push(timed(&mut node.command(&["run", "--", "true"]))?);
        without.push(timed(&mut Command::new("true"))?);
    }
    let added = median(with) - median(without);
    let peak = peak_of(node.printing(&node.connection, "0")?)?;
    let relay = slow_relay(azurite.origin()).await?;
    let slow = node.connection.replace(azurite.origin(), &relay);
    let command = node.printing(&slow, "3s")?;
    let slow_peak = tokio::task::spawn_blocking(|| peak_of(command)).await??;
    let mut saving =
        node.command(&["run", "--strict", "--save", "TaskOutput=*.*", "--", "sh", "-c", WRITE]);
    saving.stdout(Stdio::null());
    let save_peak = peak_of(saving)?;
    node.clean_up()?;
    // With slow storage, Azurite takes little of this machine's time.
    let ratio = tokio::task::spawn_blocking(move || node.ratio_to_tee(&slow)).await??;

    let figure = |name: &str, value| Figure { name: name.to_owned(), value };
    Ok(vec![
        figure("size_mib", size),
        figure("version_ms", version * 1e3),
        figure("run_true_added_ms", added * 1e3),
        figure("pass_1_gb_to_tee", ratio),
        figure("run_peak_mib", peak),
        figure("run_peak_slow_storage_mib", slow_peak),
        figure("run_peak_saving_mib", save_peak),
    ])
}

impl Node {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.helper);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .current_dir(self.folder.path())
            .env("TMPDIR", self.folder.path())
            .env("AZURE_STORAGE_CONNECTION_STRING", &self.connection)
            .env("AZ_BATCH_JOB_ID", JOB)
            .env("AZ_BATCH_TASK_ID", "t");
        command
    }

    /// `run` around the command that prints 1 GB, with its output in a file. Warnings about output
    /// that is not saved within `drain` are dropped.
    fn printing(&self, connection: &str, drain: &str) -> anyhow::Result<Command> {
        let mut command =
            self.command(&["run", "--quiet", "--drain", drain, "--", "sh", "-c", PRINT]);
        command.env("AZURE_STORAGE_CONNECTION_STRING", connection);
        command.stdout(self.file("first")?).stderr(Stdio::null());
        Ok(command)
    }

    fn file(&self, name: &str) -> anyhow::Result<File> {
        let path = self.folder.path().join(name);
        File::create(&path).with_context(|| format!("making {}", path.display()))
    }

    /// The wall time of 1 GB through `run`, divided by that of 1 GB through `tee`. `run` does not
    /// wait for storage after the command's end.
    fn ratio_to_tee(&self, connection: &str) -> anyhow::Result<f64> {
        let (mut ours, mut tees) = (Vec::new(), Vec::new());
        for _ in 0..LONG_RUNS {
            ours.push(timed(&mut self.printing(connection, "0")?)?);
            self.clean_up()?;
            let mut tee = Command::new("sh");
            tee.args(["-c", &format!("{PRINT} | tee second")]);
            tee.current_dir(self.folder.path()).stdout(self.file("first")?);
            tees.push(timed(&mut tee)?);
            self.clean_up()?;
        }
        Ok(fastest(&ours) / fastest(&tees))
    }

    /// Removes the files of a run, also a spool that was not sent.
    fn clean_up(&self) -> anyhow::Result<()> {
        for entry in std::fs::read_dir(self.folder.path())?.flatten() {
            let path = entry.path();
            if path.is_dir() { std::fs::remove_dir_all(path)? } else { std::fs::remove_file(path)? }
        }
        Ok(())
    }
}

/// Runs a command; returns its seconds. A failure is an error.
fn timed(command: &mut Command) -> anyhow::Result<f64> {
    if command.get_args().any(|argument| argument == "--version") {
        command.stdout(Stdio::null());
    }
    let began = Instant::now();
    let status = command.status().context("starting a command")?;
    let took = began.elapsed();
    let program = Path::new(command.get_program()).display();
    ensure!(status.success(), "{program} failed ({status})");
    Ok(took.as_secs_f64())
}

fn median_of_runs(n: usize, mut run: impl FnMut() -> anyhow::Result<f64>) -> anyhow::Result<f64> {
    Ok(median((0..n).map(|_| run()).collect::<anyhow::Result<_>>()?))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::INFINITY)
}

fn fastest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// Starts a relay to `upstream` (`http://HOST:PORT`) that passes requests on slowly; returns its
/// origin. It ends with this process.
async fn slow_relay(upstream: &str) -> anyhow::Result<String> {
    let upstream = upstream.strip_prefix("http://").context("not http")?.to_owned();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let origin = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let upstream = upstream.clone();
            tokio::spawn(async move {
                let Ok(server) = TcpStream::connect(&upstream).await else { return };
                let (mut from_client, mut to_client) = client.into_split();
                let (mut from_server, mut to_server) = server.into_split();
                let answers = tokio::io::copy(&mut from_server, &mut to_client);
                let requests = async {
                    let (n_bytes, time) = SLOW;
                    let mut buffer = vec![0; n_bytes];
                    while let Ok(n @ 1..) = from_client.read(&mut buffer).await {
                        let piece = buffer.get(..n).unwrap_or_default();
                        if to_server.write_all(piece).await.is_err() {
                            return;
                        }
                        tokio::time::sleep(time.mul_f64(n as f64 / n_bytes as f64)).await;
                    }
                };
                let _ = tokio::join!(answers, requests);
            });
        }
    });
    Ok(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_run_does_not_change_the_median() {
        assert_eq!(median(vec![3.0, 1.0, 900.0, 2.0, 2.5]), 2.5);
        assert_eq!(median(Vec::new()), f64::INFINITY);
    }
}
