//! What a run knows about the files that its rules have found: which version is in storage, and why
//! another is not.

use super::open_files::OpenFiles;
use super::output_owners::{Claim, OutputOwners};
use super::save_rule::SaveRule;
use super::unsaved_output::UnsavedOutput;
use crate::files::SearchError;
use jobshelf::OutputPath;
use jobshelf::outputs::FileVersion;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::Instant;

/// How long a file must be unchanged to count as complete.
const SETTLE_TIME: Duration = Duration::from_millis(800);
/// The same where the system does not tell which files are open for writing.
const SETTLE_TIME_WITHOUT_OPEN_FILES: Duration = Duration::from_secs(10);
/// The most files of one rule whose outputs belong to others and that are reported one by one.
const MAX_REFUSED: usize = 8;

/// The most removed files that are remembered.
const MAX_LOST: usize = 10_000;

/// The index of a rule, and a file that matches it.
pub(super) type FileKey = (usize, PathBuf);

/// What a scan of all rules found.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) files: Vec<(FileKey, FileVersion)>,
    /// What could not be looked at, with the index of the rule.
    pub(super) errors: Vec<(usize, SearchError)>,
}

/// Which files a scan is to return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Those that have not changed for a moment.
    Settled,
    /// All that are not in storage.
    Unsaved,
}

/// The files of all rules.
#[derive(Debug)]
pub(super) struct WatchedFiles {
    files: HashMap<FileKey, WatchedFile>,
    /// Files that the command removed after a try to save them had failed, with the reason.
    lost: HashMap<FileKey, String>,
    owners: OutputOwners,
    /// What the last scan could not look at.
    errors: Vec<(usize, SearchError)>,
}

#[derive(Debug, Clone)]
struct WatchedFile {
    /// The path below the kind, or why there is none.
    output: Result<OutputPath, String>,
    version: FileVersion,
    unchanged_since: Instant,
    /// The version that is in storage.
    saved: Option<FileVersion>,
    /// Why the last try to save it failed.
    failure: Option<SaveFailure>,
}

#[derive(Debug, Clone)]
struct SaveFailure {
    reason: String,
    cause: FailureCause,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FailureCause {
    /// Storage may accept it later.
    Temporary,
    /// It will be refused again.
    Final,
    /// Its output is that of another source.
    OwnedByOther,
}

impl WatchedFiles {
    pub(super) fn new(owners: OutputOwners) -> Self {
        Self { files: HashMap::new(), lost: HashMap::new(), owners, errors: Vec::new() }
    }

    /// Records a scan. Returns the files to save, and what to tell about new ones.
    pub(super) fn update(
        &mut self,
        scan: Scan,
        rules: &[&SaveRule],
        wanted: Wanted,
    ) -> (Vec<(FileKey, FileVersion)>, Vec<String>) {
        let now = Instant::now();
        let settle_time = match OpenFiles::ARE_KNOWN {
            true => SETTLE_TIME,
            false => SETTLE_TIME_WITHOUT_OPEN_FILES,
        };
        self.errors = scan.errors;
        let mut before = std::mem::take(&mut self.files);
        let (mut ready, mut notes) = (Vec::new(), Vec::new());
        for (key, version) in scan.files {
            let Some(rule) = rules.get(key.0) else { continue };
            let known = before.remove(&key);
            let is_new = known.is_none();
            self.lost.remove(&key);
            let mut file = known.unwrap_or_else(|| WatchedFile {
                output: rule.pattern.output_path(&key.1).map_err(|error| error.to_string()),
                version,
                unchanged_since: now,
                saved: None,
                failure: None,
            });
            if file.version != version {
                (file.version, file.unchanged_since, file.failure) = (version, now, None);
            }
            let covering = file.check_output(&mut self.owners, &key);
            if let Some(source) = covering.filter(|_| is_new) {
                let (shown, rule) = (jobshelf::escape::text_from_path(&key.1), rule.option());
                notes
                    .push(format!("`{shown}` is left out of {rule}: it is the output of {source}"));
            }
            let is_settled = wanted == Wanted::Unsaved
                || now.duration_since(file.unchanged_since) >= settle_time;
            if !file.is_saved() && !file.is_refused() && is_settled {
                ready.push((key.clone(), version));
            }
            self.files.insert(key, file);
        }
        // What is left was removed by the command.
        for (key, file) in before {
            if let Ok(output) = &file.output {
                self.owners.release(key.0, output, &key.1);
            }
            let is_lost = !file.is_saved() && !file.is_owned_by_other();
            if let Some(failure) = file.failure.filter(|_| is_lost && self.lost.len() < MAX_LOST) {
                self.lost.insert(key, failure.reason);
            }
        }
        (ready, notes)
    }

