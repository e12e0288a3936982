//! Finds a time in a log by reading little of it.

use crate::storage::session::Session;
use crate::viewers::log::follow::loader::LogLoader;
use jobshelf_log::time_search::{SearchStep, TimeSearch, TimeSearchResult};
use jobshelf_log::{Assembler, Entry, LineTime, LogLines};
use leptos::prelude::*;

/// The beginning of a line is searched this far before one of its bytes, and lines are counted in
/// pieces of this size.
const BEFORE: u64 = 64 << 10;

impl LogLoader {
    /// The first byte of the row that contains byte `offset`; `offset` itself within a very long
    /// line of updates. `None` if the log could not be read.
    pub async fn line_at(self, session: &'static Session, offset: u64) -> Option<u64> {
        let loaded = self.lines.try_with_untracked(|lines| {
            let index = lines.index_at(offset);
            matches!(lines.get(index), Some(Entry::Line(_))).then(|| lines.offset(index))
        })?;
        if loaded.is_some() {
            return loaded;
        }
        let start = offset.saturating_sub(BEFORE);
        if start == offset {
            return Some(offset);
        }
        // Without the byte itself: it may be the end of its line.
        let bytes = self.piece(session, start, offset - start).await?;
        let encoding = self.lines.try_with_untracked(LogLines::encoding)?;
        let mut lines = Assembler::starting_at(start).with_encoding(encoding);
        lines.push(&bytes);
        Some(if lines.is_skipping() { offset } else { lines.line_start().min(offset) })
    }

    /// The first byte of the line that comes `n` lines after the line at byte `start`. `None` if
    /// there is no such line or the log could not be read.
    pub async fn line_after(self, session: &'static Session, start: u64, n: u64) -> Option<u64> {
        let encoding = self.lines.try_with_untracked(LogLines::encoding)?;
        let mut lines = Assembler::at_line_start(start).with_encoding(encoding);
        let (mut at, mut left) = (start, usize::try_from(n).ok()?);
        loop {
            let bytes = self.piece(session, at, BEFORE).await.filter(|bytes| !bytes.is_empty())?;
            at += bytes.len() as u64;
            let rows = lines.push(&bytes);
            let begun = rows.iter().filter(|row| !row.continues);
            match begun.clone().nth(left) {
                Some(line) => return Some(line.offset),
                None => left -= begun.count(),
            }
            if left == 0 && lines.n_pending() > 0 && !lines.continues() {
                return Some(lines.line_start());
            }
        }
    }

    /// Finds the time `wanted`. `ahead` returns how many minutes the reader's clock is ahead of UTC
    /// at a time. `None` if the log could not be read.
    pub async fn find_time(
        self,
        session: &'static Session,
        wanted: LineTime,
        ahead: fn(&LineTime) -> i32,
    ) -> Option<TimeSearchResult> {
        let encoding = self.lines.try_with_untracked(LogLines::encoding)?;
        let total = self.total.try_get_untracked()?;
        let mut search = TimeSearch::new(wanted, total, encoding, ahead);
        loop {
            match search.next() {
                SearchStep::Done(found) => return Some(found),
                SearchStep::Read { start, length } => {
                    search.take(&self.piece(session, start, length).await?);
                }
            }
        }
    }
}
