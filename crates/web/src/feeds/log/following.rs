//! The loop that follows a log: it asks, takes the answer in, and waits.
//!
//! One request at most is under way. What was shown stays until there is something to show instead:
//! see [`log_news`](crate::state::log_news).

use super::{LogFeed, Phase};
use crate::net::wake::Wake;
use crate::platform::{clock, document};
use crate::reactive::*;
use crate::session::{Session, Source};
use crate::state::log_news::{Event, Intake, News};
use crate::state::pace::HIDDEN;
use crate::state::problem::{Cause, Problem};
use bytes::Bytes;
use jobshelf::follow::{FollowEvent, LogFollower, PollResult};
use jobshelf::{BlobName, ErrorKind, LogStatus, Timestamp};
use jobshelf_log::LogLines;
use std::sync::Arc;
use std::time::Duration;

/// How much of the end of a log is shown first.
pub(super) const WINDOW: u64 = 256 << 10;
/// The most of one read; the core asks for no more.
const MAX_READ: usize = 8 << 20;
/// How often a finished log is held against its listing: a retried task goes on with it.
const AFTER_THE_END: Duration = Duration::from_secs(3);
/// Without an answer for so many milliseconds the page was away: the device slept, or the network
/// was gone. Longer than any pause between two polls, of a hidden page too.
const AWAY: f64 = 300_000.0;

/// A log as its newest listing has it: its length and its version tag. None where it has none.
pub type Listed = Derived<Version>;
type Version = Option<(u64, String)>;

impl LogFeed {
    pub(super) async fn follow(&'static self, session: &'static Session, listed: Listed) {
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
                return session.freshness.left(self.source);
            }
            if problem.is_none() {
                answered = clock::now_ms();
            } else if !is_same(&used, &session.connection.get_untracked()) {
                // It failed for the SAS that is no longer in use.
                continue;
            }
            if self.is_held() {
                session.freshness.left(self.source);
                self.released.wait().await;
                follow = LogFollower::at_end(None, WINDOW).raw_bytes();
                continue;
            }
            self.rest(session, &mut follow, problem, (listed, &mut seen)).await;
        }
    }

    /// Waits for the next poll, and tells when it will be.
    async fn rest(
        &self,
        session: &'static Session,
        follow: &mut LogFollower,
        problem: Option<Problem>,
        (listed, seen): (Listed, &mut Version),
    ) {
        let pause = follow.next_delay();
        let least = if document::is_hidden() {
            // All of a page that nobody sees ask once in that time.
            HIDDEN.saturating_mul(session.n_followed.get_untracked())
        } else {
            Duration::ZERO
        };
        let pause = pause.map(|pause| pause.max(least));
        match problem {
            Some(problem) => session.freshness.failed(self.source, problem, pause),
            None => {
                session.freshness.answered(self.source, pause);
                // Storage answers again; whoever looks at what is missing asks for it by itself.
                session.freshness.left(Source::Piece);
            }
        }
        let wake: &Wake = &session.wake;
        match pause {
            Some(pause) if pause.is_zero() => {}
            Some(pause) => {
                let before = clock::now_ms();
                wake.pause(pause).await;
                // The device's clock may be set back.
                let waited = (clock::now_ms() - before).max(0.0);
                follow.waited(Duration::from_millis(waited as u64));
            }
            None if self.phase.with_untracked(|phase| *phase == Phase::Over) => {
                self.wait_for_more(session, listed, seen, follow).await;
            }
            None => wake.wait().await,
        }
    }

    /// The log said that it is complete. If its listing shows another version after all, another
    /// attempt goes on with it, or it was replaced or deleted. Of `seen`, the version that was looked
    /// at last, that is known: a listing may be older than what was read.
    async fn wait_for_more(
        &self,
        session: &'static Session,
        listed: Listed,
        seen: &mut Version,
        follow: &mut LogFollower,
    ) {
        loop {
            session.wake.pause(AFTER_THE_END).await;
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

    /// Asks once; gives the problem, if there is one.
    async fn poll(
        &self,
        session: &'static Session,
        follow: &mut LogFollower,
        intake: &mut Intake,
    ) -> Option<Problem> {
        let (answer, problem) = self.ask(session, follow).await;
        let said = match &answer {
            PollResult::Answer { total, properties, .. } => Some((*total, properties.clone())),
            _ => None,
        };
        let followed = follow.take(answer);
        let learnt = follow.growth_interval().map(|interval| interval.as_secs() as i64);
        self.learnt.set_if_new(learnt);
        if let FollowEvent::Appended { offset, bytes } = &followed
            && (intake.is_waiting() || self.has_nothing())
        {
            match self.encoding_of(session, *offset, bytes, intake.encoding()).await {
                Some(encoding) => intake.read_in(encoding, *offset),
                None => {
                    self.phase.set(Phase::Binary);
                    return None;
                }
            }
        }
        self.tell(&followed);
        if let Some((total, properties)) = said
            && !self.is_held()
        {
            if let Some(total) = total {
                self.total.set_if_new(total);
            }
            self.status.set_if_new(LogStatus::from_metadata(&properties.metadata));
            self.seen.set(*properties);
        }
        if let Some(phase) = self.take(followed, intake, problem.as_ref()) {
            self.phase.set_if_new(phase);
        }
        problem
    }

    /// Tells the reader what happened, if it needs a word.
    fn tell(&self, followed: &FollowEvent) {
        let reader = self.reader.get_untracked();
        let Some(news) = News::of(followed, reader, Timestamp::now()) else { return };
        let was_told = self.phase.with_untracked(|phase| *phase == Phase::Missing);
        let is_old = news.event == Event::Deleted && (was_told || self.has_nothing());
        if !is_old {
            self.news.set(Some(news));
        }
    }

    fn take(
        &self,
        followed: FollowEvent,
        intake: &mut Intake,
        problem: Option<&Problem>,
    ) -> Option<Phase> {
        match followed {
            FollowEvent::Begin { at }
            | FollowEvent::Rewritten { at }
            | FollowEvent::Shrunk { at }
            | FollowEvent::Recreated { at } => {
                // As long as what was replaced is shown, what was found in it stands.
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
                // What was there when the log was opened is not news.
                if self.phase.with_untracked(|phase| *phase != Phase::Loading) {
                    self.added.set(added);
                }
                Some(Phase::Live)
            }
            // What was skipped shows as a gap once the next bytes come.
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
            FollowEvent::Failed => {
                problem.cloned().filter(|_| self.has_nothing()).map(Phase::Failed)
            }
        }
    }

    fn change<R>(
        &self,
        intake: &mut Intake,
        work: impl FnOnce(&mut Intake, &mut LogLines) -> R,
    ) -> R {
        if intake.is_waiting() {
            self.edition.update_untracked(|edition| *edition += 1);
        }
        self.lines.update(|lines| work(intake, lines))
    }

    async fn ask(
        &self,
        session: &'static Session,
        follow: &LogFollower,
    ) -> (PollResult, Option<Problem>) {
        let failed = |problem: Problem, retry_after| {
            let poll = PollResult::Failed { retryable: problem.may_pass(), retry_after };
            (poll, Some(problem))
        };
        let container = match session.container(&self.container) {
            Ok(container) => container,
            Err(problem) => return failed(problem, None),
        };
        let blob = match BlobName::new(&self.blob) {
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
