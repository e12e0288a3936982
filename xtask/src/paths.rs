//! Where files are: in the project, in the user's cache, on PATH.
//!
//! Nothing is cached between calls, and no path outside of the project and the cache is fixed here.

use anyhow::Context as _;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The root folder of the project.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// A file or folder of the project.
pub(crate) fn project(relative: &str) -> PathBuf {
    root().join(relative)
}

/// Where cargo puts its output.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => project("target"),
    }
}

/// A binary of the workspace, built by `cargo build`.
pub(crate) fn built_binary(name: &str) -> PathBuf {
    target().join("debug").join(name)
}

/// A binary of the workspace, built for release.
pub(crate) fn released_binary(name: &str) -> PathBuf {
    target().join("release").join(name)
}

/// The user's cache for this project, which every clone shares.
pub(crate) fn cache() -> anyhow::Result<PathBuf> {
    let absolute =
        |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let base = match absolute("XDG_CACHE_HOME") {
        Some(cache) => cache,
        None => {
            absolute("HOME").context("HOME is not set; set it, or XDG_CACHE_HOME")?.join(".cache")
        }
    };
    Ok(base.join("jobshelf"))
}

/// The first of `names` that is a program on PATH.
pub(crate) fn on_path(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    names.iter().find_map(|name| {
        folders.iter().map(|folder| folder.join(name)).find(|candidate| is_program(candidate))
    })
}

/// PATH with the folders `first` before its own.
pub(crate) fn path_with<I>(first: I) -> anyhow::Result<OsString>
where
    I: IntoIterator,
    I::Item: AsRef<OsStr>,
{
    let before = first.into_iter().map(|folder| PathBuf::from(folder.as_ref()));
    let after = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(before.chain(std::env::split_paths(&after)))
        .context("a folder for PATH has a colon in its name")
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}
