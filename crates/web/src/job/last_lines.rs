//! The last line of each task's log, read again only when that log changed.
//!
//! The code that cuts bytes into lines is in the lazy part `log`. Until that is loaded there are no
//! last lines.

use crate::browser::document;
use crate::job::model::{File, Job};
use crate::storage::lazy_part::{LazyPartError, call_lazy};
use crate::storage::read_range::read_piece;
use crate::storage::semaphore::run_all;
use crate::storage::session::Session;
use futures_util::FutureExt as _;
use jobshelf_log::last_line_of;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_split_helpers::wasm_split;

/// How much of a log's end is read for its last line.
const TAIL: u64 = 2 << 10;
/// How many logs are read at the same time.
const AT_ONCE: usize = 2;
/// How many logs are read after each listing at most.
const PER_LISTING: usize = 16;

/// Finds the last line in the end of a log: the offset of its bytes, and the bytes.
type FindLastLine = fn(u64, &[u8]) -> Option<String>;

#[wasm_split(log, fallible)]
fn last_line_part() -> Result<FindLastLine, LazyPartError> {
    Ok(last_line_of)
}

/// The last lines of the logs of a job's tasks.
#[derive(Debug, Clone, Copy)]
pub struct LastLines {
    /// The last line by task.
    lines: RwSignal<Vec<(String, String)>>,
    /// The version of the log that the line is from, by task.
    versions: StoredValue<Vec<(String, String)>>,
    /// The tasks that have a row on the page.
    requested: StoredValue<Vec<String>>,
    /// None until the lazy part is loaded.
    find: StoredValue<Option<FindLastLine>>,
}

impl LastLines {
    pub(crate) fn new() -> Self {
        Self {
            lines: RwSignal::new(Vec::new()),
            versions: StoredValue::new(Vec::new()),
            requested: StoredValue::new(Vec::new()),
            find: StoredValue::new(None),
        }
    }

    /// The last line of a task's log, if it is known.
    pub fn of(self, task: &str) -> Option<String> {
        self.lines.with(|lines| Some(lines.iter().find(|(of, _)| of == task)?.1.clone()))
    }

    /// Adds a task to those whose last lines are read.
    pub fn request(self, task: &str) {
        self.requested.update_value(|requested| requested.push(task.to_owned()));
    }

    /// Removes a task from those whose last lines are read. The page may be closing already.
    pub fn release(self, task: &str) {
        let _ = self.requested.try_update_value(|requested| {
            requested.retain(|requested| requested != task);
        });
    }

    /// Loads the lazy part once the first rows are drawn; tries again until it is there.
    pub(crate) async fn load(self, session: &'static Session) {
        document::drawn().await;
        let find = call_lazy(session, last_line_part, |_| ()).await;
        self.find.set_value(Some(find));
    }

    /// Reads the logs that changed.
    pub(crate) async fn refresh(self, session: &'static Session, container: &str, job: &Job) {
        let Some(find) = self.find.get_value() else { return };
        let reads = self.outdated(job).into_iter().take(PER_LISTING).map(|(task, log)| {
            let read = async move {
                let start = log.size.saturating_sub(TAIL);
                // Twice the length: the log may have grown since it was listed.
                let piece = read_piece(session, container, &log.blob, start, TAIL * 2).await;
                // The listing reports problems; a row without its last line does not.
                let Ok(piece) = piece else { return };
                let line = find(piece.offset, &piece.bytes).unwrap_or_default();
                self.set(task, version_of(&log), line);
            };
            read.boxed_local()
        });
        run_all(AT_ONCE, reads.collect()).await;
    }

    fn set(self, task: String, version: String, line: String) {
        self.versions.update_value(|versions| {
            versions.retain(|(of, _)| *of != task);
            versions.push((task.clone(), version));
        });
        self.lines.update(|lines| {
            lines.retain(|(of, _)| *of != task);
            lines.push((task, line));
        });
    }

    /// The requested tasks whose log changed since its last line was read, and that log.
    fn outdated(self, job: &Job) -> Vec<(String, Arc<File>)> {
        let versions = self.versions.get_value();
        let mut outdated = Vec::new();
        for task in self.requested.get_value().iter().filter_map(|id| job.task(id)) {
            let Some(log) = task.main_log().filter(|log| log.size > 0) else { continue };
            let version = version_of(log);
            if !versions.iter().any(|(of, known)| *of == task.id && *known == version) {
                outdated.push((task.id.clone(), log.clone()));
            }
        }
        outdated
    }
}

fn version_of(log: &File) -> String {
    format!("{} {}", log.etag, log.blob)
}
