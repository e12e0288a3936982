//! The files that the command makes, saved as soon as they are whole.
//!
//! A file is whole when nobody has it open for writing and it was left alone for a moment. That is
//! as much as can be known from outside; so one that changes afterwards is saved again, and after
//! the command's end everything that is not saved as it is then is saved, whatever it looks like.

use super::leftover::Leftover;
use super::storage::End;
use super::writers::Writers;
use crate::files::Pattern;
use crate::output_target::OutputTarget;
use crate::parallel;
use crate::report::{Event, Reporter};
use jobshelf::{Error, ErrorKind, Footprint, Kind, SaveOptions};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// Between two looks, but for a tree that takes long to look through.
const LOOK: Duration = Duration::from_secs(1);
/// A look may take this part of the time, one in so many.
const SHARE: u32 = 20;
/// How long a file is left alone before it is whole.
const QUIET: Duration = Duration::from_millis(800);
/// The same where nobody tells who writes.
const QUIET_UNSEEN: Duration = Duration::from_secs(10);
/// After storage did not answer.
const REST: Duration = Duration::from_secs(10);
/// For a look at what could not be saved.
const LAST_LOOK: Duration = Duration::from_secs(2);
/// Between two tries after the command's end.
const PAUSE: Duration = Duration::from_secs(1);

/// What is saved, and as what.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) kind: Kind,
    pub(super) pattern: Pattern,
    pub(super) is_jobs: bool,
}

/// A rule with the place where its files go.
type Place = (Rule, OutputTarget);

/// What tells a file that was changed from one that was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

#[derive(Debug, Clone)]
struct Seen {
    stamp: Stamp,
    since: Instant,
    /// The stamp that it was saved with.
    saved: Option<Stamp>,
    /// Why it is not saved, when it was tried last.
    trouble: Option<Trouble>,
}

#[derive(Debug, Clone)]
struct Trouble {
    text: String,
    is_final: bool,
}

/// A rule, by its place in the list, and a file that matches it.
type Key = (usize, PathBuf);

/// The files of one run.
#[derive(Debug)]
pub(super) struct Files {
    places: Arc<Vec<Place>>,
    seen: Mutex<HashMap<Key, Seen>>,
    /// The last sweep came to its end: what there is, is known.
    is_swept: AtomicBool,
    reporter: Arc<Reporter>,
}

impl Files {
    pub(super) fn new(places: Vec<Place>, reporter: Arc<Reporter>) -> Self {
        Self {
            places: Arc::new(places),
            seen: Mutex::default(),
            is_swept: AtomicBool::new(false),
            reporter,
        }
    }

    /// Saves what is whole, until the command has ended.
    pub(super) async fn watch(&self, mut ended: watch::Receiver<Option<End>>) {
        loop {
            let began = Instant::now();
            let ready = self.look(false).await;
            let took = began.elapsed();
            let went_well = self.save_all(ready, Some(&ended)).await;
            let pause = if went_well { LOOK.max(took * SHARE) } else { REST };
            // An error is that the sender is gone, which is an end as well.
            if timeout(pause, ended.wait_for(Option::is_some)).await.is_ok() {
                return;
            }
        }
    }

    /// Saves what is there and not saved, until `deadline`.
    pub(super) async fn sweep(&self, deadline: Instant) {
        // What was refused then may be taken now: by a container that is there, a SAS that is new.
        self.seen().values_mut().for_each(|seen| seen.trouble = None);
        let sweep = async {
            loop {
                let ready = self.look(true).await;
                if ready.is_empty() {
                    return;
                }
                self.save_all(ready, None).await;
                if self.look(true).await.is_empty() {
                    return;
                }
                sleep(PAUSE).await;
            }
        };
        // A tree may be endless, and a disk that is far away may not answer.
        let is_over = timeout_at(deadline, sweep).await.is_ok();
        self.is_swept.store(is_over, Ordering::Relaxed);
    }

    /// What is not saved as it is now, a rule at a time.
    pub(super) async fn leftovers(&self) -> Vec<Leftover> {
        let is_known = self.is_swept.load(Ordering::Relaxed)
            || timeout(LAST_LOOK, self.look(true)).await.is_ok();
        let seen = self.seen();
        let mut leftovers = Vec::new();
        for (index, (rule, _)) in self.places.iter().enumerate() {
            let mut unsaved: Vec<_> = seen
                .iter()
                .filter(|((rule, _), seen)| *rule == index && seen.saved != Some(seen.stamp))
                .map(|((_, file), seen)| (file.clone(), seen.trouble.clone()))
                .collect();
            unsaved.sort_by(|one, other| one.0.cmp(&other.0));
            let trouble = unsaved.iter().find_map(|(_, trouble)| trouble.clone());
            let why = trouble.map_or_else(|| "there was no time left".to_owned(), |it| it.text);
            let files: Vec<PathBuf> = unsaved.into_iter().map(|(file, _)| file).collect();
            if !is_known {
                leftovers.push(Leftover::unknown(rule));
            } else if !files.is_empty() {
                leftovers.push(Leftover::files(rule, files, why));
            }
        }
        leftovers
    }

