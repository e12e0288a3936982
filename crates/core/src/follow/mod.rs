//! Following one remote log: what to ask next, what an answer means, when to ask again.
//!
//! A state machine without I/O and without timers: the caller reads [`LogFollower::next_range`], hands
//! the answer to [`LogFollower::take`], shows what it says, and asks again after
//! [`LogFollower::next_delay`].
//!
//! Every poll asks for a few bytes that are known already (the overlap). The answer is then never
//! "out of range" while the log is merely idle, and a log that was rewritten shows itself, without
//! a conditional header that would cost a browser a preflight. Where the service's word on the blob
//! raises a doubt that these bytes cannot settle, more of them are asked for again.
//!
//! Whoever was away for long (a laptop asleep) says so: the next poll then only looks how long the
//! log is, and what is too much to fetch is skipped.
//!
//! A character of UTF-8 is never split: one whose end is not there yet comes with it, or with the
//! end of the log. Whoever puts characters together, or reads another encoding, takes
//! [bytes as they come](LogFollower::raw_bytes).
//!
//! Invariant: the bytes of all [`FollowEvent::Appended`] since the last reset stand in the blob one
//! after the other, none twice and none left out.

mod identity;
mod poll_delay;
mod utf8;

pub use identity::{is_other_blob, may_have_other_content};

use crate::blob::{BlobProperties, ReadRange};
use crate::outputs::{LogState, LogStatus};
use bytes::Bytes;
use poll_delay::PollDelay;
use std::time::Duration;
use utf8::n_of_cut_character;

/// How many known bytes a poll asks for again.
const OVERLAP: usize = 64;
/// The same where there is a doubt.
const PROOF: usize = 4 << 10;
/// The most bytes of one poll.
const MAX_POLL: u64 = 4 << 20;
/// Further behind than this, the bytes between are skipped rather than fetched: a laptop that
/// slept must not pull gigabytes.
const MAX_BEHIND: u64 = 16 << 20;

/// One remote log, followed.
#[derive(Debug, Clone)]
pub struct LogFollower {
    /// The first byte that is not known yet.
    position: u64,
    /// The known bytes directly before `position`, at most [`PROOF`].
    known: Vec<u8>,
    /// How much of the end is shown first, and after a skip.
    window: u64,
    stage: Stage,
    unit: Unit,
    asks: Asks,
    /// The blob's length as the last answer had it.
    total: Option<u64>,
    /// What the last answer said of the blob; none before the first.
    properties: Option<Box<BlobProperties>>,
    delay: PollDelay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The length is not known: the next poll asks for it.
    Locating,
    /// The same, after the blob that was followed went missing.
    Awaiting,
    Following,
    Ended,
}

/// What is never split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Character,
    Byte,
}

/// What a poll asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// What is new.
    News,
    /// More of what is known, and nothing else: it may have been rewritten.
    Proof,
    /// A little of what is known, and nothing else: much may be new.
    Length,
}

