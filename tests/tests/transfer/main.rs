//! Files that change while they are saved, and disks that are hostile to a fetch.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

mod changing;
mod disk;
mod parts;
mod replaced;
#[path = "../support/mod.rs"]
mod support;
mod transport;

use jobshelf::transport::Transport;
use jobshelf::{BlobContainer, OutputFile, TaskId, TaskOutputKind, TaskOutputStorage};

/// Task `t` of a container.
fn task<T: Transport>(container: &BlobContainer<T>) -> TaskOutputStorage<T> {
    TaskOutputStorage::new(container.clone(), TaskId::parse("t").unwrap())
}

/// An output of task `t`.
fn output<T: Transport>(container: &BlobContainer<T>, path: &str) -> OutputFile<T> {
    task(container).get_output(&TaskOutputKind::task_output(), &support::path(path))
}

/// The names in a folder, sorted.
fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
