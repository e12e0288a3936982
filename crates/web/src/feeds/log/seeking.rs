//! Looking for a time in a log, by reading little of it.

use super::LogFeed;
use crate::session::Session;
use jobshelf_log::time_search::{SearchStep, TimeSearch, TimeSearchResult};
use jobshelf_log::{Assembler, Entry, LineTime, LogLines};

/// A line's beginning is looked for so far before a byte of it, and lines are counted in such steps.
const BEFORE: u64 = 64 << 10;

impl LogFeed {
    /// The byte that the row begins at which byte `offset` is in; that byte itself if its line is
    /// a very long one of updates. None if the log could not be read.
    pub async fn line_at(&self, session: &'static Session, offset: u64) -> Option<u64> {
        let loaded = self.lines.with_untracked(|lines| {
            let index = lines.index_at(offset);
            matches!(lines.get(index), Some(Entry::Line(_))).then(|| lines.offset(index))
        });
        if loaded.is_some() {
            return loaded;
        }
        let start = offset.saturating_sub(BEFORE);
        if start == offset {
            return Some(offset);
        }
        // Without the byte itself: it may be its line's end.
        let bytes = self.piece(session, start, offset - start).await?;
        let encoding = self.lines.with_untracked(LogLines::encoding);
        let mut lines = Assembler::starting_at(start).with_encoding(encoding);
        lines.push(&bytes);
        Some(if lines.is_skipping() { offset } else { lines.line_start().min(offset) })
    }

    /// The byte that the line begins at that is `n` lines after the one at byte `start`. None if
    /// there is none, or the log could not be read.
    pub async fn line_after(&self, session: &'static Session, start: u64, n: u64) -> Option<u64> {
        let encoding = self.lines.with_untracked(LogLines::encoding);
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

    /// Where in the log `wanted` is; `ahead` tells how many minutes the reader's clock is ahead of
    /// UTC at a time. None if the log could not be read.
    pub async fn find_time(
        &self,
        session: &'static Session,
        wanted: LineTime,
        ahead: fn(&LineTime) -> i32,
    ) -> Option<TimeSearchResult> {
        let encoding = self.lines.with_untracked(LogLines::encoding);
        let mut search = TimeSearch::new(wanted, self.total.get_untracked(), encoding, ahead);
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
