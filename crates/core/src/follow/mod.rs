//! Following one remote log: what to ask next, what an answer means, when to ask again.
//!
//! A state machine without I/O and without timers: the caller reads [`Follow::next_range`], hands
//! the answer to [`Follow::take`], shows what it says, and asks again after
//! [`Follow::next_delay`].
//!
//! Every poll asks for a few bytes that are known already (the overlap). The answer is then never
//! "out of range" while the log is merely idle, and a log that was rewritten shows itself, without
//! a conditional header that would cost a browser a preflight.
//!
//! A character of UTF-8 is never split: one whose end is not there yet comes with it, or with the
//! end of the log.
//!
//! Invariant: the bytes of all [`Followed::Appended`] since the last reset stand in the blob one
//! after the other, none twice and none left out.

mod pace;

use crate::blob::ReadRange;
use crate::outputs::{LogState, LogStatus};
use bytes::Bytes;
use pace::Pace;
use std::time::Duration;

/// How many known bytes a poll asks for again.
const OVERLAP: usize = 64;
/// The most bytes of one poll.
const MAX_POLL: u64 = 4 << 20;
/// Further behind than this, the bytes between are skipped rather than fetched: a laptop that
/// slept must not pull gigabytes.
const MAX_BEHIND: u64 = 16 << 20;

/// One remote log, followed.
#[derive(Debug, Clone)]
pub struct Follow {
    /// The first byte that is not known yet.
    position: u64,
    /// The known bytes directly before `position`.
    overlap: Vec<u8>,
    /// How much of the end is shown first, and after a skip.
    window: u64,
    stage: Stage,
    pace: Pace,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The length is not known: the next poll asks for it.
    Locating,
    Following,
    Ended,
}

/// What came of a poll.
#[derive(Debug, Clone)]
pub enum Poll {
    /// The range that [`Follow::next_range`] named, as far as there is one.
    Answer {
        /// Where in the blob `bytes` begin.
        offset: u64,
        /// The blob's length, where it can be read.
        total: Option<u64>,
        /// The bytes; empty at the end of the blob.
        bytes: Bytes,
        /// What the log says of itself.
        status: Option<LogStatus>,
    },
    /// There is no such blob.
    Missing,
    /// No answer, or a refusal.
    Failed {
        /// Whether it may work later.
        retryable: bool,
        /// How long the service asked to wait.
        retry_after: Option<Duration>,
    },
}

/// What a poll means for the one who shows the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followed {
    /// The log is shown from here on; nothing is known before it.
    Begin {
        /// Offset of the first byte that will come.
        at: u64,
    },
    /// New bytes at the end.
    Appended {
        /// Their offset in the blob.
        offset: u64,
        /// The bytes.
        bytes: Bytes,
    },
    /// Nothing new.
    Unchanged,
    /// Too much has come to fetch it all: the next bytes are those at `to`.
    Skipped {
        /// The first byte left out.
        from: u64,
        /// The first byte that will come.
        to: u64,
    },
    /// Bytes that were shown are no longer what they were. It begins anew at `at`.
    Rewritten {
        /// Offset of the first byte that will come.
        at: u64,
    },
    /// The log is shorter than what was shown. It begins anew at `at`.
    Shrunk {
        /// Offset of the first byte that will come.
        at: u64,
    },
    /// There is no such log, or no longer.
    Missing,
    /// The log says that it is complete, and all of it was given. Polling ends.
    Finished,
    /// No answer; it will be tried again if [`Follow::next_delay`] says so.
    Failed,
}

impl Follow {
    /// Follows from the first byte on.
    pub fn from_start() -> Self {
        Self::at(0, u64::MAX, Stage::Following)
    }

    /// Follows from `window` bytes before the end on. With the length unknown, the first poll
    /// asks for it; a listing's length saves that.
    pub fn at_end(known_length: Option<u64>, window: u64) -> Self {
        match known_length {
            Some(length) => Self::at(length.saturating_sub(window), window, Stage::Following),
            None => Self::at(0, window, Stage::Locating),
        }
    }

    fn at(position: u64, window: u64, stage: Stage) -> Self {
        Self { position, overlap: Vec::new(), window, stage, pace: Pace::default() }
    }

