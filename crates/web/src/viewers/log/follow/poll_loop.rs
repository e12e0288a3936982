//! The loop that follows a log: it polls, applies the answer, and waits.
//!
//! There is at most one request at a time. The shown text stays until there is a text to replace it:
//! see [`change_notice::model`](crate::viewers::log::change_notice::model).

use crate::browser::{clock, document};
use crate::signals::SetIfChanged as _;
use crate::storage::listing_interval::HIDDEN;
use crate::storage::problem::{Cause, Problem};
use crate::storage::session::{Session, Source};
use crate::viewers::log::change_notice::model::{Change, Event, Intake};
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::state::{Listed, Phase, Version};
use bytes::Bytes;
use jobshelf::follow::{FollowEvent, LogFollower, PollResult};
use jobshelf::{BlobName, ErrorKind, LogStatus, Timestamp};
use jobshelf_log::LogLines;
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// How many bytes of the end of a log are shown first.
pub(crate) const WINDOW: u64 = 256 << 10;
/// The largest read; the core requests no more.
const MAX_READ: usize = 8 << 20;
/// How often a complete log is compared with its listing: a retried task continues it.
const AFTER_THE_END: Duration = Duration::from_secs(3);
/// After so many milliseconds without an answer the page was away: the device slept, or the network
/// was down. Longer than any pause between two polls, also of a hidden page.
const AWAY: f64 = 300_000.0;

impl LogLoader {
    /// Follows the log until this is dropped, or until it turns out not to be text.
    pub(crate) async fn follow(self, session: &'static Session, listed: Listed) {
        let known = listed.with_untracked(|listed| listed.as_ref().map(|(length, _)| *length));
        let mut follow = LogFollower::at_end(known, WINDOW).raw_bytes();
        self.show_new();
        let mut intake = Intake::default();
        intake.begin(follow.position());
        let mut answered = clock::now_ms();
        let mut seen = None;
        loop {
            if clock::now_ms() - answered > AWAY {
                follow.resume_after_pause();
            }
            let used = session.connection.get_untracked();
            let problem = self.poll(session, &mut follow, &mut intake).await;
            if self.phase.with_untracked(|phase| *phase == Phase::Binary) {
                return session.freshness.reset(self.source);
            }
            if problem.is_none() {
                answered = clock::now_ms();
            } else if !is_same(&used, &session.connection.get_untracked()) {
                // The failure belongs to a SAS that is no longer in use.
                continue;
            }
            if self.is_held() {
                session.freshness.reset(self.source);
                self.released.get_value().notified().await;
                follow = LogFollower::at_end(None, WINDOW).raw_bytes();
                continue;
            }
            self.wait(session, &mut follow, problem, (listed, &mut seen)).await;
        }
    }

    /// Reports when the next poll will be, and waits for it.
    async fn wait(
        self,
        session: &'static Session,
        follow: &mut LogFollower,
        problem: Option<Problem>,
        (listed, seen): (Listed, &mut Version),
    ) {
        let pause = follow.next_delay();
        let least = if document::is_hidden() {
            // All logs of a hidden page together send one request in that time.
            HIDDEN.saturating_mul(session.n_followed.get_untracked())
        } else {
            Duration::ZERO
        };
        let pause = pause.map(|pause| pause.max(least));
        match problem {
            Some(problem) => session.freshness.failed(self.source, problem, pause),
            None => {
                session.freshness.answered(self.source, pause);
                // Storage answers again; missing pieces in view are requested by the scroller.
                session.freshness.reset(Source::Piece);
            }
        }
        match pause {
            Some(pause) if pause.is_zero() => {}
            Some(pause) => {
                let before = clock::now_ms();
                session.refresh.sleep(pause).await;
                // The clock of the device may be set back.
                let waited = (clock::now_ms() - before).max(0.0);
                follow.waited(Duration::from_millis(waited as u64));
            }
            None if self.phase.with_untracked(|phase| *phase == Phase::Over) => {
                self.wait_for_more(session, listed, seen, follow).await;
            }
            None => session.refresh.notified().await,
        }
    }

    /// Waits until the listing of a complete log shows another version: another attempt continues it,
    /// or it was replaced or deleted. The version `seen` was looked at before and is ignored, since a
    /// listing may be older than the text that was read.
    async fn wait_for_more(
        self,
        session: &'static Session,
        listed: Listed,
        seen: &mut Version,
        follow: &mut LogFollower,
    ) {
        loop {
            session.refresh.sleep(AFTER_THE_END).await;
            let now = listed.get_untracked();
            let is_ours = now.as_ref().is_some_and(|(length, etag)| {
                *length == follow.position() && follow.etag().is_none_or(|ours| ours == etag)
            });
            let is_new = now != *seen && !is_ours;
            *seen = now;
            if is_new {
                self.phase.set(Phase::Live);
                return follow.resume();
            }
        }
    }