    /// The rules that no file has matched.
    pub(super) fn idle_rules(&self) -> Vec<&Rule> {
        let seen = self.seen();
        let is_idle = |index: usize| seen.keys().all(|(rule, _)| *rule != index);
        let places = self.places.iter().enumerate();
        places.filter(|(index, _)| is_idle(*index)).map(|(_, (rule, _))| rule).collect()
    }

    /// The files that match now and are to be saved: those that are whole, or `all` of them.
    async fn look(&self, all: bool) -> Vec<(Key, Stamp)> {
        let places = Arc::clone(&self.places);
        let found = tokio::task::spawn_blocking(move || find(&places)).await;
        let found = found.unwrap_or_default();
        let ready = self.note(found, all);
        if all || ready.is_empty() {
            return ready;
        }
        let judged = tokio::task::spawn_blocking(move || {
            let writers = Writers::look();
            ready.into_iter().filter(|((_, file), _)| !writers.has(file)).collect::<Vec<_>>()
        });
        judged.await.unwrap_or_default()
    }

    /// Takes a look into account; gives the files that stood still for long enough.
    fn note(&self, found: Vec<(Key, Stamp)>, all: bool) -> Vec<(Key, Stamp)> {
        let now = Instant::now();
        let quiet = if Writers::ARE_KNOWN { QUIET } else { QUIET_UNSEEN };
        let mut seen = self.seen();
        let mut before = std::mem::take(&mut *seen);
        let mut ready = Vec::new();
        for (key, stamp) in found {
            let fresh = Seen { stamp, since: now, saved: None, trouble: None };
            let mut it = before.remove(&key).unwrap_or(fresh);
            if it.stamp != stamp {
                (it.stamp, it.since, it.trouble) = (stamp, now, None);
            }
            let is_refused = it.trouble.as_ref().is_some_and(|trouble| trouble.is_final);
            let is_still = all || now.duration_since(it.since) >= quiet;
            if it.saved != Some(stamp) && !is_refused && is_still {
                ready.push((key.clone(), stamp));
            }
            seen.insert(key, it);
        }
        // What was there and is gone is not missing: the command has removed it.
        ready
    }

    /// Saves these. Whether storage answered; if not, or after `ended`, no more are begun.
    async fn save_all(
        &self,
        ready: Vec<(Key, Stamp)>,
        ended: Option<&watch::Receiver<Option<End>>>,
    ) -> bool {
        let is_well = AtomicBool::new(true);
        let has_ended = || ended.is_some_and(|ended| ended.borrow().is_some());
        parallel::for_each(
            ready,
            |(_, stamp)| stamp.length,
            |(key, stamp)| {
                let is_well = &is_well;
                async move {
                    let may_begin = is_well.load(Ordering::Relaxed) && !has_ended();
                    if may_begin && !self.save(key, stamp).await {
                        is_well.store(false, Ordering::Relaxed);
                    }
                }
            },
        )
        .await;
        is_well.into_inner()
    }

    /// Saves one; whether storage answered.
    async fn save(&self, key: Key, stamp: Stamp) -> bool {
        let Some((rule, output_target)) = self.places.get(key.0) else { return true };
        let path = match rule.pattern.output_path(&key.1) {
            Ok(path) => path,
            Err(error) => {
                self.trouble(&key, error.to_string(), true);
                return true;
            }
        };
        let options = SaveOptions::new().with_footprint(Footprint::Small);
        let result = output_target.save(&rule.kind, &key.1, &path, &options).await;
        match result {
            // Changed while it was read: what was saved may be of both.
            Ok(_) if Stamp::of(&key.1).is_none_or(|now| now != stamp) => {}
            Ok(n_bytes) => {
                let output = output_target.output(&rule.kind, &path);
                let blob = output.address().blob_name();
                let event = Event {
                    event: "saved",
                    blob: Some(blob.as_str()),
                    bytes: Some(n_bytes),
                    ..Event::default()
                };
                self.reporter.silent(&event);
                if let Some(seen) = self.seen().get_mut(&key) {
                    seen.saved = Some(stamp);
                }
            }
            Err(Error::File { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                let is_final = !error.is_retryable() && error.kind() != ErrorKind::ConditionNotMet;
                self.trouble(&key, error.to_string(), is_final);
                return !error.is_retryable();
            }
        }
        true
    }

    fn trouble(&self, key: &Key, text: String, is_final: bool) {
        if let Some(seen) = self.seen().get_mut(key) {
            seen.trouble = Some(Trouble { text, is_final });
        }
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<Key, Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stamp {
    fn of(file: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(file).ok()?;
        Some(Self { length: metadata.len(), modified: metadata.modified().ok() })
    }
}

fn find(places: &[Place]) -> Vec<(Key, Stamp)> {
    let mut found = Vec::new();
    for (index, (rule, _)) in places.iter().enumerate() {
        for file in rule.pattern.files(Some(super::SPOOL)) {
            // It may be gone already.
            if let Some(stamp) = Stamp::of(&file) {
                found.push(((index, file), stamp));
            }
        }
    }
    found
}
