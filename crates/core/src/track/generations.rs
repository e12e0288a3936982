//! The rotated files beside a log: `app.log.1`, `app.log-20260701`, `app.1.log` and the like.
//!
//! A log may be rotated several times between two looks at it. The files that were there before are
//! older than what is read; the others are read in the order of their last change, before the file
//! that has the log's own name.

use super::file_id::FileId;
use std::collections::BTreeMap;
use std::io::Result;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The endings that a program for compression adds. The log in such a file cannot be followed.
const COMPRESSED: [&str; 7] = [".gz", ".bz2", ".xz", ".zst", ".lz4", ".zip", ".Z"];
/// The marks of a rotated file that are no number and no date.
const OLD: [&str; 4] = ["old", "bak", "prev", "previous"];

/// The rotated files beside a log at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Generations {
    files: BTreeMap<FileId, Generation>,
}

/// One rotated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Generation {
    pub(super) path: PathBuf,
    pub(super) id: FileId,
    length: u64,
    modified: Option<SystemTime>,
    is_compressed: bool,
}

impl Generations {
    /// The rotated files that are beside `log` now. A folder that cannot be read has none.
    pub fn beside(log: &Path) -> Self {
        Self::find(log).unwrap_or_default()
    }

    pub(super) fn find(log: &Path) -> Result<Self> {
        let Some(name) = log.file_name().map(|name| name.to_string_lossy()) else {
            return Ok(Self::default());
        };
        let folder = match log.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let other = entry.file_name();
            let other = other.to_string_lossy();
            let bare = COMPRESSED.iter().find_map(|ending| other.strip_suffix(ending));
            if !is_generation(&name, bare.unwrap_or(&other)) {
                continue;
            }
            let path = entry.path();
            // It is gone if it was renamed meanwhile.
            let Ok(metadata) = std::fs::metadata(&path) else { continue };
            if !metadata.is_file() {
                continue;
            }
            let id = FileId::of(&metadata);
            let (length, modified) = (metadata.len(), metadata.modified().ok());
            let is_compressed = bare.is_some();
            files.insert(id.clone(), Generation { path, id, length, modified, is_compressed });
        }
        Ok(Self { files })
    }

    pub(super) fn contains(&self, id: &FileId) -> bool {
        self.files.contains_key(id)
    }

    /// The log files here that `earlier` does not have, oldest first.
    pub(super) fn since(&self, earlier: &Self) -> Vec<Generation> {
        self.logs(|file| !earlier.contains(&file.id))
    }

    /// The log files here that `earlier` does not have, or has with other content, oldest first.
    pub(super) fn changed_since(&self, earlier: &Self) -> Vec<Generation> {
        self.logs(|file| {
            let before = earlier.files.get(&file.id);
            before.is_none_or(|it| (it.length, it.modified) != (file.length, file.modified))
        })
    }

    /// How many compressed files here are neither in `earlier` nor made from one of its files.
    pub(super) fn n_compressed_since(&self, earlier: &Self) -> usize {
        let is_new = |file: &&Generation| file.is_compressed && !earlier.contains(&file.id);
        let is_gone = |file: &&Generation| !file.is_compressed && !self.contains(&file.id);
        let n_new = self.files.values().filter(is_new).count();
        n_new.saturating_sub(earlier.files.values().filter(is_gone).count())
    }

    fn logs(&self, is_wanted: impl Fn(&Generation) -> bool) -> Vec<Generation> {
        let wanted = self.files.values().filter(|file| !file.is_compressed && is_wanted(file));
        let mut logs: Vec<Generation> = wanted.cloned().collect();
        // Of files that changed in one tick of the clock, the higher number is the older one.
        logs.sort_by(|one, other| {
            let by_number = number_in(&other.path).cmp(&number_in(&one.path));
            one.modified.cmp(&other.modified).then(by_number)
        });
        logs
    }
}

/// Whether `other` is a name that a rotation gives to the log `name`: a number, a date or `old`,
/// behind the name or before its extension.
fn is_generation(name: &str, other: &str) -> bool {
    let is_mark = |mark: &str| {
        let Some(mark) = mark.strip_prefix(['.', '-', '_']) else { return false };
        let is_date = |c: char| c.is_ascii_digit() || "-_.:TZ".contains(c);
        OLD.contains(&mark)
            || (mark.starts_with(|c: char| c.is_ascii_digit()) && mark.chars().all(is_date))
    };
    if other.strip_prefix(name).is_some_and(is_mark) {
        return true;
    }
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let between = other.strip_prefix(stem).and_then(|it| it.strip_suffix(extension));
    !stem.is_empty() && between.and_then(|it| it.strip_suffix('.')).is_some_and(is_mark)
}

/// The last number in the file's name.
fn number_in(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_string_lossy();
    let mut numbers = name.rsplit(|c: char| !c.is_ascii_digit()).filter(|it| !it.is_empty());
    numbers.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_rotated_logs_are_known() {
        for other in [
            "app.log.1",
            "app.log.10",
            "app.log-20260701",
            "app.log.2026-07-01",
            "app.log.2026-07-01T12:30:00Z",
            "app.log_2026-07-01_12",
            "app.log.old",
            "app.1.log",
            "app-2026-07-01.log",
        ] {
            assert!(is_generation("app.log", other), "{other}");
        }
        for other in [
            "app.log",
            "app.log.swp",
            "app.log~",
            "app.log.",
            "app.log.pid",
            "app2.log",
            "b.log.1",
            "app.log.1.tmp",
            "app.logs.1",
            "app..log",
            "app.log1",
        ] {
            assert!(!is_generation("app.log", other), "{other}");
        }
        assert!(is_generation("app", "app.1") && !is_generation(".log", ".1.log"));
    }

    #[test]
    fn new_generations_are_told_from_old_ones_and_come_oldest_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("app.log.1"), "old").unwrap();
        let before = Generations::beside(&path("app.log"));
        std::fs::rename(path("app.log.1"), path("app.log.3")).unwrap();
        for name in ["app.log.2", "app.log.1", "app.log", "app.log.9.gz", "app.log.txt"] {
            std::fs::write(path(name), name).unwrap();
        }
        let now = Generations::find(&path("app.log")).unwrap();
        let names: Vec<_> = now.since(&before).into_iter().map(|file| file.path).collect();
        assert_eq!(names, [path("app.log.2"), path("app.log.1")]);
        assert_eq!((now.n_compressed_since(&before), now.since(&now).len()), (1, 0));
        std::fs::write(path("app.log.3"), "old and more").unwrap();
        let later = Generations::find(&path("app.log")).unwrap();
        assert!(later.since(&now).is_empty());
        assert_eq!(later.changed_since(&now)[0].path, path("app.log.3"));
    }

    #[test]
    fn a_compressed_old_generation_is_no_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("app.log.1"), "old").unwrap();
        let before = Generations::beside(&path("app.log"));
        std::fs::write(path("app.log.2.gz"), "old, compressed").unwrap();
        std::fs::remove_file(path("app.log.1")).unwrap();
        let now = Generations::beside(&path("app.log"));
        assert_eq!(now.n_compressed_since(&before), 0);
    }
}