    /// Polls once and applies the answer. Returns the problem, if there is one.
    async fn poll(
        self,
        session: &'static Session,
        follow: &mut LogFollower,
        intake: &mut Intake,
    ) -> Option<Problem> {
        let (answer, problem) = self.request(session, follow).await;
        let answered = match &answer {
            PollResult::Answer { total, properties, .. } => Some((*total, properties.clone())),
            _ => None,
        };
        let event = follow.take(answer);
        let learnt = follow.growth_interval().map(|interval| interval.as_secs() as i64);
        self.learnt.set_if_changed(learnt);
        if let FollowEvent::Appended { offset, bytes } = &event
            && (intake.is_waiting() || self.is_empty())
        {
            match self.encoding_of(session, *offset, bytes, intake.encoding()).await {
                Some(encoding) => intake.read_in(encoding, *offset),
                None => {
                    self.phase.set(Phase::Binary);
                    return None;
                }
            }
        }
        self.notify_reader(&event);
        if let Some((total, properties)) = answered
            && !self.is_held()
        {
            if let Some(total) = total {
                self.total.set_if_changed(total);
            }
            self.status.set_if_changed(LogStatus::from_metadata(&properties.metadata));
            self.seen.set(*properties);
        }
        if let Some(phase) = self.apply(event, intake, problem.as_ref()) {
            self.phase.set_if_changed(phase);
        }
        problem
    }

    /// Tells the reader what happened, if the reader has to know it.
    fn notify_reader(self, event: &FollowEvent) {
        let reader = self.reader.get_untracked();
        let Some(change) = Change::of(event, reader, Timestamp::now()) else { return };
        let is_missing = self.phase.with_untracked(|phase| *phase == Phase::Missing);
        let is_known = change.event == Event::Deleted && (is_missing || self.is_empty());
        if !is_known {
            self.change.set(Some(change));
        }
    }

    /// Applies an event to the lines. Returns the new phase, if the event changes it.
    fn apply(
        self,
        event: FollowEvent,
        intake: &mut Intake,
        problem: Option<&Problem>,
    ) -> Option<Phase> {
        match event {
            FollowEvent::Begin { at }
            | FollowEvent::Rewritten { at }
            | FollowEvent::Shrunk { at }
            | FollowEvent::Recreated { at } => {
                // As long as the replaced text is shown, its search results stay valid.
                if !self.is_held() {
                    self.era.update(|era| *era += 1);
                    intake.begin(at);
                }
                None
            }
            FollowEvent::Appended { offset, bytes } => {
                self.newest.set((offset, bytes.clone()));
                let added =
                    self.change(intake, |intake, lines| intake.append(lines, offset, &bytes));
                // The text that was there when the log was opened is not an addition.
                if self.phase.with_untracked(|phase| *phase != Phase::Loading) {
                    self.added.set(added);
                }
                Some(Phase::Live)
            }
            // Skipped bytes become a gap once the next bytes come.
            FollowEvent::Skipped { .. } => None,
            FollowEvent::Unchanged => {
                if intake.is_waiting() {
                    self.change(intake, Intake::settle);
                }
                Some(Phase::Live)
            }
            FollowEvent::Finished => {
                self.change(intake, Intake::finish);
                Some(Phase::Over)
            }
            FollowEvent::Missing => Some(Phase::Missing),
            FollowEvent::Failed => problem.cloned().filter(|_| self.is_empty()).map(Phase::Failed),
        }
    }

    fn change<R: Default>(
        self,
        intake: &mut Intake,
        work: impl FnOnce(&mut Intake, &mut LogLines) -> R,
    ) -> R {
        if intake.is_waiting() {
            self.edition.update_untracked(|edition| *edition += 1);
        }
        self.lines.try_update(|lines| work(intake, lines)).unwrap_or_default()
    }

    /// Requests the next range of the log.
    async fn request(
        self,
        session: &'static Session,
        follow: &LogFollower,
    ) -> (PollResult, Option<Problem>) {
        let failed = |problem: Problem, retry_after| {
            let poll = PollResult::Failed { retryable: problem.may_pass(), retry_after };
            (poll, Some(problem))
        };
        let (container, blob) = self.place();
        let container = match session.container(&container) {
            Ok(container) => container,
            Err(problem) => return failed(problem, None),
        };
        let blob = match BlobName::new(&blob) {
            Ok(blob) => blob,
            Err(error) => {
                return failed(Problem { cause: Cause::BadName, detail: error.to_string() }, None);
            }
        };
        let answer = if follow.is_empty() {
            match container.properties(&blob).await {
                Ok(properties) if properties.content_length == Some(0) => {
                    let properties = Box::new(properties);
                    let (offset, total, bytes) = (0, Some(0), Bytes::new());
                    return (PollResult::Answer { offset, total, bytes, properties }, None);
                }
                Ok(_) => container.read(&blob, follow.next_range()).await,
                Err(error) => Err(error),
            }
        } else {
            container.read(&blob, follow.next_range()).await
        };
        let read = match answer {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::BlobNotFound => {
                return (PollResult::Missing, None);
            }
            Err(error) => return failed(session.diagnose(&error).await, error.retry_after()),
        };
        let (offset, total, properties) = (read.offset, read.total, Box::new(read.properties));
        match read.body.collect(MAX_READ).await {
            Ok(bytes) => (PollResult::Answer { offset, total, bytes, properties }, None),
            Err(error) => {
                let problem = Problem { cause: Cause::Unreachable, detail: error.to_string() };
                failed(problem, None)
            }
        }
    }
}

fn is_same<T>(one: &Option<Arc<T>>, other: &Option<Arc<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other),
        (one, other) => one.is_none() && other.is_none(),
    }
}
