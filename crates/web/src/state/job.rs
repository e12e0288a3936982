//! A job as its pages show it: tasks, kinds and files, made of a listing.
//!
//! A listing is taken in as a whole and compared with the one before: what did not change keeps
//! its identity (`Arc`), so only what did change is drawn again. States come from what the tracked
//! logs say of themselves and from nothing else; without that they are unknown, never guessed.
//!
//! Invariant: every blob of the listing is in exactly one place, none is lost.

mod summary;
mod task;

use crate::format::natural_order;
use jobshelf::{BlobItem, BlobType, JobPage, LogStatus, OutputItem, Owner, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use summary::{Counts, JobSummary};
pub use task::{Task, TaskState};

/// A file of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its blob.
    pub blob: String,
    /// Its path inside its kind; outside the convention, the blob's whole name.
    pub path: String,
    /// The kind it is of; empty outside the convention.
    pub kind: String,
    /// The task it is of, if it is one's.
    pub task: Option<String>,
    /// Its length in bytes.
    pub size: u64,
    /// When it was written last.
    pub changed: Option<Timestamp>,
    /// Its version.
    pub etag: String,
    /// Whether it grows by appending.
    pub is_append: bool,
    /// What it says of itself, if it is a tracked log.
    pub status: Option<LogStatus>,
}

impl File {
    fn of_output(item: OutputItem) -> Self {
        let status = item.log_status();
        let task = match item.address.owner() {
            Owner::Task(task) => Some(task.as_str().to_owned()),
            Owner::Job => None,
        };
        Self {
            path: item.address.path().to_owned(),
            kind: item.address.kind().as_str().to_owned(),
            task,
            status,
            ..Self::of_blob(item.blob)
        }
    }

    fn of_blob(blob: BlobItem) -> Self {
        Self {
            path: blob.name.clone(),
            kind: String::new(),
            task: None,
            status: LogStatus::from_metadata(&blob.metadata),
            size: blob.size,
            changed: blob.last_modified,
            etag: blob.etag,
            is_append: blob.blob_type == BlobType::Append,
            blob: blob.name,
        }
    }

    /// The last segment of its path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(&self.path)
    }

    /// Whether its name is that of a picture which browsers show.
    pub fn looks_like_picture(&self) -> bool {
        is_picture_name(self.name())
    }
}

/// Whether a name ends like that of a picture which browsers show. Only its bytes can tell.
pub fn is_picture_name(name: &str) -> bool {
    const ENDINGS: [&str; 8] = ["png", "jpg", "jpeg", "webp", "gif", "avif", "bmp", "jfif"];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// The files of one kind, of a task or of the job.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kind {
    /// Its name, without the dollar sign.
    pub name: String,
    /// Its files, in the order people count in.
    pub files: Vec<Arc<File>>,
    /// Their bytes.
    pub size: u64,
    /// When the newest of them was written.
    pub changed: Option<Timestamp>,
}

impl Kind {
    fn add(&mut self, file: Arc<File>) {
        self.size = self.size.saturating_add(file.size);
        self.changed = self.changed.max(file.changed);
        self.files.push(file);
    }

    /// The place of a blob among the files.
    pub fn position(&self, blob: &str) -> Option<usize> {
        self.files.iter().position(|file| file.blob == blob)
    }
}

/// A job: everything a listing of its container gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Job {
    /// Its tasks, in the order people count in.
    pub tasks: Vec<Arc<Task>>,
    /// The kinds of the job itself.
    pub kinds: Vec<Arc<Kind>>,
    /// What is outside the convention.
    pub others: Arc<Kind>,
    /// Whether the listing was read to its end; else every count is a lower bound.
    pub is_complete: bool,
    /// The job's ID, if a tracked log names it.
    pub id: Option<String>,
}

