//! The loop that reads the bytes the worker asks for and hands them over.

use crate::signals::SetIfChanged as _;
use crate::storage::problem::{Cause, Problem};
use crate::storage::read_range::{Piece, read_piece};
use crate::storage::session::session;
use crate::storage::spawn::spawn;
use crate::viewers::log::find::model::{Progress, Scan};
use crate::viewers::log::find::search::LogSearch;
use crate::viewers::log::follow::state::Phase;
use futures_channel::oneshot;
use futures_util::future::AbortHandle;
use jobshelf_search_protocol::{ClientError, NextAction};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// The number of pieces that are requested at once. It is small because other parts of the page
/// send requests as well.
const AT_ONCE: usize = 3;

/// How much of the log is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it.
    All,
    /// The last piece, if none was searched yet. The reader does not see this.
    End,
}

/// The result of a request once it has arrived.
type Arrived = Rc<RefCell<Option<Result<Piece, Problem>>>>;

/// A piece that was requested. Dropping it aborts the request.
struct PieceRequest {
    from: u64,
    to: u64,
    arrived: Arrived,
    arrival: oneshot::Receiver<()>,
    work: AbortHandle,
}

impl Drop for PieceRequest {
    fn drop(&mut self) {
        self.work.abort();
    }
}

impl LogSearch {
    /// Reads until `extent` is searched.
    pub(super) async fn run_scan(self, extent: Extent) {
        match self.try_scan(extent).await {
            Ok(()) => self.show_scan(extent, Scan::Idle),
            Err(_) => self.scan.set(Scan::Broken),
        }
        self.notify_progress();
    }

    fn show_scan(self, extent: Extent, scan: Scan) {
        if extent == Extent::All {
            self.scan.set_if_changed(scan);
        }
    }

    async fn try_scan(self, extent: Extent) -> Result<(), ClientError> {
        self.feed_newest();
        let client = self.connect()?;
        // The requests of an earlier scan were aborted.
        client.retry_pending().await?;
        let mut requests = VecDeque::new();
        let at_once = if extent == Extent::All { AT_ONCE } else { 1 };
        if extent == Extent::End {
            // What is known may be about the previous expression.
            self.refresh().await?;
        }
        let is_enough = || {
            extent == Extent::End
                && self.progress.with_untracked(|progress| progress.classified > 0)
        };
        loop {
            while requests.len() < at_once {
                // Sent at once; the next answer shows whether the worker is broken.
                drop(client.grow(self.loader.total.get_untracked()));
                match client.next_action().await? {
                    NextAction::Fetch { from, to } if !is_enough() => {
                        requests.push_back(self.request_piece(from, to));
                    }
                    NextAction::AskAgain => self.refresh().await?,
                    NextAction::Fetch { .. } | NextAction::Idle => break,
                }
            }
            let Some(first) = requests.front_mut() else { break };
            let (from, to) = (first.from, first.to);
            // This request is not aborted while it is awaited, so it sends a result.
            let _ = (&mut first.arrival).await;
            let arrived = first.arrived.take();
            match arrived {
                Some(Ok(piece)) if self.is_expected(&piece, to - from) => {
                    requests.pop_front();
                    client.feed(from, &piece.bytes).await?;
                    self.show_scan(extent, Scan::Running);
                    self.refresh().await?;
                    continue;
                }
                Some(Err(problem)) => {
                    self.show_scan(extent, Scan::Waiting(problem.clone()));
                    session().until_again(&problem).await;
                }
                _ => self.wait_for_replacement(extent).await,
            }
            self.request_again(&mut requests);
        }
        self.refresh().await
    }

    /// The log was replaced. The search starts over once that is known, but only after the reader
    /// asks to see the new log.
    async fn wait_for_replacement(self, extent: Extent) {
        self.loader.found_another(session());
        if !self.loader.is_held() {
            session().until_again(&Problem::new(Cause::Busy)).await;
        }
        if self.loader.is_held() {
            self.show_scan(extent, Scan::Replaced);
            self.notify_progress();
            self.loader.until_released().await;
        }
    }

    /// Requests the first piece again, and every other one that failed.
    fn request_again(self, requests: &mut VecDeque<PieceRequest>) {
        for (index, request) in requests.iter_mut().enumerate() {
            let has_failed = matches!(*request.arrived.borrow(), Some(Err(_)));
            if index == 0 || has_failed {
                *request = self.request_piece(request.from, request.to);
            }
        }
    }

    /// Whether a piece is complete and belongs to the log that is shown.
    fn is_expected(self, piece: &Piece, length: u64) -> bool {
        piece.bytes.len() as u64 == length && !self.loader.is_of_another(&piece.properties)
    }

    fn request_piece(self, from: u64, to: u64) -> PieceRequest {
        let (sender, arrival) = oneshot::channel();
        let arrived = Arrived::default();
        let result = arrived.clone();
        let (container, blob) = self.loader.place();
        let work = spawn(async move {
            let read = read_piece(session(), &container, &blob, from, to - from).await;
            result.replace(Some(read));
            // Nobody receives this if the scan was stopped.
            let _ = sender.send(());
        });
        PieceRequest { from, to, arrived, arrival, work }
    }

    /// Updates the progress.
    pub(super) async fn refresh(self) -> Result<(), ClientError> {
        let mut progress = Progress::from(self.connect()?.progress().await?);
        if self.loader.phase.with_untracked(|phase| *phase == Phase::Loading) {
            // While the length is not known, something is left to search.
            progress.total = progress.total.max(1);
        }
        self.progress.set_if_changed(progress);
        self.notify_progress();
        Ok(())
    }

    /// Hands over the bytes that were appended last, so that they are not read again.
    pub(super) fn feed_newest(self) {
        if !self.is_started() {
            return;
        }
        let (from, bytes) = self.loader.newest.get_untracked();
        let Some(client) = self.client().filter(|_| !bytes.is_empty()) else { return };
        let answer = client.feed(from, &bytes);
        self.tasks.spawn(async move {
            let Ok(is_contiguous) = answer.await else { return };
            if !is_contiguous {
                self.recover_from_gap();
            }
            // A broken worker is reported by the scan.
            let _ = self.refresh().await;
        });
    }
}
