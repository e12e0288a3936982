//! The last line of each task's log, read anew only when that log changed.
//!
//! What makes lines of bytes comes with the second file of wasm; until then there are none.

use crate::job::model::{File, Job};
use crate::reactive::*;
use crate::storage::lazy_loader;
use crate::storage::read_range::read_piece;
use crate::storage::semaphore::all;
use crate::storage::session::Session;
use futures_util::FutureExt as _;
use jobshelf_log::last_line_of;
use std::sync::{Arc, Mutex, PoisonError};

/// The end of a log that is read for its last line.
const TAIL: u64 = 2 << 10;
/// Rows are filled so many at once.
const AT_ONCE: usize = 2;
/// At most so many logs are read between two looks at the listing.
const PER_LOOK: usize = 16;

/// What is known of the ends of a job's logs.
#[derive(Debug)]
pub struct LastLines {
    /// The last line by task.
    lines: State<Vec<(String, String)>>,
    /// The version of the log it is of.
    versions: Mutex<Vec<(String, String)>>,
    /// The tasks whose rows are in the page.
    wanted: Mutex<Vec<String>>,
}

impl LastLines {
    pub(crate) fn new() -> Self {
        Self { lines: State::new(Vec::new()), versions: Mutex::default(), wanted: Mutex::default() }
    }

    /// The last line of a task's log, if it is known.
    pub fn of(&self, task: &str) -> Option<String> {
        self.lines.with(|lines| Some(lines.iter().find(|(of, _)| of == task)?.1.clone()))
    }

    /// A row for this task came into the page.
    pub fn want(&self, task: &str) {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).push(task.to_owned());
    }

    /// It left.
    pub fn forget(&self, task: &str) {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).retain(|wanted| wanted != task);
    }

    /// Reads the logs that changed.
    pub(crate) async fn refresh(&self, session: &'static Session, container: &str, job: &Job) {
        if !untrack(|| lazy_loader::are_here(session)) {
            return;
        }
        let reads = self.stale(job).into_iter().take(PER_LOOK).map(|(task, log)| {
            let read = async move {
                let start = log.size.saturating_sub(TAIL);
                // Twice the length: the log may have grown since it was listed.
                let piece = read_piece(session, container, &log.blob, start, TAIL * 2).await;
                // A row without its last line is no reason to speak of trouble; the listing does.
                let Ok(piece) = piece else { return };
                let line = last_line(piece.offset, &piece.bytes);
                {
                    let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
                    versions.retain(|(of, _)| *of != task);
                    versions.push((task.clone(), version_of(&log)));
                }
                self.lines.update(|lines| {
                    lines.retain(|(of, _)| *of != task);
                    lines.push((task, line));
                });
            };
            read.boxed_local()
        });
        all(AT_ONCE, reads.collect()).await;
    }

    fn stale(&self, job: &Job) -> Vec<(String, Arc<File>)> {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stale = Vec::new();
        for task in wanted.iter().filter_map(|id| job.task(id)) {
            let Some(log) = task.telling_log().filter(|log| log.size > 0) else { continue };
            let version = version_of(log);
            if !versions.iter().any(|(of, known)| *of == task.id && *known == version) {
                stale.push((task.id.clone(), log.clone()));
            }
        }
        stale
    }
}

/// The last line in the end of a log. The second file of wasm has it, so it must stay a function:
/// see `crates/web/build/shrink.mjs`.
#[inline(never)]
fn last_line(offset: u64, bytes: &[u8]) -> String {
    last_line_of(offset, bytes).unwrap_or_default()
}

fn version_of(log: &File) -> String {
    format!("{} {}", log.etag, log.blob)
}