    /// The first byte that has not been given yet.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The range to ask for.
    pub fn next_range(&self) -> ReadRange {
        if self.stage == Stage::Locating {
            return ReadRange::Span { start: 0, end: 0 };
        }
        let start = self.position - self.overlap.len() as u64;
        ReadRange::Span { start, end: start + (MAX_POLL - 1) }
    }

    /// When to ask again; none when there is nothing more to ask.
    pub fn next_delay(&self) -> Option<Duration> {
        match self.stage {
            Stage::Ended => None,
            _ => self.pace.next_delay(),
        }
    }

    /// Takes the answer to the range that [`next_range`](Self::next_range) gave.
    pub fn take(&mut self, poll: Poll) -> Followed {
        match poll {
            Poll::Answer { offset, total, bytes, status } => {
                self.pace.answered(status.as_ref().and_then(|status| status.flush_seconds));
                self.take_answer(offset, total, &bytes, status.as_ref())
            }
            Poll::Missing => {
                self.pace.missing();
                let was_shown = self.position > 0;
                if was_shown {
                    self.begin_at(0);
                }
                Followed::Missing
            }
            Poll::Failed { retryable, retry_after } => {
                self.pace.failed(retryable, retry_after);
                Followed::Failed
            }
        }
    }

    fn take_answer(
        &mut self,
        offset: u64,
        total: Option<u64>,
        bytes: &Bytes,
        status: Option<&LogStatus>,
    ) -> Followed {
        if self.stage == Stage::Locating {
            let at = total.unwrap_or(0).saturating_sub(self.window);
            self.stage = Stage::Following;
            self.begin_at(at);
            return Followed::Begin { at };
        }
        let known = self.overlap.len();
        let is_shorter = total.is_some_and(|total| total < self.position) || bytes.len() < known;
        if is_shorter {
            let at = total.unwrap_or(0).saturating_sub(self.window);
            self.begin_at(at);
            return Followed::Shrunk { at };
        }
        let is_same = offset + known as u64 == self.position && bytes.starts_with(&self.overlap);
        if !is_same {
            let at = total.unwrap_or(0).saturating_sub(self.window);
            self.begin_at(at);
            return Followed::Rewritten { at };
        }
        if let Some(total) = total
            && self.window < MAX_BEHIND
            && total - self.position > MAX_BEHIND
        {
            let from = self.position;
            let to = total - self.window;
            self.begin_at(to);
            return Followed::Skipped { from, to };
        }
        let mut fresh = bytes.slice(known..);
        let has_more = total.is_some_and(|total| total > self.position + fresh.len() as u64);
        let is_finished = status.is_some_and(|status| status.state == LogState::Finished);
        if has_more || !is_finished {
            fresh.truncate(fresh.len() - n_of_cut_character(&fresh));
        }
        if !fresh.is_empty() {
            return Followed::Appended { offset: self.advance(&fresh, has_more), bytes: fresh };
        }
        if is_finished && !has_more {
            self.stage = Stage::Ended;
            return Followed::Finished;
        }
        self.pace.idle();
        Followed::Unchanged
    }

    /// Counts fresh bytes in; gives their offset.
    fn advance(&mut self, fresh: &Bytes, has_more: bool) -> u64 {
        let offset = self.position;
        self.position += fresh.len() as u64;
        self.overlap.extend_from_slice(fresh);
        let excess = self.overlap.len().saturating_sub(OVERLAP);
        self.overlap.drain(..excess);
        if has_more {
            self.pace.more_waits();
        } else {
            self.pace.grew();
        }
        offset
    }

    fn begin_at(&mut self, position: u64) {
        self.position = position;
        self.overlap.clear();
        self.pace.more_waits();
    }
}

/// How many bytes at the end are the beginning of a character whose end is missing.
fn n_of_cut_character(bytes: &[u8]) -> usize {
    let mut n_bytes = 0;
    for byte in bytes.iter().rev().take(3) {
        n_bytes += 1;
        let n_of_character = match byte {
            // It goes on with another character's beginning before it.
            0x80..=0xBF => continue,
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        return if n_of_character > n_bytes { n_bytes } else { 0 };
    }
    0
}

#[cfg(test)]
mod tests;
