//! Peak memory of the helper while it saves a file of 4 GiB and fetches it back.
//!
//! It is that of the whole process, as Linux counts it (`VmHWM`). The fetched file is compared byte
//! for byte: a figure for a wrong file would be worth nothing.

use crate::cargo;
use crate::page::Figure;
use anyhow::{Context as _, bail, ensure};
use jobshelf_tests::Azurite;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

const LENGTH: u64 = 4 << 30;
const POLL: Duration = Duration::from_millis(20);
const JOB: &str = "measure-memory";

pub(super) async fn figures() -> anyhow::Result<Vec<Figure>> {
    let helper = cargo::build_release_helper().await?;
    let azurite = Azurite::start()?;
    let folder = tempfile::tempdir().context("making a temporary folder")?;
    let source = folder.path().join("large.bin");
    write_pattern(&source)?;

    let command = |arguments: &[&str]| {
        let mut command = Command::new(&helper);
        command
            .args(arguments)
            .current_dir(folder.path())
            .env("AZURE_STORAGE_CONNECTION_STRING", azurite.connection_string())
            .env("AZ_BATCH_JOB_ID", JOB)
            .env("AZ_BATCH_TASK_ID", "t");
        command
    };
    peak_of(command(&["prepare"]))?;
    let saved = peak_of(command(&["save", "--kind", "TaskOutput", "large.bin"]))?;
    let to = ["get", "--kind", "TaskOutput", "large.bin", "--to", "fetched"];
    let fetched = peak_of(command(&to))?;
    ensure!(
        is_same(&source, &folder.path().join("fetched/large.bin"))?,
        "the fetched file differs from the saved one"
    );
    let figure = |name: &str, value| Figure { name: name.to_owned(), value };
    Ok(vec![figure("save_peak_mib", saved), figure("fetch_peak_mib", fetched)])
}

/// Runs a command; returns the peak of its resident memory in MiB.
pub(super) fn peak_of(mut command: Command) -> anyhow::Result<f64> {
    let mut child = command.spawn().context("starting the helper")?;
    let mut peak = 0.0_f64;
    loop {
        peak = resident(&child).map_or(peak, |now| peak.max(now));
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "the helper failed ({status})");
            return if peak > 0.0 { Ok(peak) } else { bail!("/proc has no VmHWM of the helper") };
        }
        std::thread::sleep(POLL);
    }
}

fn resident(child: &Child) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// Writes a file in which no two blocks are equal.
fn write_pattern(path: &PathBuf) -> anyhow::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..LENGTH / 8 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        file.write_all(&state.to_le_bytes())?;
    }
    file.flush()?;
    Ok(())
}

fn is_same(one: &Path, other: &Path) -> anyhow::Result<bool> {
    if std::fs::metadata(one)?.len() != std::fs::metadata(other)?.len() {
        return Ok(false);
    }
    let (mut one, mut other) =
        (BufReader::new(File::open(one)?), BufReader::new(File::open(other)?));
    let (mut a, mut b) = (vec![0; 1 << 20], vec![0; 1 << 20]);
    loop {
        let n = one.read(&mut a)?;
        if n == 0 {
            return Ok(true);
        }
        let (a, b) = (a.split_at(n).0, b.split_at_mut(n).0);
        other.read_exact(b)?;
        if a != b {
            return Ok(false);
        }
    }
}