    /// The path of the file below the kind.
    pub(super) fn output_of(&self, key: &FileKey) -> Option<OutputPath> {
        self.files.get(key)?.output.clone().ok()
    }

    /// The version is in storage.
    pub(super) fn record_saved(&mut self, key: &FileKey, version: FileVersion) {
        let Some(file) = self.files.get_mut(key) else { return };
        file.saved = Some(version);
        if let Ok(output) = &file.output {
            self.owners.keep(key.0, output);
        }
    }

    /// A try to save it failed; `is_final` if the next one would, too.
    pub(super) fn record_failure(&mut self, key: &FileKey, reason: String, is_final: bool) {
        let cause = if is_final { FailureCause::Final } else { FailureCause::Temporary };
        if let Some(file) = self.files.get_mut(key) {
            file.failure = Some(SaveFailure { reason, cause });
        }
    }

    /// Forgets the failures, so that every file is tried again.
    pub(super) fn forgive(&mut self) {
        self.files.values_mut().for_each(|file| file.failure = None);
    }

    /// The rules that no file has matched, and for which nothing was hidden from the search.
    pub(super) fn unmatched_rules<'a>(&self, rules: &[&'a SaveRule]) -> Vec<&'a SaveRule> {
        let is_unmatched = |index: usize| {
            self.files.keys().all(|(rule, _)| *rule != index)
                && self.errors.iter().all(|(rule, _)| *rule != index)
        };
        let rules = rules.iter().enumerate();
        rules.filter(|(index, _)| is_unmatched(*index)).map(|(_, rule)| *rule).collect()
    }

    /// The files of a rule whose current version is not in storage, and what of it was not found.
    pub(super) fn unsaved(&self, index: usize, rule: &SaveRule) -> Vec<UnsavedOutput> {
        let mut files: Vec<(&PathBuf, &WatchedFile)> = self
            .files
            .iter()
            .filter(|((rule, _), file)| *rule == index && !file.is_saved())
            .map(|((_, path), file)| (path, file))
            .collect();
        files.sort_unstable_by_key(|(path, _)| *path);
        let (refused, files): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(_, file)| file.is_owned_by_other());
        let mut outputs = Vec::new();
        for (path, file) in refused.iter().take(MAX_REFUSED) {
            let (Ok(output), Some(failure)) = (&file.output, &file.failure) else { continue };
            let free = self.owners.free_path(index, output);
            let reason = failure.reason.clone();
            outputs.push(UnsavedOutput::owned_by_other(rule, path, free.as_ref(), reason));
        }
        if let Some(n_more) = refused.len().checked_sub(MAX_REFUSED).filter(|n| *n > 0) {
            outputs.push(UnsavedOutput::more_owned_by_others(rule, n_more));
        }
        if !files.is_empty() {
            let failure = files.iter().find_map(|(_, file)| file.failure.as_ref());
            let reason = failure.map_or("there was no time left", |it| it.reason.as_str());
            let is_nameless = files.iter().all(|(_, file)| file.output.is_err());
            let reason = reason.to_owned();
            let paths = files.into_iter().map(|(path, _)| path.clone()).collect();
            outputs.push(match is_nameless {
                true => UnsavedOutput::nameless(rule, paths, reason),
                false => UnsavedOutput::files(rule, paths, reason),
            });
        }
        let mut lost: Vec<_> = self.lost.iter().filter(|((rule, _), _)| *rule == index).collect();
        lost.sort_unstable();
        let paths: Vec<&Path> = lost.iter().map(|((_, path), _)| path.as_path()).collect();
        outputs.extend(lost.first().map(|(_, reason)| UnsavedOutput::lost(rule, &paths, reason)));
        let hidden = self.errors.iter().filter(|(rule, _)| *rule == index).map(|(_, error)| error);
        outputs.extend(UnsavedOutput::hidden(rule, &hidden.collect::<Vec<_>>()));
        outputs
    }
}

