//! The model of a job: its tasks, kinds and files, made from a listing of its container.
//!
//! Each listing is compared with the previous one: unchanged parts keep their identity (`Arc`), so
//! only changed parts are drawn again. The state of a task comes from the metadata of its tracked
//! logs only. Without that it is unknown, never guessed.
//!
//! Invariant: every blob of the listing is in exactly one place.

use crate::format::natural_order;
pub use crate::job::file_model::{File, Kind, is_picture_name};
pub use crate::job::task_model::{Task, TaskState};
use jobshelf::{ContainerName, JobPage, Owner, predefined};
use std::cmp::Ordering;
use std::sync::Arc;

/// This number of logs that name a job is looked at.
const MAX_NAMES: usize = 100;

/// A job: all blobs in a listing of its container.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Job {
    /// Its tasks in natural order.
    pub tasks: Vec<Arc<Task>>,
    /// The kinds of the job itself.
    pub kinds: Vec<Arc<Kind>>,
    /// The files outside the convention.
    pub others: Arc<Kind>,
    /// Whether the listing is complete. If not, every count is a lower bound.
    pub is_complete: bool,
    /// The job's ID, if a tracked log has one that belongs to the container.
    pub id: Option<String>,
}

impl Job {
    /// Makes a job from the pages of a listing of `container`. Parts that equal those of `before` are
    /// shared.
    pub fn from_pages(container: &str, pages: Vec<JobPage>, before: Option<&Self>) -> Self {
        let is_complete = pages.last().is_none_or(|page| page.next_marker.is_none());
        let mut files: Vec<File> = Vec::new();
        for page in pages {
            files.extend(page.outputs.into_iter().map(File::of_output));
            files.extend(page.others.into_iter().map(File::of_blob));
        }
        files.sort_by(order);
        let mut job = Self { is_complete, ..Self::default() };
        job.id = id_from(&files, container);
        let mut of_task: Vec<Arc<Kind>> = Vec::new();
        let mut files = known_files(files, before).into_iter().peekable();
        while let Some(file) = files.next() {
            let mut kind = Kind { name: file.kind.clone(), ..Kind::default() };
            let task = file.task.clone();
            let is_same = |next: &Arc<File>| next.kind == kind.name && next.task == task;
            let mut group = vec![file];
            while let Some(file) = files.next_if(is_same) {
                group.push(file);
            }
            group.into_iter().for_each(|file| kind.add(file));
            match task {
                Some(id) => {
                    of_task.push(Arc::new(kind));
                    if files.peek().is_none_or(|next| next.task.as_deref() != Some(&id)) {
                        let task = Task::from_kinds(id, std::mem::take(&mut of_task));
                        let known = before.and_then(|job| job.task(&task.id));
                        job.tasks.push(reuse(task, known));
                    }
                }
                None if kind.name.is_empty() => {
                    job.others = reuse(kind, before.map(|job| &job.others));
                }
                None => {
                    let known = before.and_then(|job| job.kind(&kind.name));
                    job.kinds.push(reuse(kind, known));
                }
            }
        }
        job
    }

    /// Whether there are no blobs.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.kinds.is_empty() && self.others.files.is_empty()
    }

    /// The job `before` in `container`, with one task replaced by the one that `pages` list.
    pub fn with_task(
        container: &str,
        before: Option<&Self>,
        id: &str,
        pages: Vec<JobPage>,
    ) -> Self {
        let listed = Self::from_pages(container, pages, before);
        let mut job = before.cloned().unwrap_or_default();
        let index = job.tasks.binary_search_by(|task| natural_order(&task.id, id));
        match (listed.task(id), index) {
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

    /// The task of an ID.
    pub fn task(&self, id: &str) -> Option<&Arc<Task>> {
        let index = self.tasks.binary_search_by(|task| natural_order(&task.id, id)).ok()?;
        self.tasks.get(index)
    }

    /// One of the kinds of the job itself.
    pub fn kind(&self, name: &str) -> Option<&Arc<Kind>> {
        self.kinds.iter().find(|kind| kind.name == name)
    }

    /// All its files.
    fn files(&self) -> impl Iterator<Item = &Arc<File>> {
        let of_tasks = self.tasks.iter().flat_map(|task| &task.kinds);
        let own = self.kinds.iter().chain(std::iter::once(&self.others));
        of_tasks.chain(own).flat_map(|kind| &kind.files)
    }

    /// The file of a blob.
    pub fn file(&self, blob: &str) -> Option<&Arc<File>> {
        self.siblings(blob).and_then(|kind| kind.files.get(kind.position(blob)?))
    }

    /// The files of the same kind and owner as a blob.
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

/// The ID of the job in `container`, as a log there has it.
fn id_from(files: &[File], container: &str) -> Option<String> {
    let container = ContainerName::parse(container).ok()?;
    let logs = files.iter().filter_map(|file| file.status.as_ref());
    let mut named = logs.filter(|status| status.job_id.is_some()).take(MAX_NAMES);
    named.find_map(|status| status.job_id_in(&container)).map(str::to_owned)
}

/// The order of a job's files: those of its tasks, its own, those outside the convention. Tasks and
/// paths are in natural order. Predefined kinds come first, the most interesting at the top.
fn order(a: &File, b: &File) -> Ordering {
    const KINDS: [&str; 6] = [
        predefined::JOB_PREVIEW,
        predefined::JOB_OUTPUT,
        predefined::TASK_LOG,
        predefined::TASK_PREVIEW,
        predefined::TASK_OUTPUT,
        predefined::TASK_INTERMEDIATE,
    ];
    let rank = |file: &File| {
        let known = KINDS.iter().position(|known| *known == file.kind);
        (file.task.is_none(), file.kind.is_empty(), known.unwrap_or(KINDS.len()))
    };
    let (rank_a, rank_b) = (rank(a), rank(b));
    (rank_a.0.cmp(&rank_b.0))
        .then_with(|| match (&a.task, &b.task) {
            (Some(a), Some(b)) => natural_order(a, b),
            _ => Ordering::Equal,
        })
        .then_with(|| rank_a.cmp(&rank_b))
        .then_with(|| a.kind.cmp(&b.kind))
        .then_with(|| natural_order(&a.path, &b.path))
}

/// `fresh`, or the known value if both are equal.
fn reuse<V: PartialEq>(fresh: V, known: Option<&Arc<V>>) -> Arc<V> {
    match known {
        Some(known) if **known == fresh => known.clone(),
        _ => Arc::new(fresh),
    }
}

/// The files, shared with `before` where they did not change. Both are in the same order.
fn known_files(files: Vec<File>, before: Option<&Job>) -> Vec<Arc<File>> {
    let mut known = before.into_iter().flat_map(Job::files).peekable();
    let mut taken = Vec::with_capacity(files.len());
    for file in files {
        while known.next_if(|known| order(known, &file).is_lt()).is_some() {}
        taken.push(match known.next_if(|known| ***known == file) {
            Some(known) => known.clone(),
            None => Arc::new(file),
        });
    }
    taken
}

#[cfg(test)]
mod tests;
