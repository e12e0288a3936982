//! From a place in the log to the nearest match or error: as soon as it is known, which may be when
//! all that lies between was read.

use crate::browser::worker::{Broken, number};
use crate::storage::spawn::start;
use crate::viewers::log::find::model::{END, Outcome, Scan, Target, Turn, Which};
use crate::viewers::log::find::search::LogSearch;

/// Ways that the worker knows: in one call, since more may be read between two.
const BACK: u8 = 0;
const ONWARD: u8 = 1;
const EITHER: u8 = 2;

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
    ) -> Result<Option<Outcome>, Broken> {
        loop {
            if let Some(outcome) = self.try_settle(target, which).await? {
                return Ok(Some(outcome));
            }
            match self.scan.get_untracked() {
                Scan::Broken => return Err(Broken),
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
    ) -> Result<Option<Outcome>, Broken> {
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
                let found = self.step(target, from, EITHER).await?;
                or_none(found.map(|found| found.by(Turn::Straight)), knows_all)
            }
            // The nearest error is what one wants of a log that was not read yet. A match that is
            // sought on is sought from the beginning, however long that takes.
            Which::Next(from) if target == Target::Error && !knows_all => {
                let found = self.step(target, from, EITHER).await?;
                found.map(|found| {
                    let turn = if found.is_back { Turn::Back } else { Turn::Straight };
                    found.by(turn)
                })
            }
            Which::Next(from) => match self.step(target, from, ONWARD).await? {
                Some(found) => Some(found.by(Turn::Straight)),
                None if !knows_all => None,
                None => {
                    let found = self.step(target, 0, ONWARD).await?;
                    or_none(found.map(|found| found.by(Turn::FromStart)), true)
                }
            },
            Which::Previous(to) => match self.step(target, to, BACK).await? {
                Some(found) => Some(found.by(Turn::Straight)),
                None if !knows_all => None,
                None => {
                    let found = self.step(target, END, BACK).await?;
                    or_none(found.map(|found| found.by(Turn::FromEnd)), true)
                }
            },
        })
    }

    pub(crate) async fn step(
        &'static self,
        target: Target,
        from: u64,
        way: u8,
    ) -> Result<Option<Step>, Broken> {
        let what = match target {
            Target::Match => 0,
            Target::Error => 1,
        };
        let found = self.numbers("step", &[what.into(), number(from), way.into()]).await?;
        Ok(match *found {
            [at, before, is_back] => {
                Some(Step { at: at as u64, before: before as u64, is_back: is_back == 1.0 })
            }
            _ => None,
        })
    }
}

/// That there is none is an outcome once all is known.
fn or_none(found: Option<Outcome>, knows_all: bool) -> Option<Outcome> {
    found.or(knows_all.then_some(Outcome::None))
}

/// A place that was found.
struct Step {
    at: u64,
    before: u64,
    is_back: bool,
}

impl Step {
    fn by(self, turn: Turn) -> Outcome {
        Outcome::Found { at: self.at, before: self.before, turn }
    }
}
