//! Following one remote log: what to request next, what an answer means, when to poll again.
//!
//! A state machine without timers, and without I/O but for [`poll`], which a caller may use to
//! request the next range. Otherwise the caller requests
//! [`LogFollower::next_range`], passes the answer to [`LogFollower::take`], shows the
//! [`FollowEvent`], and polls again after [`LogFollower::next_delay`].
//!
//! Every poll requests a few known bytes again (the overlap). So the range of an idle log is never
//! past its end, and a rewritten log is noticed without a conditional header, which would need a
//! preflight in a browser. If the blob's properties suggest a rewrite that the overlap cannot rule
//! out, the next poll compares more bytes.
//!
//! After a long pause (a laptop asleep), the caller calls [`LogFollower::resume_after_pause`]. The
//! next poll then only requests the length of the log, and a large gap is skipped.
//!
//! A UTF-8 character is never split: an incomplete one is returned once its end has arrived, or at
//! the end of the log. A caller that joins characters itself, or reads another encoding, uses
//! [raw bytes](LogFollower::raw_bytes).
//!
//! Invariant: the bytes of all [`FollowEvent::Appended`] since the last reset are consecutive in
//! the blob, without gaps and without duplicates.

mod event;
mod poll;
mod poll_delay;
mod utf8;

pub use crate::blob::{is_other_blob, may_have_other_content};
pub use event::{FollowEvent, PollResult};
pub use poll::poll;

use crate::blob::{BlobProperties, ReadRange, has_other_content_of_same_length};
use crate::outputs::{LogState, LogStatus};
use bytes::Bytes;
use poll_delay::PollDelay;
use std::time::Duration;
use utf8::n_bytes_of_incomplete_character;

/// How many known bytes a poll requests again.
const OVERLAP: usize = 64;
/// The same after a sign of a rewrite.
const LONG_OVERLAP: usize = 4 << 10;
/// The most bytes of one poll.
const MAX_POLL: u64 = 4 << 20;
/// A larger gap is skipped rather than fetched: a laptop that slept must not fetch gigabytes.
const MAX_BEHIND: u64 = 16 << 20;

/// Follows one remote log.
#[derive(Debug, Clone)]
pub struct LogFollower {
    /// The offset of the first unknown byte.
    position: u64,
    /// The known bytes directly before `position`, at most [`LONG_OVERLAP`].
    known: Vec<u8>,
    /// How much of the end is shown first, and after a skip.
    window: u64,
    stage: Stage,
    unit: Unit,
    request: PollRequest,
    /// The blob's length in the last answer.
    total: Option<u64>,
    /// The blob's properties in the last answer; none before the first.
    properties: Option<Box<BlobProperties>>,
    delay: PollDelay,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The length is unknown: the next poll requests it.
    Locating,
    /// The same, after the blob was deleted.
    Awaiting,
    Following,
    Ended,
}

/// The unit that is never split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Character,
    Byte,
}

/// What a poll requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PollRequest {
    /// New bytes.
    NewBytes,
    /// Only known bytes, and more of them, since the log may have been rewritten.
    Comparison,
    /// Only a few known bytes, to learn the length: there may be many new bytes.
    Length,
}

impl LogFollower {
    /// Follows from the first byte on.
    pub fn from_start() -> Self {
        Self::at(0, u64::MAX, Stage::Following)
    }

    /// Follows from `window` bytes before the end on. If the length is unknown, the first poll
    /// requests it; the length of a listing saves that poll.
    pub fn at_end(known_length: Option<u64>, window: u64) -> Self {
        match known_length {
            Some(length) => Self::at(length.saturating_sub(window), window, Stage::Following),
            None => Self::at(0, window, Stage::Locating),
        }
    }

    /// Follows from the byte at `offset` on, as a program does that has read the bytes before. If
    /// the log is shorter, it counts as shrunk.
    pub fn from_offset(offset: u64) -> Self {
        Self::at(offset, u64::MAX, Stage::Following)
    }

    fn at(position: u64, window: u64, stage: Stage) -> Self {
        Self {
            position,
            known: Vec::new(),
            window,
            stage,
            unit: Unit::Character,
            request: PollRequest::NewBytes,
            total: None,
            properties: None,
            delay: PollDelay::default(),
        }
    }

    /// Returns all bytes at once, even if they end inside a character.
    #[must_use]
    pub fn raw_bytes(self) -> Self {
        Self { unit: Unit::Byte, ..self }
    }