impl WatchedFile {
    /// Checks that the file may become its output. Returns the live source that has the same bytes,
    /// if there is one.
    fn check_output(&mut self, owners: &mut OutputOwners, key: &FileKey) -> Option<String> {
        let output = match &self.output {
            Ok(output) => output,
            Err(reason) => {
                let reason = reason.clone();
                self.failure = Some(SaveFailure { reason, cause: FailureCause::Final });
                return None;
            }
        };
        match owners.claim(key.0, output, &key.1) {
            Claim::Owned if self.is_owned_by_other() => self.failure = None,
            Claim::Owned => {}
            Claim::Covered { by } => {
                self.saved = Some(self.version);
                return by;
            }
            Claim::Refused { owner } => {
                let reason = format!("its output `{}` is that of {owner}", output.as_str());
                let cause = FailureCause::OwnedByOther;
                self.failure = Some(SaveFailure { reason, cause });
            }
        }
        None
    }

    fn is_saved(&self) -> bool {
        self.saved == Some(self.version)
    }

    /// Whether another try would fail, too.
    fn is_refused(&self) -> bool {
        self.failure.as_ref().is_some_and(|failure| failure.cause != FailureCause::Temporary)
    }

    fn is_owned_by_other(&self) -> bool {
        self.failure.as_ref().is_some_and(|failure| failure.cause == FailureCause::OwnedByOther)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Pattern;
    use jobshelf::Kind;

    /// A rule for the files of a folder.
    fn rule(folder: &Path) -> SaveRule {
        let glob = folder.join("*.bin");
        let pattern = Pattern::parse(glob.to_str().unwrap()).unwrap();
        SaveRule { kind: Kind::parse("TaskOutput").unwrap(), pattern, is_job_level: false }
    }

    fn scan_of(files: &[&Path]) -> Scan {
        let version = |path: &Path| FileVersion::at(path).unwrap();
        let files = files.iter().map(|path| ((0, path.to_path_buf()), version(path))).collect();
        Scan { files, errors: Vec::new() }
    }

    #[test]
    fn a_file_that_is_removed_before_it_could_be_saved_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let [lost, kept] = ["lost.bin", "kept.bin"].map(|name| folder.path().join(name));
        let (rule, files) = (rule(folder.path()), [lost.as_path(), kept.as_path()]);
        files.iter().for_each(|file| std::fs::write(file, "data").unwrap());
        let mut watched = WatchedFiles::new(OutputOwners::new(&[&rule], &[]));
        let (ready, _) = watched.update(scan_of(&files), &[&rule], Wanted::Unsaved);
        for (key, version) in ready {
            match key.1 == lost {
                true => watched.record_failure(&key, "storage is busy".to_owned(), false),
                false => watched.record_saved(&key, version),
            }
        }
        watched.update(scan_of(&[]), &[&rule], Wanted::Unsaved);
        let unsaved = watched.unsaved(0, &rule);
        let [only] = unsaved.as_slice() else { panic!("{unsaved:?}") };
        assert!(only.what.contains("lost.bin") && only.what.contains("removed"), "{only:?}");
        assert_eq!(only.reason, "storage is busy");
        assert_eq!(only.command(None, None), None);

        // The command writes it again, and now it is saved.
        let (ready, _) = watched.update(scan_of(&[&lost]), &[&rule], Wanted::Unsaved);
        ready.iter().for_each(|(key, version)| watched.record_saved(key, *version));
        assert!(watched.unsaved(0, &rule).is_empty());
    }
}
