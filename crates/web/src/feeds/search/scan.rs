//! The loop that reads what the worker wants, and hands it over.

use super::LogSearch;
use crate::feeds::log::Phase;
use crate::feeds::reader::{Piece, read_piece};
use crate::net::scope::start;
use crate::state::find::{Progress, Scan};
use crate::state::problem::{Cause, Problem};
use futures_channel::oneshot;
use futures_util::future::AbortHandle;
use jobshelf_search_protocol::{ClientError, NextAction};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// So many pieces are on their way at once; the page has other things to ask, too.
const AT_ONCE: usize = 3;

/// How much of the log is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    All,
    /// A little of its end, if nothing of it was yet. Nobody is told of that.
    End,
}

/// A piece that was asked for, once it is here, or what was in its way.
type Arrived = Rc<RefCell<Option<Result<Piece, Problem>>>>;

/// A piece on its way. Dropped, its request ends.
struct Reading {
    from: u64,
    to: u64,
    arrived: Arrived,
    arrival: oneshot::Receiver<()>,
    work: AbortHandle,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.work.abort();
    }
}

impl LogSearch {
    /// Reads until so much of the log was looked through.
    pub(super) async fn scan_on(&'static self, extent: Extent) {
        match self.try_scan_on(extent).await {
            Ok(()) => self.tell(extent, Scan::Idle),
            Err(_) => self.scan.set(Scan::Broken),
        }
        self.progressed.all();
    }

    fn tell(&self, extent: Extent, scan: Scan) {
        if extent == Extent::All {
            self.scan.set_if_new(scan);
        }
    }

    async fn try_scan_on(&'static self, extent: Extent) -> Result<(), ClientError> {
        // What another run had asked for is not on its way any more.
        self.feed_newest();
        self.client()?.retry_pending().await?;
        let mut reads = VecDeque::new();
        let at_once = if extent == Extent::All { AT_ONCE } else { 1 };
        if extent == Extent::End {
            // Of the rule before this one more may be known.
            self.refresh().await?;
        }
        let is_enough = || {
            extent == Extent::End
                && self.progress.with_untracked(|progress| progress.classified > 0)
        };
        loop {
            while reads.len() < at_once {
                let client = self.client()?;
                let grown = client.grow(self.feed.total.get_untracked());
                let action = client.next_action();
                grown.await?;
                match action.await? {
                    NextAction::Fetch { from, to } if !is_enough() => {
                        reads.push_back(self.read(from, to));
                    }
                    NextAction::AskAgain => self.refresh().await?,
                    NextAction::Fetch { .. } | NextAction::Idle => break,
                }
            }
            let Some(first) = reads.front_mut() else { break };
            let (from, to) = (first.from, first.to);
            // Nobody breaks off a read that is waited for: then nothing arrived.
            let _ = (&mut first.arrival).await;
            let arrived = first.arrived.take();
            match arrived {
                Some(Ok(piece)) if self.fits(&piece, to - from) => {
                    reads.pop_front();
                    let taken = self.client()?.feed(from, &piece.bytes);
                    drop(piece);
                    taken.await?;
                    self.tell(extent, Scan::Running);
                    self.refresh().await?;
                    continue;
                }
                Some(Err(problem)) => {
                    self.tell(extent, Scan::Waiting(problem.clone()));
                    self.session.until_again(&problem).await;
                }
                _ => self.until_it_fits(extent).await,
            }
            self.read_again(&mut reads);
        }
        self.refresh().await
    }

    /// The log was replaced. Once that is found out all begins anew, but not before its reader wants to
    /// see the new one.
    async fn until_it_fits(&self, extent: Extent) {
        self.feed.found_another(self.session);
        if !self.feed.is_held() {
            self.session.until_again(&Problem::new(Cause::Busy)).await;
        }
        if self.feed.is_held() {
            self.tell(extent, Scan::Replaced);
            self.progressed.all();
            self.feed.until_released().await;
        }
    }

    /// Reads once more what is awaited first, and of the others what failed, too.
    fn read_again(&'static self, reads: &mut VecDeque<Reading>) {
        for (index, reading) in reads.iter_mut().enumerate() {
            let has_failed = matches!(*reading.arrived.borrow(), Some(Err(_)));
            if index == 0 || has_failed {
                *reading = self.read(reading.from, reading.to);
            }
        }
    }

    /// Whether a piece is all that was asked for, of the log that is shown.
    fn fits(&self, piece: &Piece, length: u64) -> bool {
        piece.bytes.len() as u64 == length && !self.feed.is_of_another(&piece.properties)
    }

    fn read(&'static self, from: u64, to: u64) -> Reading {
        let (sender, arrival) = oneshot::channel();
        let arrived = Arrived::default();
        let place = arrived.clone();
        let work = start(Box::pin(async move {
            let (container, blob) = self.feed.place();
            let read = read_piece(self.session, container, blob, from, to - from).await;
            place.replace(Some(read));
            // Nobody waits for it where the search was stopped.
            let _ = sender.send(());
        }));
        Reading { from, to, arrived, arrival, work }
    }

    /// Asks how far it is.
    pub(super) async fn refresh(&'static self) -> Result<(), ClientError> {
        let mut progress = Progress::from(self.client()?.progress().await?);
        if self.feed.phase.with_untracked(|phase| *phase == Phase::Loading) {
            // While the length is unknown, something is left to search.
            progress.total = progress.total.max(1);
        }
        self.progress.set_if_new(progress);
        self.progressed.all();
        Ok(())
    }

    /// Hands over what came last at the log's end: it need not be read again.
    pub(super) fn feed_newest(&'static self) {
        if !self.is_begun() {
            return;
        }
        let (from, bytes) = self.feed.newest.get_untracked();
        if bytes.is_empty() {
            return;
        }
        let Ok(client) = self.client() else { return };
        let taken = client.feed(from, &bytes);
        drop(start(Box::pin(async move {
            let taken = taken.await;
            if taken == Ok(false) {
                self.missed_some();
            }
            if taken.is_ok() {
                // Broken is what the next call tells, too.
                let _ = self.refresh().await;
            }
        })));
    }
}
