//! How far a search goes: which folders it leaves out, and where links may lead it.

use std::path::{Component, Path, PathBuf};

/// How far a search goes.
#[derive(Debug, Clone, Default)]
pub(crate) struct SearchScope {
    /// Entries whose names begin so are left out.
    excluded: Option<&'static str>,
    /// The folder that links must not leave, as its real path; none where they may lead anywhere.
    home: Option<PathBuf>,
}

/// What a search may enter, for one pattern.
#[derive(Debug, Clone, Default)]
pub(super) struct Border {
    excluded: Option<&'static str>,
    /// The real paths of the folders that it stays in; empty if it may go anywhere.
    folders: Vec<PathBuf>,
}

impl SearchScope {
    /// Everything that a person names.
    pub(crate) fn everywhere() -> Self {
        Self::default()
    }

    /// What is below the working folder, without entries whose names begin with `excluded`.
    pub(crate) fn working_folder(excluded: &'static str) -> Self {
        Self::of_folder(Path::new("."), excluded)
    }

    pub(super) fn of_folder(home: &Path, excluded: &'static str) -> Self {
        // Nothing is in a folder without a real path, so every link is refused then.
        let home = home.canonicalize().unwrap_or_else(|_| home.to_owned());
        Self { excluded: Some(excluded), home: Some(home) }
    }

    /// The border for a search that begins in `start`. A path that is absolute or leads upwards is
    /// meant to leave the working folder.
    pub(super) fn border(&self, start: &Path) -> Border {
        let leaves_home = start.is_absolute()
            || start.components().any(|part| matches!(part, Component::ParentDir));
        let home = self.home.clone();
        let named = home.as_ref().filter(|_| leaves_home).and_then(|_| start.canonicalize().ok());
        Border { excluded: self.excluded, folders: home.into_iter().chain(named).collect() }
    }
}

impl Border {
    /// Whether the name is one to leave out.
    pub(super) fn excludes(&self, name: &std::ffi::OsStr) -> bool {
        self.excluded.is_some_and(|excluded| name.to_string_lossy().starts_with(excluded))
    }

    /// Why a file or folder is not to be read; none if it may be, or is gone.
    pub(super) fn refusal(&self, path: &Path) -> Option<String> {
        let real = path.canonicalize().ok()?;
        if let Some(folder) = system_folder(&real) {
            return Some(format!("it is in `{folder}`, whose files are no outputs"));
        }
        let is_inside = self.folders.iter().any(|folder| real.starts_with(folder));
        (!is_inside && !self.folders.is_empty()).then(|| {
            let real = jobshelf::escape::text_from_path(&real);
            format!("the link leaves the working folder: to save `{real}`, name that path itself")
        })
    }
}

/// Folders of the system whose files are no outputs: reading them may never end, or tell the
/// secrets of a process.
const SYSTEM_FOLDERS: [&str; 3] = ["/proc", "/sys", "/dev"];

/// The folder of the system that a path is in, if it is. `/dev/shm` is memory for everybody's
/// files.
pub(super) fn system_folder(path: &Path) -> Option<&'static str> {
    if !cfg!(unix) || path.starts_with("/dev/shm") {
        return None;
    }
    SYSTEM_FOLDERS.into_iter().find(|folder| path.starts_with(folder))
}

/// Why the folder at `path` is not searched with all that is below it: it is the whole disk. A
/// search from there would not end soon, and would pass through the folders of the system.
pub(super) fn whole_disk(path: &Path) -> Option<&'static str> {
    let is_root = path.canonicalize().is_ok_and(|real| real.parent().is_none());
    is_root.then_some("it is the root of the file system: name the folders below it")
}