impl Job {
    /// The job that `pages` list. What is as in `before` is taken over from there.
    pub fn from_pages(pages: Vec<JobPage>, before: Option<&Self>) -> Self {
        let is_complete = pages.last().is_none_or(|page| page.next_marker.is_none());
        let mut known = KnownFiles::of(before);
        let mut tasks: BTreeMap<String, BTreeMap<String, Kind>> = BTreeMap::new();
        let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
        let mut others = Kind::default();
        let mut id = None;
        for page in pages {
            for output in page.outputs {
                let file = known.or_new(File::of_output(output));
                id = id.or_else(|| file.status.as_ref()?.job_id.clone());
                let kinds = match &file.task {
                    Some(task) => tasks.entry(task.clone()).or_default(),
                    None => &mut kinds,
                };
                kinds.entry(file.kind.clone()).or_default().add(file);
            }
            for blob in page.others {
                others.add(known.or_new(File::of_blob(blob)));
            }
        }
        let mut tasks: Vec<Arc<Task>> = tasks
            .into_iter()
            .map(|(id, kinds)| Task::from_kinds(id, sorted_kinds(kinds)))
            .map(|task| reuse(task, |task| before?.task(&task.id).cloned()))
            .collect();
        tasks.sort_by(|a, b| natural_order(&a.id, &b.id));
        let kinds = sorted_kinds(kinds)
            .into_iter()
            .map(|kind| reuse(kind, |kind| before?.kind(&kind.name).cloned()))
            .collect();
        others.files.sort_by(|a, b| natural_order(&a.path, &b.path));
        let others = reuse(others, |_| Some(before?.others.clone()));
        Self { tasks, kinds, others, is_complete, id }
    }

    /// Whether there is not one blob.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.kinds.is_empty() && self.others.files.is_empty()
    }

    /// The job `before`, with one task as `pages` list it.
    pub fn with_task(before: Option<&Self>, id: &str, pages: Vec<JobPage>) -> Self {
        let listed = Self::from_pages(pages, before);
        let mut job = before.cloned().unwrap_or_default();
        let place = job.tasks.binary_search_by(|task| natural_order(&task.id, id));
        match (listed.task(id), place) {
            (Some(task), Ok(index)) => {
                if let Some(known) = job.tasks.get_mut(index) {
                    *known = task.clone();
                }
            }
            (Some(task), Err(index)) => job.tasks.insert(index, task.clone()),
            (None, Ok(index)) => drop(job.tasks.remove(index)),
            (None, Err(_)) => {}
        }
        job.id = job.id.or(listed.id);
        job
    }

    /// One of its tasks.
    pub fn task(&self, id: &str) -> Option<&Arc<Task>> {
        let place = self.tasks.binary_search_by(|task| natural_order(&task.id, id)).ok()?;
        self.tasks.get(place)
    }

    /// One of its own kinds.
    pub fn kind(&self, name: &str) -> Option<&Arc<Kind>> {
        self.kinds.iter().find(|kind| kind.name == name)
    }

    /// The file of a blob.
    pub fn file(&self, blob: &str) -> Option<&Arc<File>> {
        self.siblings(blob).and_then(|kind| kind.files.get(kind.position(blob)?))
    }

    /// The files a blob is among: those of its kind and owner.
    pub fn siblings(&self, blob: &str) -> Option<&Kind> {
        let Some(address) = jobshelf::OutputAddress::parse(blob) else {
            return Some(&self.others);
        };
        let kind = address.kind().as_str();
        match address.owner() {
            Owner::Job => self.kind(kind).map(Arc::as_ref),
            Owner::Task(task) => self.task(task.as_str())?.kind(kind).map(Arc::as_ref),
        }
    }
}

/// The kinds of the convention first, in the order a person looks for them; then custom ones.
fn sorted_kinds(kinds: BTreeMap<String, Kind>) -> Vec<Kind> {
    const ORDER: [&str; 6] =
        ["JobPreview", "JobOutput", "TaskLog", "TaskPreview", "TaskOutput", "TaskIntermediate"];
    let place = |name: &str| ORDER.iter().position(|known| *known == name).unwrap_or(ORDER.len());
    let mut kinds: Vec<Kind> = kinds
        .into_iter()
        .map(|(name, mut kind)| {
            kind.files.sort_by(|a, b| natural_order(&a.path, &b.path));
            kind.name = name;
            kind
        })
        .collect();
    kinds.sort_by_key(|kind| place(&kind.name));
    kinds
}

/// `fresh`, or what was known before if it is the same.
fn reuse<V: PartialEq>(fresh: V, known: impl FnOnce(&V) -> Option<Arc<V>>) -> Arc<V> {
    match known(&fresh) {
        Some(known) if *known == fresh => known,
        _ => Arc::new(fresh),
    }
}

/// The files of the listing before, by blob.
struct KnownFiles(std::collections::HashMap<String, Arc<File>>);

impl KnownFiles {
    fn of(job: Option<&Job>) -> Self {
        let files = job.into_iter().flat_map(Job::files);
        Self(files.map(|file| (file.blob.clone(), file.clone())).collect())
    }

    fn or_new(&mut self, fresh: File) -> Arc<File> {
        reuse(fresh, |file| self.0.remove(&file.blob))
    }
}

#[cfg(test)]
mod tests;