/// What came of a poll.
#[derive(Debug, Clone)]
pub enum PollResult {
    /// The range that [`LogFollower::next_range`] named, as far as there is one.
    Answer {
        /// Where in the blob `bytes` begin.
        offset: u64,
        /// The blob's length, where it can be read.
        total: Option<u64>,
        /// The bytes; empty at the end of the blob.
        bytes: Bytes,
        /// What the service says of the blob, and with it what the log says of itself.
        properties: Box<BlobProperties>,
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
pub enum FollowEvent {
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
    /// The log that went missing is there again. It begins anew at `at`.
    Recreated {
        /// Offset of the first byte that will come.
        at: u64,
    },
    /// There is no such log, or no longer.
    Missing,
    /// The log says that it is complete, and all of it was given. Polling ends.
    Finished,
    /// No answer; it will be tried again if [`LogFollower::next_delay`] says so.
    Failed,
}

impl LogFollower {
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
        Self {
            position,
            known: Vec::new(),
            window,
            stage,
            unit: Unit::Character,
            asks: Asks::News,
            total: None,
            properties: None,
            delay: PollDelay::default(),
        }
    }

    /// Bytes are given as they come, although a character may end in the next ones.
    #[must_use]
    pub fn raw_bytes(self) -> Self {
        Self { unit: Unit::Byte, ..self }
    }

    /// The first byte that has not been given yet.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The range to ask for.
    pub fn next_range(&self) -> ReadRange {
        if matches!(self.stage, Stage::Locating | Stage::Awaiting) {
            return ReadRange::Span { start: 0, end: 0 };
        }
        let start = self.position - self.overlap().len() as u64;
        let end = match self.asks {
            Asks::News => start + (MAX_POLL - 1),
            Asks::Proof | Asks::Length => self.position.max(start + 1) - 1,
        };
        ReadRange::Span { start, end }
    }

    /// Whether the blob had no byte when it was asked last. Its properties tell whether it has one
    /// now, for one request; a range past its end is refused, and takes two.
    pub fn is_empty(&self) -> bool {
        self.stage == Stage::Following && self.position == 0 && self.total == Some(0)
    }

    /// The version tag of the blob as it was read last, if it is known.
    pub fn etag(&self) -> Option<&str> {
        self.properties.as_ref()?.etag.as_deref()
    }

    /// Nobody asked for long: the log may have grown by more than is to be fetched.
    pub fn resume_after_pause(&mut self) {
        if self.asks == Asks::News {
            self.asks = Asks::Length;
        }
    }

    /// Goes on with a log that had ended: another attempt may write to it.
    pub fn resume(&mut self) {
        if self.stage == Stage::Ended {
            self.stage = Stage::Following;
            self.delay.more_waits();
        }
    }

    /// The known bytes that the next poll asks for again.
    fn overlap(&self) -> &[u8] {
        let most = if self.asks == Asks::Proof { PROOF } else { OVERLAP };
        let excess = self.known.len().saturating_sub(most);
        self.known.get(excess..).unwrap_or_default()
    }

    /// When to ask again; none when there is nothing more to ask.
    pub fn next_delay(&self) -> Option<Duration> {
        match self.stage {
            Stage::Ended => None,
            _ => self.delay.next_delay(),
        }
    }

    /// It was waited for so long rather than for what [`next_delay`](Self::next_delay) said: longer
    /// by who is not seen, shorter by who was given a reason.
    pub fn waited(&mut self, waited: Duration) {
        self.delay.waited(waited);
    }

    /// The smoothed time between two growths, once the log grew while it was followed.
    pub fn growth_interval(&self) -> Option<Duration> {
        self.delay.learnt()
    }

    /// Takes the answer to the range that [`next_range`](Self::next_range) gave.
    pub fn take(&mut self, poll: PollResult) -> FollowEvent {
        match poll {
            PollResult::Answer { offset, total, bytes, properties } => {
                let status = LogStatus::from_metadata(&properties.metadata);
                self.delay.answered(&properties, status.as_ref());
                self.take_answer(offset, total, &bytes, properties, status)
            }
            PollResult::Missing => {
                self.take_missing();
                FollowEvent::Missing
            }
            PollResult::Failed { retryable, retry_after } => {
                self.delay.failed(retryable, retry_after);
                FollowEvent::Failed
            }
        }
    }

    fn take_missing(&mut self) {
        let was_there = self.properties.take().is_some() || self.stage == Stage::Awaiting;
        self.total = None;
        if was_there || self.position > 0 {
            self.begin_at(0);
            self.stage = if was_there { Stage::Awaiting } else { Stage::Locating };
        }
        if was_there {
            self.delay.gone();
        } else {
            self.delay.missing();
        }
    }

    fn take_answer(
        &mut self,
        offset: u64,
        total: Option<u64>,
        bytes: &Bytes,
        properties: Box<BlobProperties>,
        status: Option<LogStatus>,
    ) -> FollowEvent {
        let at = total.unwrap_or(0).saturating_sub(self.window);
        let n_known = self.overlap().len();
        let asked = std::mem::replace(&mut self.asks, Asks::News);
        let total_before = std::mem::replace(&mut self.total, total);
        let before = self.properties.replace(properties.clone());
        let before = before.unwrap_or_else(|| properties.clone());
        if matches!(self.stage, Stage::Locating | Stage::Awaiting) {
            let was_awaited = self.stage == Stage::Awaiting;
            self.stage = Stage::Following;
            self.begin_at(at);
            return if was_awaited {
                FollowEvent::Recreated { at }
            } else {
                FollowEvent::Begin { at }
            };
        }
        let is_shorter = total.is_some_and(|total| total < self.position) || bytes.len() < n_known;
        if is_shorter {
            self.begin_at(at);
            return FollowEvent::Shrunk { at };
        }
        let overlap = self.known.get(self.known.len() - n_known..).unwrap_or_default();
        let is_same = offset + n_known as u64 == self.position && bytes.starts_with(overlap);
        let is_as_long = total_before.is_some() && total_before == total;
        let is_told = is_other_blob(&before, &properties)
            || is_as_long && identity::is_another_of_same_length(&before, &properties);
        if !is_same || is_told {
            self.begin_at(at);
            return FollowEvent::Rewritten { at };
        }
        if asked != Asks::Proof
            && n_known < self.known.len()
            && may_have_other_content(&before, &properties)
        {
            self.asks = Asks::Proof;
            (self.properties, self.total) = (Some(before), total_before);
            self.delay.more_waits();
            return FollowEvent::Unchanged;
        }
        let is_finished = status.is_some_and(|status| status.state == LogState::Finished);
        if let Some(total) = total
            && self.window < MAX_BEHIND
            && total - self.position > MAX_BEHIND
        {
            let from = self.position;
            let to = total - self.window;
            self.begin_at(to);
            return FollowEvent::Skipped { from, to };
        }
        let mut fresh = bytes.slice(n_known..);
        let has_more = total.is_some_and(|total| total > self.position + fresh.len() as u64);
        if self.unit == Unit::Character && (has_more || !is_finished) {
            fresh.truncate(fresh.len() - n_of_cut_character(&fresh));
        }
        if !fresh.is_empty() {
            return FollowEvent::Appended { offset: self.advance(&fresh, has_more), bytes: fresh };
        }
        if asked != Asks::News && has_more {
            self.delay.more_waits();
            return FollowEvent::Unchanged;
        }
        if is_finished && !has_more {
            self.stage = Stage::Ended;
            return FollowEvent::Finished;
        }
        self.delay.idle();
        FollowEvent::Unchanged
    }

    /// Counts fresh bytes in; gives their offset.
    fn advance(&mut self, fresh: &Bytes, has_more: bool) -> u64 {
        let offset = self.position;
        self.position += fresh.len() as u64;
        self.known.extend_from_slice(fresh);
        let excess = self.known.len().saturating_sub(PROOF);
        self.known.drain(..excess);
        if has_more {
            self.delay.more_waits();
        } else {
            self.delay.grew();
        }
        offset
    }

    fn begin_at(&mut self, position: u64) {
        self.position = position;
        self.known.clear();
        self.asks = Asks::News;
        self.delay.more_waits();
    }
}

#[cfg(test)]
mod tests;
