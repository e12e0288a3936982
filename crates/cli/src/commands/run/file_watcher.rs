//! The files that the command makes: each is saved as soon as it is complete.
//!
//! A file counts as complete when no process has it open for writing and it has not changed for a
//! moment. Nothing outside of the command can know more; so a file that changes later is saved
//! again, and after the command's end every file whose current version is not in storage is saved.

use super::command_end::CommandEnd;
use super::open_files::OpenFiles;
use super::output_owners::OutputOwners;
use super::save_rule::SaveRule;
use super::track_rule::TrackRule;
use super::unsaved_output::UnsavedOutput;
use super::watched_files::{FileKey, Scan, Wanted, WatchedFiles};
use crate::files::{SearchError, SearchScope};
use crate::output_target::OutputTarget;
use crate::parallel;
use crate::report::{Event, Reporter};
use jobshelf::outputs::FileVersion;
use jobshelf::{Error, ErrorKind, Footprint, SaveOptions};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// The pause between two scans, unless a scan takes long.
const SCAN_INTERVAL: Duration = Duration::from_secs(1);
/// Scans take at most one part in so many of the time.
const MAX_SCAN_SHARE: u32 = 20;
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

/// The files of one run.
#[derive(Debug)]
pub(super) struct FileWatcher {
    rules: Arc<Vec<RuleTarget>>,
    scope: SearchScope,
    files: Mutex<WatchedFiles>,
    /// Whether the last save of the rest came to its end, so that all files are known.
    is_scan_complete: AtomicBool,
    reporter: Arc<Reporter>,
}

impl FileWatcher {
    pub(super) fn new(
        rules: Vec<RuleTarget>,
        tracks: &[TrackRule],
        scope: SearchScope,
        reporter: Arc<Reporter>,
    ) -> Self {
        let owners = OutputOwners::new(&rules_of(&rules), tracks);
        Self {
            rules: Arc::new(rules),
            scope,
            files: Mutex::new(WatchedFiles::new(owners)),
            is_scan_complete: AtomicBool::new(false),
            reporter,
        }
    }

    /// Saves complete files until the command has ended.
    pub(super) async fn watch(&self, mut ended: watch::Receiver<Option<CommandEnd>>) {
        loop {
            let began = Instant::now();
            let ready = self.scan(Wanted::Settled).await;
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
        self.files().forgive();
        let save = async {
            loop {
                let ready = self.scan(Wanted::Unsaved).await;
                if ready.is_empty() {
                    return;
                }
                self.save_all(ready, None).await;
                if self.scan(Wanted::Unsaved).await.is_empty() {
                    return;
                }
                sleep(RETRY_PAUSE).await;
            }
        };
        // A folder tree may be endless, and a remote disk may not answer.
        let is_complete = timeout_at(deadline, save).await.is_ok();
        self.is_scan_complete.store(is_complete, Ordering::Relaxed);
    }

    /// What the rules are for and is not in storage.
    pub(super) async fn unsaved(&self) -> Vec<UnsavedOutput> {
        let are_known = self.is_scan_complete.load(Ordering::Relaxed)
            || timeout(FINAL_SCAN_TIMEOUT, self.scan(Wanted::Unsaved)).await.is_ok();
        let files = self.files();
        let rules = self.rules.iter().enumerate();
        let unsaved = rules.flat_map(|(index, RuleTarget { rule, .. })| match are_known {
            true => files.unsaved(index, rule),
            false => vec![UnsavedOutput::unknown(rule)],
        });
        unsaved.collect()
    }

    /// The rules that no file has matched.
    pub(super) fn unmatched_rules(&self) -> Vec<&SaveRule> {
        self.files().unmatched_rules(&rules_of(&self.rules))
    }

    /// Finds the files to save.
    async fn scan(&self, wanted: Wanted) -> Vec<(FileKey, FileVersion)> {
        let (rules, scope) = (Arc::clone(&self.rules), self.scope.clone());
        let found = tokio::task::spawn_blocking(move || find(&rules, &scope)).await;
        let found = found.unwrap_or_default();
        let (ready, notes) = self.files().update(found, &rules_of(&self.rules), wanted);
        notes.iter().for_each(|note| self.reporter.warn(note));
        if wanted == Wanted::Unsaved || ready.is_empty() {
            return ready;
        }
        let closed = tokio::task::spawn_blocking(move || {
            let open = OpenFiles::now();
            ready.into_iter().filter(|((_, path), _)| !open.contains(path)).collect::<Vec<_>>()
        });
        closed.await.unwrap_or_default()
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
            |(_, version)| version.length(),
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
        let Some(path) = self.files().output_of(&key) else { return true };
        // The command may have put a link in its place since the scan.
        if let Some(reason) = rule.pattern.refusal(&key.1, &self.scope) {
            self.files().record_failure(&key, reason, true);
            return true;
        }
        let options = SaveOptions::new().with_footprint(Footprint::Small);
        match target.save(&rule.kind, &key.1, &path, &options).await {
            // The file changed during the save, so the blob may be a mixture of two versions.
            Ok(_) if FileVersion::at(&key.1).map_or(true, |now| now != version) => {}
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
                self.files().record_saved(&key, version);
            }
            Err(Error::File { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                let is_final = !error.is_retryable() && error.kind() != ErrorKind::ConditionNotMet;
                self.files().record_failure(&key, error.to_string(), is_final);
                return !error.is_retryable();
            }
        }
        true
    }

    fn files(&self) -> MutexGuard<'_, WatchedFiles> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn rules_of(rules: &[RuleTarget]) -> Vec<&SaveRule> {
    rules.iter().map(|it| &it.rule).collect()
}

fn find(rules: &[RuleTarget], scope: &SearchScope) -> Scan {
    let mut scan = Scan::default();
    for (index, RuleTarget { rule, .. }) in rules.iter().enumerate() {
        let found = rule.pattern.files(scope);
        scan.errors.extend(found.errors.into_iter().map(|error| (index, error)));
        for file in found.files {
            match FileVersion::at(&file) {
                Ok(version) => scan.files.push(((index, file), version)),
                // The file may be gone already.
                Err(error) => {
                    let error = SearchError::new(&file, &error);
                    scan.errors.extend(error.map(|error| (index, error)));
                }
            }
        }
    }
    scan
}
