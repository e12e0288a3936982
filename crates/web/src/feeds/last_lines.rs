//! The last line of each task's log, read anew only when that log changed.

use super::reader::read_piece;
use crate::net::gate::Gate;
use crate::session::Session;
use crate::state::job::{File, Job};
use crate::state::log::last_line_of;
use futures_util::future::join_all;
use leptos::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The end of a log that is read for its last line.
const TAIL: u64 = 2 << 10;
/// Rows are filled so many at once.
const AT_ONCE: usize = 2;
/// At most so many logs are read between two looks at the listing.
const PER_LOOK: usize = 16;

/// What is known of the ends of a job's logs.
#[derive(Debug, Clone, Copy)]
pub struct LastLines {
    /// The last line by task.
    lines: RwSignal<HashMap<String, String>>,
    /// The version of the log it is of.
    versions: StoredValue<HashMap<String, (String, String)>>,
    /// The tasks whose rows are in the page.
    wanted: StoredValue<BTreeSet<String>>,
}

impl LastLines {
    pub(super) fn new() -> Self {
        Self {
            lines: RwSignal::new(HashMap::new()),
            versions: StoredValue::new(HashMap::new()),
            wanted: StoredValue::new(BTreeSet::new()),
        }
    }

    /// The last line of a task's log, if it is known.
    pub fn of(&self, task: &str) -> Option<String> {
        self.lines.with(|lines| lines.get(task).cloned())
    }

    /// A row for this task came into the page.
    pub fn want(&self, task: &str) {
        self.wanted.update_value(|wanted| {
            wanted.insert(task.to_owned());
        });
    }

    /// It left.
    pub fn forget(&self, task: &str) {
        self.wanted.try_update_value(|wanted| wanted.remove(task));
    }

    /// Reads the logs that changed.
    pub(super) async fn refresh(&self, session: Session, container: &str, job: &Job) {
        let gate = Gate::new(AT_ONCE);
        let reads = self.stale(job).into_iter().take(PER_LOOK).map(|(task, log)| {
            let gate = gate.clone();
            async move {
                let _permit = gate.enter().await;
                let start = log.size.saturating_sub(TAIL);
                // Twice the length: the log may have grown since it was listed.
                let piece = read_piece(session, container, &log.blob, start, TAIL * 2).await;
                // A row without its last line is no reason to speak of trouble; the listing does.
                let Ok(piece) = piece else { return };
                let line = last_line_of(piece.offset, &piece.bytes).unwrap_or_default();
                self.versions.update_value(|versions| {
                    versions.insert(task.clone(), (log.blob.clone(), log.etag.clone()));
                });
                self.lines.update(|lines| {
                    lines.insert(task, line);
                });
            }
        });
        join_all(reads).await;
    }

    fn stale(&self, job: &Job) -> Vec<(String, Arc<File>)> {
        let wanted = self.wanted.get_value();
        let tasks = wanted.iter().filter_map(|id| job.task(id));
        let logs = tasks.filter_map(|task| Some((task.id.clone(), task.telling_log()?.clone())));
        logs.filter(|(task, log)| {
            log.size > 0
                && self.versions.with_value(|versions| {
                    versions
                        .get(task)
                        .is_none_or(|(blob, etag)| *blob != log.blob || *etag != log.etag)
                })
        })
        .collect()
    }
}