    /// The offset of the first byte that was not returned yet.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The range to request.
    pub fn next_range(&self) -> ReadRange {
        if matches!(self.stage, Stage::Locating | Stage::Awaiting) {
            return ReadRange::Span { start: 0, end: 0 };
        }
        let start = self.position - self.overlap().len() as u64;
        let end = match self.request {
            PollRequest::NewBytes => start.saturating_add(MAX_POLL - 1),
            PollRequest::Comparison | PollRequest::Length => {
                self.position.saturating_sub(1).max(start)
            }
        };
        ReadRange::Span { start, end }
    }

    /// Whether the blob was empty at the last poll. Requesting its properties is then cheaper: a
    /// range of an empty blob is refused, and needs a second request.
    pub fn is_empty(&self) -> bool {
        self.stage == Stage::Following && self.position == 0 && self.total == Some(0)
    }

    /// The ETag of the blob at the last poll, if it is known.
    pub fn etag(&self) -> Option<&str> {
        self.properties.as_ref()?.etag.as_deref()
    }

    /// The status of the log at the last poll, if it is a tracked one.
    pub fn status(&self) -> Option<LogStatus> {
        LogStatus::from_metadata(&self.properties.as_ref()?.metadata)
    }

    /// Continues after a long pause, in which the log may have grown by more than should be
    /// fetched.
    pub fn resume_after_pause(&mut self) {
        if self.request == PollRequest::NewBytes {
            self.request = PollRequest::Length;
        }
    }

    /// Continues with a finished log, to which another attempt may append.
    pub fn resume(&mut self) {
        if self.stage == Stage::Ended {
            self.stage = Stage::Following;
            self.delay.more_available();
        }
    }

    /// The known bytes that the next poll requests again.
    fn overlap(&self) -> &[u8] {
        let most = if self.request == PollRequest::Comparison { LONG_OVERLAP } else { OVERLAP };
        let excess = self.known.len().saturating_sub(most);
        self.known.get(excess..).unwrap_or_default()
    }

    /// How long to wait before the next poll; none if polling has ended.
    pub fn next_delay(&self) -> Option<Duration> {
        match self.stage {
            Stage::Ended => None,
            _ => self.delay.next_delay(),
        }
    }

    /// Reports the real wait, if it differs from [`next_delay`](Self::next_delay): longer in a
    /// hidden page, or shorter after a user's action.
    pub fn waited(&mut self, waited: Duration) {
        self.delay.waited(waited);
    }

    /// The smoothed time between two growths, once the log has grown while it was followed.
    pub fn growth_interval(&self) -> Option<Duration> {
        self.delay.growth_interval()
    }

    /// Takes the answer to the poll of [`next_range`](Self::next_range).
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
            self.delay.deleted();
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
        let request = std::mem::replace(&mut self.request, PollRequest::NewBytes);
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
        let is_same =
            offset.checked_add(n_known as u64) == Some(self.position) && bytes.starts_with(overlap);
        let is_as_long = total_before.is_some() && total_before == total;
        let is_other_version = is_other_blob(&before, &properties)
            || is_as_long && has_other_content_of_same_length(&before, &properties);
        if !is_same || is_other_version {
            self.begin_at(at);
            return FollowEvent::Rewritten { at };
        }
        if request != PollRequest::Comparison
            && n_known < self.known.len()
            && may_have_other_content(&before, &properties)
        {
            self.request = PollRequest::Comparison;
            (self.properties, self.total) = (Some(before), total_before);
            self.delay.more_available();
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
        let mut new = bytes.slice(n_known..);
        let position = self.position.saturating_add(new.len() as u64);
        let has_more = total.is_some_and(|total| total > position);
        if self.unit == Unit::Character && (has_more || !is_finished) {
            new.truncate(new.len() - n_bytes_of_incomplete_character(&new));
        }
        if !new.is_empty() {
            return FollowEvent::Appended { offset: self.advance(&new, has_more), bytes: new };
        }
        if request != PollRequest::NewBytes && has_more {
            self.delay.more_available();
            return FollowEvent::Unchanged;
        }
        if is_finished && !has_more {
            self.stage = Stage::Ended;
            return FollowEvent::Finished;
        }
        self.delay.idle();
        FollowEvent::Unchanged
    }

    /// Counts new bytes as known; returns their offset.
    fn advance(&mut self, new: &Bytes, has_more: bool) -> u64 {
        let offset = self.position;
        self.position = self.position.saturating_add(new.len() as u64);
        self.known.extend_from_slice(new);
        let excess = self.known.len().saturating_sub(LONG_OVERLAP);
        self.known.drain(..excess);
        if has_more {
            self.delay.more_available();
        } else {
            self.delay.grew();
        }
        offset
    }

    fn begin_at(&mut self, position: u64) {
        self.position = position;
        self.known.clear();
        self.request = PollRequest::NewBytes;
        self.delay.more_available();
    }
}

#[cfg(test)]
mod tests;
