//! Steps from a place in the log to the nearest match or error, which may need all bytes in between
//! to be read first.

use crate::signals::SetIfChanged as _;
use crate::storage::notify::Notify;
use crate::storage::spawn::spawn;
use crate::viewers::log::find::model::{END, Outcome, Scan, Turn, Which};
use crate::viewers::log::find::search::LogSearch;
use jobshelf_search_protocol::{ClientError, NearestDirection, NearestItem, Target};
use leptos::prelude::*;

impl LogSearch {
    /// Looks for a match or an error and calls `on_outcome` when it is found, or when there is none.
    /// Another call, or [`stop_seeking`](Self::stop_seeking), cancels this one.
    pub(crate) fn seek(
        self,
        target: Target,
        which: Which,
        on_outcome: impl FnOnce(Outcome) + 'static,
    ) {
        self.stop_seeking();
        let work = spawn(async move {
            if target == Target::Error && !self.is_wanted.get_untracked() {
                // Reading is only for this step, or for the one that replaces it.
                self.scan_before_seek.set_value(Some(self.scan.get_untracked()));
            }
            let outcome = self.outcome(target, which).await;
            if let Some(before) = self.scan_before_seek.try_update_value(Option::take).flatten() {
                self.is_wanted.set_if_changed(false);
                self.scan.update(|scan| {
                    if scan.is_under_way() {
                        *scan = before;
                    }
                });
            }
            if let Ok(Some(outcome)) = outcome {
                on_outcome(outcome);
            }
        });
        self.seeking.set_value(Some(work));
    }

    /// Cancels the step that is under way.
    pub(crate) fn stop_seeking(self) {
        if let Some(work) = self.seeking.try_update_value(Option::take).flatten() {
            work.abort();
        }
    }

    /// The outcome of a step, after reading as much as it needs. `None` if the reader stops that.
    async fn outcome(self, target: Target, which: Which) -> Result<Option<Outcome>, ClientError> {
        let progressed: Notify = self.progressed.get_value();
        loop {
            if let Some(outcome) = self.known_outcome(target, which).await? {
                return Ok(Some(outcome));
            }
            match self.scan.get_untracked() {
                Scan::Broken => return Err(ClientError::Disconnected),
                Scan::Stopped if self.is_started() && target == Target::Match => return Ok(None),
                Scan::Replaced => return Ok(None),
                Scan::Stopped | Scan::Idle => self.start_scan(),
                Scan::Running | Scan::Waiting(_) => {}
            }
            progressed.notified().await;
            if matches!(self.scan.get_untracked(), Scan::Stopped | Scan::Replaced) {
                return Ok(None);
            }
        }
    }

    /// The outcome of a step, if what was read so far is enough to tell.
    async fn known_outcome(
        self,
        target: Target,
        which: Which,
    ) -> Result<Option<Outcome>, ClientError> {
        let progress = self.progress.get_untracked();
        let knows_all = match target {
            Target::Match => progress.is_done() && self.is_started(),
            Target::Error => progress.knows_errors,
        };
        let bottom = if knows_all { 0 } else { progress.bottom_for(target) };
        Ok(match which {
            // Something nearer may be in what was not read yet.
            Which::Next(from) | Which::Nearest(from) if bottom > from => None,
            Which::Nearest(from) => {
                let found =
                    self.nearest(target, from, NearestDirection::ForwardElseBackward).await?;
                or_none(found.map(|found| outcome_of(found, Turn::Straight)), knows_all)
            }
            // In a log that was not read yet, the reader wants the nearest error. The next match is
            // searched from the beginning again, however long that takes.
            Which::Next(from) if target == Target::Error && !knows_all => {
                let found =
                    self.nearest(target, from, NearestDirection::ForwardElseBackward).await?;
                found.map(|found| {
                    let turn = if found.is_backward { Turn::Back } else { Turn::Straight };
                    outcome_of(found, turn)
                })
            }
            Which::Next(from) => match self.nearest(target, from, NearestDirection::Forward).await?
            {
                Some(found) => Some(outcome_of(found, Turn::Straight)),
                None if !knows_all => None,
                None => {
                    let found = self.nearest(target, 0, NearestDirection::Forward).await?;
                    or_none(found.map(|found| outcome_of(found, Turn::FromStart)), true)
                }
            },
            Which::Previous(to) => {
                match self.nearest(target, to, NearestDirection::Backward).await? {
                    Some(found) => Some(outcome_of(found, Turn::Straight)),
                    None if !knows_all => None,
                    None => {
                        let found = self.nearest(target, END, NearestDirection::Backward).await?;
                        or_none(found.map(|found| outcome_of(found, Turn::FromEnd)), true)
                    }
                }
            }
        })
    }

    async fn nearest(
        self,
        target: Target,
        from: u64,
        direction: NearestDirection,
    ) -> Result<Option<NearestItem>, ClientError> {
        self.connect()?.nearest(target, from, direction).await
    }
}

/// Finding nothing is an outcome once everything is known.
fn or_none(found: Option<Outcome>, knows_all: bool) -> Option<Outcome> {
    found.or(knows_all.then_some(Outcome::None))
}

fn outcome_of(found: NearestItem, turn: Turn) -> Outcome {
    Outcome::Found { at: found.at, before: found.n_before, turn }
}
