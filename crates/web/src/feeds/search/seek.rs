//! From a place in the log to the nearest match or error: as soon as it is known, which may be when
//! all that lies between was read.

use super::LogSearch;
use crate::net::scope::start;
use crate::state::find::{END, Outcome, Scan, Target, Turn, Which};
use jobshelf_search_protocol::{self as protocol, ClientError, NearestDirection, NearestItem};

impl LogSearch {
    /// Looks for the next or the last; calls `arrive` when it is found, or when it is known that
    /// there is none. Another call, or [`stop_seeking`](Self::stop_seeking), ends this one.
    pub fn seek(
        &'static self,
        target: Target,
        which: Which,
        arrive: impl FnOnce(Outcome) + 'static,
    ) {
        self.seek_of(target, which, Box::new(arrive));
    }

    fn seek_of(&'static self, target: Target, which: Which, arrive: Box<dyn FnOnce(Outcome)>) {
        self.stop_seeking();
        let work = start(Box::pin(async move {
            if target == Target::Error && !self.is_wanted.get_untracked() {
                // It is read for this alone, also where another step takes this one's place.
                self.lent.replace(Some(self.scan.get_untracked()));
            }
            let outcome = self.settle(target, which).await;
            if let Some(before) = self.lent.take() {
                self.is_wanted.set_if_new(false);
                self.scan.update(|scan| {
                    if scan.is_under_way() {
                        *scan = before;
                    }
                });
            }
            if let Ok(Some(outcome)) = outcome {
                arrive(outcome);
            }
        }));
        self.seeking.set(Some(work));
    }

    /// Gives up what was sought last.
    pub fn stop_seeking(&self) {
        if let Some(work) = self.seeking.take() {
            work.abort();
        }
    }

    /// Asks, and asks again whenever more was read; nothing if the reader stopped that.
    async fn settle(
        &'static self,
        target: Target,
        which: Which,
    ) -> Result<Option<Outcome>, ClientError> {
        loop {
            if let Some(outcome) = self.try_settle(target, which).await? {
                return Ok(Some(outcome));
            }
            match self.scan.get_untracked() {
                Scan::Broken => return Err(ClientError::Disconnected),
                Scan::Stopped if self.is_begun() && target == Target::Match => return Ok(None),
                Scan::Replaced => return Ok(None),
                Scan::Stopped | Scan::Idle => self.read_on(),
                Scan::Running | Scan::Waiting(_) => {}
            }
            self.progressed.wait().await;
            if matches!(self.scan.get_untracked(), Scan::Stopped | Scan::Replaced) {
                return Ok(None);
            }
        }
    }

    /// The outcome, as far as what was read tells.
    async fn try_settle(
        &'static self,
        target: Target,
        which: Which,
    ) -> Result<Option<Outcome>, ClientError> {
        let progress = self.progress.get_untracked();
        let knows_all = match target {
            Target::Match => progress.is_done() && self.is_begun(),
            Target::Error => progress.knows_errors,
        };
        let bottom = if knows_all { 0 } else { progress.bottom_for(target) };
        Ok(match which {
            // Something nearer may be in what was not read yet.
            Which::Next(from) | Which::Nearest(from) if bottom > from => None,
            Which::Nearest(from) => {
                let found =
                    self.nearest(target, from, NearestDirection::ForwardElseBackward).await?;
                or_none(found.map(|found| outcome(found, Turn::Straight)), knows_all)
            }
            // The nearest error is what one wants of a log that was not read yet. A match that is
            // sought on is sought from the beginning, however long that takes.
            Which::Next(from) if target == Target::Error && !knows_all => {
                let found =
                    self.nearest(target, from, NearestDirection::ForwardElseBackward).await?;
                found.map(|found| {
                    let turn = if found.is_backward { Turn::Back } else { Turn::Straight };
                    outcome(found, turn)
                })
            }
            Which::Next(from) => match self.nearest(target, from, NearestDirection::Forward).await?
            {
                Some(found) => Some(outcome(found, Turn::Straight)),
                None if !knows_all => None,
                None => {
                    let found = self.nearest(target, 0, NearestDirection::Forward).await?;
                    or_none(found.map(|found| outcome(found, Turn::FromStart)), true)
                }
            },
            Which::Previous(to) => {
                match self.nearest(target, to, NearestDirection::Backward).await? {
                    Some(found) => Some(outcome(found, Turn::Straight)),
                    None if !knows_all => None,
                    None => {
                        let found = self.nearest(target, END, NearestDirection::Backward).await?;
                        or_none(found.map(|found| outcome(found, Turn::FromEnd)), true)
                    }
                }
            }
        })
    }

    async fn nearest(
        &'static self,
        target: Target,
        from: u64,
        direction: NearestDirection,
    ) -> Result<Option<NearestItem>, ClientError> {
        let target = match target {
            Target::Match => protocol::Target::Match,
            Target::Error => protocol::Target::Error,
        };
        self.client()?.nearest(target, from, direction).await
    }
}

/// That there is none is an outcome once all is known.
fn or_none(found: Option<Outcome>, knows_all: bool) -> Option<Outcome> {
    found.or(knows_all.then_some(Outcome::None))
}

fn outcome(item: NearestItem, turn: Turn) -> Outcome {
    Outcome::Found { at: item.at, before: item.n_before, turn }
}
