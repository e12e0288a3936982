//! A walk through folders, with all that it could not look at.

use super::scope::{Border, SearchScope, whole_disk};
use jobshelf::escape::text_from_path;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// What a search found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The files, in the order of their names.
    pub(crate) files: Vec<PathBuf>,
    /// What may be or hold such a file and could not be looked at.
    pub(crate) errors: Vec<SearchError>,
}

/// A file or folder that a search could not look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SearchError {
    path: PathBuf,
    reason: String,
    /// Whether the same search would succeed in another process.
    is_temporary: bool,
}

impl std::fmt::Display for SearchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot look at `{}`: {}", text_from_path(&self.path), self.reason)
    }
}

impl std::error::Error for SearchError {}

impl SearchError {
    /// The error for a path that cannot be looked at; none if nothing is there.
    pub(crate) fn new(path: &Path, error: &std::io::Error) -> Option<Self> {
        let reason = match error.kind() {
            ErrorKind::NotFound if std::fs::symlink_metadata(path).is_err() => return None,
            ErrorKind::NotFound => "the link leads to nothing".to_owned(),
            // What the path takes for a folder is a file.
            ErrorKind::NotADirectory => return None,
            _ => error.to_string(),
        };
        Some(Self { is_temporary: lacks_descriptors(error), ..Self::because(path, reason) })
    }

    /// Whether the same search would succeed in another process.
    pub(crate) fn is_temporary(&self) -> bool {
        self.is_temporary
    }

    fn because(path: &Path, reason: String) -> Self {
        // The name as it would be typed.
        let typed = path.strip_prefix(".").ok().filter(|typed| !typed.as_os_str().is_empty());
        Self { path: typed.unwrap_or(path).to_owned(), reason, is_temporary: false }
    }
}

/// Whether a file could not be opened because too many are open, here or in the whole system.
#[cfg(unix)]
fn lacks_descriptors(error: &std::io::Error) -> bool {
    use rustix::io::Errno;
    [Errno::MFILE, Errno::NFILE].map(|it| Some(it.raw_os_error())).contains(&error.raw_os_error())
}

/// Whether a file could not be opened because too many are open: nothing tells it here.
#[cfg(not(unix))]
fn lacks_descriptors(_: &std::io::Error) -> bool {
    false
}

/// All files below a folder; links are followed.
pub(crate) fn below(folder: &Path) -> Found {
    let border = SearchScope::everywhere().border(folder);
    walk(folder, usize::MAX, &border, |_| true, |_, _| true)
}

/// One file by its name; a folder has its files.
pub(super) fn named(path: &Path, border: &Border) -> Found {
    let mut found = Found::default();
    let refusal = || border.refusal(path).map(|reason| SearchError::because(path, reason));
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            return walk(path, usize::MAX, border, |_| true, |_, _| true);
        }
        Ok(metadata) if metadata.is_file() => match refusal() {
            Some(error) => found.errors.push(error),
            None => found.files.push(path.to_owned()),
        },
        // Devices, sockets and named pipes are no files.
        Ok(_) => {}
        Err(error) => found.errors.extend(SearchError::new(path, &error)),
    }
    found
}

/// The files below `start` that match, by their paths below it. A folder is entered if it `may_hold`
/// such a file, by its name and its depth, which is 1 directly below `start`.
pub(super) fn walk(
    start: &Path,
    max_depth: usize,
    border: &Border,
    matches: impl Fn(&Path) -> bool,
    may_hold: impl Fn(&std::ffi::OsStr, usize) -> bool,
) -> Found {
    let mut found = Found::default();
    let is_endless = max_depth == usize::MAX;
    let refusal = |folder: &Path| {
        let whole = || whole_disk(folder).filter(|_| is_endless).map(str::to_owned);
        border.refusal(folder).or_else(whole)
    };
    if let Some(reason) = refusal(start) {
        found.errors.push(SearchError::because(start, reason));
        return found;
    }
    let matches = |path: &Path| path.strip_prefix(start).is_ok_and(&matches);
    let walk = WalkDir::new(start).follow_links(true).max_depth(max_depth).sort_by_file_name();
    let mut entries = walk.into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let (path, depth) = (error.path().unwrap_or(start), error.depth());
                let name = path.file_name().unwrap_or_default();
                let may_hold = depth == 0 || (depth < max_depth && may_hold(name, depth));
                found.errors.extend(error_from(&error, path, matches(path), may_hold));
                continue;
            }
        };
        let (path, depth) = (entry.path(), entry.depth());
        let is_folder = entry.file_type().is_dir();
        let is_excluded = depth > 0 && border.excludes(entry.file_name());
        if is_folder {
            let is_entered = !is_excluded && (depth == 0 || may_hold(entry.file_name(), depth));
            // A link may lead out of the folders that this search is for.
            let is_link = is_entered && entry.path_is_symlink();
            let reason = is_link.then(|| refusal(path)).flatten();
            if !is_entered || reason.is_some() {
                let reason = reason.filter(|_| depth < max_depth);
                found.errors.extend(reason.map(|reason| SearchError::because(path, reason)));
                entries.skip_current_dir();
            }
            continue;
        }
        if is_excluded || !entry.file_type().is_file() || !matches(path) {
            continue;
        }
        match border.refusal(path).filter(|_| entry.path_is_symlink()) {
            Some(reason) => found.errors.push(SearchError::because(path, reason)),
            None => found.files.push(path.to_owned()),
        }
    }
    found
}

/// What an error of the walk hides: the path may be a file that `matches`, or a folder that
/// `may_hold` one.
fn error_from(
    error: &walkdir::Error,
    path: &Path,
    matches: bool,
    may_hold: bool,
) -> Option<SearchError> {
    match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) if may_hold => {
            let reason = format!("the link leads back to `{}`", text_from_path(ancestor));
            Some(SearchError::because(path, reason))
        }
        // A link to nothing is no folder.
        (_, Some(io)) if matches || (may_hold && io.kind() != ErrorKind::NotFound) => {
            SearchError::new(path, io)
        }
        _ => None,
    }
}
