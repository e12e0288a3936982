//! The files that the command makes: each is saved as soon as it is complete.
//!
//! A file counts as complete when no process has it open for writing and it has not changed for a
//! moment. Nothing outside of the command can know more; so a file that changes later is saved
//! again, and after the command's end every file whose current version is not in storage is saved.

use super::command_end::CommandEnd;
use super::open_files::OpenFiles;
use super::save_rule::SaveRule;
use super::spool::SPOOL_PREFIX;
use super::unsaved_output::UnsavedOutput;
use crate::output_target::OutputTarget;
use crate::parallel;
use crate::report::{Event, Reporter};
use jobshelf::{Error, ErrorKind, Footprint, SaveOptions};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// The pause between two scans, unless a scan takes long.
const SCAN_INTERVAL: Duration = Duration::from_secs(1);
/// Scans take at most one part in so many of the time.
const MAX_SCAN_SHARE: u32 = 20;
/// How long a file must be unchanged to count as complete.
const SETTLE_TIME: Duration = Duration::from_millis(800);
/// The same where the system does not tell which files are open for writing.
const SETTLE_TIME_WITHOUT_OPEN_FILES: Duration = Duration::from_secs(10);
/// The pause after storage did not answer.
const FAILURE_PAUSE: Duration = Duration::from_secs(10);
/// The limit of the scan for files that could not be saved.
const FINAL_SCAN_TIMEOUT: Duration = Duration::from_secs(2);
/// The pause between two tries after the command's end.
const RETRY_PAUSE: Duration = Duration::from_secs(1);

/// A rule, and where its files are saved.
#[derive(Debug)]
pub(super) struct RuleTarget {
    pub(super) rule: SaveRule,
    pub(super) target: OutputTarget,
}

/// Length and time of modification: they differ between two versions of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct FileVersion {
    length: u64,
    modified: Option<SystemTime>,
}

#[derive(Debug, Clone)]
struct WatchedFile {
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
    is_final: bool,
}

/// The index of a rule, and a file that matches it.
type FileKey = (usize, PathBuf);

/// The files of one run.
#[derive(Debug)]
pub(super) struct FileWatcher {
    rules: Arc<Vec<RuleTarget>>,
    files: Mutex<HashMap<FileKey, WatchedFile>>,
    /// Whether the last save of the rest came to its end, so that all files are known.
    is_scan_complete: AtomicBool,
    reporter: Arc<Reporter>,
}

impl FileWatcher {
    pub(super) fn new(rules: Vec<RuleTarget>, reporter: Arc<Reporter>) -> Self {
        Self {
            rules: Arc::new(rules),
            files: Mutex::default(),
            is_scan_complete: AtomicBool::new(false),
            reporter,
        }
    }

    /// Saves complete files until the command has ended.
    pub(super) async fn watch(&self, mut ended: watch::Receiver<Option<CommandEnd>>) {
        loop {
            let began = Instant::now();
            let ready = self.scan(false).await;
            let scan_time = began.elapsed();
            let is_storage_well = self.save_all(ready, Some(&ended)).await;
            let pause = match is_storage_well {
                true => SCAN_INTERVAL.max(scan_time * MAX_SCAN_SHARE),
                false => FAILURE_PAUSE,
            };
            // An error means that the sender is gone, which is an end as well.
            if timeout(pause, ended.wait_for(Option::is_some)).await.is_ok() {
                return;
            }
        }
    }

    /// Saves all files that are not saved yet, until `deadline`.
    pub(super) async fn save_rest(&self, deadline: Instant) {
        // A file that was refused may be accepted now: the container may exist, the SAS may be new.
        self.files().values_mut().for_each(|file| file.failure = None);
        let save = async {
            loop {
                let ready = self.scan(true).await;
                if ready.is_empty() {
                    return;
                }
                self.save_all(ready, None).await;
                if self.scan(true).await.is_empty() {
                    return;
                }
                sleep(RETRY_PAUSE).await;
            }
        };
        // A folder tree may be endless, and a remote disk may not answer.
        let is_complete = timeout_at(deadline, save).await.is_ok();
        self.is_scan_complete.store(is_complete, Ordering::Relaxed);
    }

    /// The files whose current version is not in storage, one entry for each rule.
    pub(super) async fn unsaved(&self) -> Vec<UnsavedOutput> {
        let are_known = self.is_scan_complete.load(Ordering::Relaxed)
            || timeout(FINAL_SCAN_TIMEOUT, self.scan(true)).await.is_ok();
        let files = self.files();
        let mut outputs = Vec::new();
        for (index, RuleTarget { rule, .. }) in self.rules.iter().enumerate() {
            let mut unsaved: Vec<_> = files
                .iter()
                .filter(|((rule, _), file)| *rule == index && file.saved != Some(file.version))
                .map(|((_, path), file)| (path.clone(), file.failure.clone()))
                .collect();
            unsaved.sort_by(|one, other| one.0.cmp(&other.0));
            let failure = unsaved.iter().find_map(|(_, failure)| failure.clone());
            let reason =
                failure.map_or_else(|| "there was no time left".to_owned(), |it| it.reason);
            let paths: Vec<PathBuf> = unsaved.into_iter().map(|(path, _)| path).collect();
            if !are_known {
                outputs.push(UnsavedOutput::unknown(rule));
            } else if !paths.is_empty() {
                outputs.push(UnsavedOutput::files(rule, paths, reason));
            }
        }
        outputs
    }

    /// The rules that no file has matched.
    pub(super) fn unmatched_rules(&self) -> Vec<&SaveRule> {
        let files = self.files();
        let is_unmatched = |index: usize| files.keys().all(|(rule, _)| *rule != index);
        let rules = self.rules.iter().enumerate();
        rules.filter(|(index, _)| is_unmatched(*index)).map(|(_, it)| &it.rule).collect()
    }

    /// Finds the files to save: those that are complete, or `all` that are not saved.
    async fn scan(&self, all: bool) -> Vec<(FileKey, FileVersion)> {
        let rules = Arc::clone(&self.rules);
        let found = tokio::task::spawn_blocking(move || find(&rules)).await;
        let found = found.unwrap_or_default();
        let ready = self.update(found, all);
        if all || ready.is_empty() {
            return ready;
        }
        let closed = tokio::task::spawn_blocking(move || {
            let open = OpenFiles::now();
            ready.into_iter().filter(|((_, path), _)| !open.contains(path)).collect::<Vec<_>>()
        });
        closed.await.unwrap_or_default()
    }

    /// Records the files of a scan; returns those that are unsaved and have not changed for long
    /// enough.
    fn update(&self, found: Vec<(FileKey, FileVersion)>, all: bool) -> Vec<(FileKey, FileVersion)> {
        let now = Instant::now();
        let settle_time = match OpenFiles::ARE_KNOWN {
            true => SETTLE_TIME,
            false => SETTLE_TIME_WITHOUT_OPEN_FILES,
        };
        let mut files = self.files();
        let mut before = std::mem::take(&mut *files);
        let mut ready = Vec::new();
        for (key, version) in found {
            let new = WatchedFile { version, unchanged_since: now, saved: None, failure: None };
            let mut file = before.remove(&key).unwrap_or(new);
            if file.version != version {
                (file.version, file.unchanged_since, file.failure) = (version, now, None);
            }
            let is_refused = file.failure.as_ref().is_some_and(|failure| failure.is_final);
            let is_settled = all || now.duration_since(file.unchanged_since) >= settle_time;
            if file.saved != Some(version) && !is_refused && is_settled {
                ready.push((key.clone(), version));
            }
            files.insert(key, file);
        }
        // A file that is gone was removed by the command: it is dropped from the map.
        ready
    }

    /// Saves files, and returns whether storage answered. After a failure, or after `ended`, no
    /// further save begins.
    async fn save_all(
        &self,
        ready: Vec<(FileKey, FileVersion)>,
        ended: Option<&watch::Receiver<Option<CommandEnd>>>,
    ) -> bool {
        let is_storage_well = AtomicBool::new(true);
        let has_ended = || ended.is_some_and(|ended| ended.borrow().is_some());
        parallel::for_each(
            ready,
            |(_, version)| version.length,
            |(key, version)| {
                let is_storage_well = &is_storage_well;
                async move {
                    let may_begin = is_storage_well.load(Ordering::Relaxed) && !has_ended();
                    if may_begin && !self.save(key, version).await {
                        is_storage_well.store(false, Ordering::Relaxed);
                    }
                }
            },
        )
        .await;
        is_storage_well.into_inner()
    }

    /// Saves one file, and returns whether storage answered.
    async fn save(&self, key: FileKey, version: FileVersion) -> bool {
        let Some(RuleTarget { rule, target }) = self.rules.get(key.0) else { return true };
        let path = match rule.pattern.output_path(&key.1) {
            Ok(path) => path,
            Err(error) => {
                self.record_failure(&key, error.to_string(), true);
                return true;
            }
        };
        let options = SaveOptions::new().with_footprint(Footprint::Small);
        match target.save(&rule.kind, &key.1, &path, &options).await {
            // The file changed during the save, so the blob may be a mixture of two versions.
            Ok(_) if FileVersion::of(&key.1).is_none_or(|now| now != version) => {}
            Ok(n_bytes) => {
                let output = target.output(&rule.kind, &path);
                let blob = output.address().blob_name();
                let event = Event {
                    event: "saved",
                    blob: Some(blob.as_str()),
                    bytes: Some(n_bytes),
                    ..Event::default()
                };
                self.reporter.json_only(&event);
                if let Some(file) = self.files().get_mut(&key) {
                    file.saved = Some(version);
                }
            }
            Err(Error::File { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                let is_final = !error.is_retryable() && error.kind() != ErrorKind::ConditionNotMet;
                self.record_failure(&key, error.to_string(), is_final);
                return !error.is_retryable();
            }
        }
        true
    }

    fn record_failure(&self, key: &FileKey, reason: String, is_final: bool) {
        if let Some(file) = self.files().get_mut(key) {
            file.failure = Some(SaveFailure { reason, is_final });
        }
    }

    fn files(&self) -> MutexGuard<'_, HashMap<FileKey, WatchedFile>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FileVersion {
    fn of(file: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(file).ok()?;
        Some(Self { length: metadata.len(), modified: metadata.modified().ok() })
    }
}

fn find(rules: &[RuleTarget]) -> Vec<(FileKey, FileVersion)> {
    let mut found = Vec::new();
    for (index, RuleTarget { rule, .. }) in rules.iter().enumerate() {
        for file in rule.pattern.files(Some(SPOOL_PREFIX)) {
            // The file may be gone already.
            if let Some(version) = FileVersion::of(&file) {
                found.push(((index, file), version));
            }
        }
    }
    found
}
