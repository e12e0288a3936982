//! A log, or another text, kept in memory as lines and kept fresh.
//!
//! A log is opened at its end and followed by the core's [`Follow`]: at most one request is under
//! way. Any other text is opened at its beginning and read on as it is scrolled.

use super::reader::read_piece;
use crate::net::scope::{spawn, spawn_scoped};
use crate::platform::document;
use crate::reactive::*;
use crate::session::{Session, Source, session};
use crate::state::pace::HIDDEN;
use crate::state::problem::{Cause, Problem};
use jobshelf::follow::{Follow, Followed, Poll};
use jobshelf::{BlobName, ErrorKind, LogStatus};
use jobshelf_log::{Added, LogLines};
use std::time::Duration;

/// How much of the end of a log is shown first.
const WINDOW: u64 = 256 << 10;
/// The most of one read; the core asks for no more.
const MAX_READ: usize = 8 << 20;
/// How long a piece that could not be read is not asked for again.
const AFTER_A_FAILURE: Duration = Duration::from_secs(5);
/// How often a finished log is held against its listing: a retried task goes on with it.
const AFTER_THE_END: Duration = Duration::from_secs(3);

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// From its end on, as it grows.
    Live,
    /// From its beginning.
    Still,
}

/// Where reading a log stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Phase {
    /// The first bytes are awaited.
    #[default]
    Loading,
    /// It may grow.
    Live,
    /// All of it is here, or will not change.
    Over,
    /// There is none.
    Missing,
    /// It cannot be read; what was loaded stays.
    Failed(Problem),
    /// It is no text.
    Binary,
}

/// A log and what is known of it.
#[derive(Debug)]
pub struct LogFeed {
    container: String,
    blob: String,
    /// Its lines, as far as they are loaded.
    pub lines: State<LogLines>,
    /// Its length.
    pub total: State<u64>,
    /// What it says of itself.
    pub status: State<Option<LogStatus>>,
    /// Where reading it stands.
    pub phase: State<Phase>,
    /// What the last append brought.
    pub added: State<Added>,
    /// Something before, between or after the loaded lines is being loaded.
    pub is_loading: State<bool>,
    /// How often the log has begun anew.
    era: State<u32>,
}

impl LogFeed {
    /// Reads the log as long as the current owner lives. `listed` is its length as the newest
    /// listing has it, if it has.
    pub fn start(
        container: String,
        blob: String,
        reading: Reading,
        listed: Derived<Option<u64>>,
    ) -> &'static Self {
        let feed = kept(Self {
            container,
            blob,
            lines: State::new(LogLines::default()),
            total: State::new(0),
            status: State::new(None),
            phase: State::new(Phase::Loading),
            added: State::new(Added::default()),
            is_loading: State::new(false),
            era: State::new(0),
        });
        let session = session();
        match reading {
            Reading::Live => {
                spawn_scoped(async move { feed.follow(session, listed).await });
                cleanup(move || session.freshness.left(Source::Log));
            }
            Reading::Still => {
                feed.lines.set(LogLines::starting_at(0));
                spawn_scoped(async move { feed.read_on(session).await });
            }
        }
        feed
    }

    /// Loads the piece that byte `offset` is in, if it is missing and nothing else is under way.
    pub fn load_at(&'static self, session: &'static Session, offset: u64) {
        let piece = self.lines.with_untracked(|lines| lines.piece_at(offset));
        let Some((start, length)) = piece else { return };
        let era = self.era.get_untracked();
        self.load(async move {
            let bytes = self.piece(session, start, length).await;
            // What was read of a log that has begun anew since is not part of it.
            let is_taken = bytes.is_some_and(|bytes| {
                self.era.get_untracked() == era
                    && self.lines.update(|lines| lines.load(start, &bytes))
            });
            if !is_taken {
                // Whoever looks at it still would ask again at once.
                session.wake.pause(AFTER_A_FAILURE).await;
            }
        });
    }

    /// Loads what comes after the last line of a text that is read from its beginning.
    pub fn load_more(&'static self, session: &'static Session) {
        self.load(async move { self.read_on(session).await });
    }

    /// Lets go of lines far from byte `view` if there are too many.
    pub fn trim(&self, view: u64) {
        if self.lines.with_untracked(LogLines::is_heavy) {
            self.lines.update(|lines| lines.trim(view));
        }
    }

    fn load(&'static self, work: impl Future<Output = ()> + 'static) {
        if self.is_loading.get_untracked() {
            return;
        }
        self.is_loading.set(true);
        // Began with a press, outside of any view's owner: the view may be gone when it is done.
        spawn(async move {
            work.await;
            self.is_loading.set(false);
        });
    }

    async fn piece(
        &self,
        session: &'static Session,
        start: u64,
        length: u64,
    ) -> Option<bytes::Bytes> {
        match read_piece(session, &self.container, &self.blob, start, length).await {
            Ok(piece) => Some(piece.bytes),
            Err(problem) => {
                session.freshness.failed(Source::Log, problem, None);
                None
            }
        }
    }

    /// Reads the next piece of a text from where the loaded lines end.
    async fn read_on(&self, session: &'static Session) {
        let start = self.lines.with_untracked(LogLines::end);
        let piece = match read_piece(session, &self.container, &self.blob, start, WINDOW).await {
            Ok(piece) => piece,
            Err(problem) if problem.cause == Cause::FileMissing => {
                return self.phase.set(Phase::Missing);
            }
            Err(problem) => return self.phase.set(Phase::Failed(problem)),
        };
        if start == 0 && piece.bytes.contains(&0) {
            return self.phase.set(Phase::Binary);
        }
        self.total.set(piece.total);
        self.status.set(LogStatus::from_metadata(&piece.properties.metadata));
        self.lines.update(|lines| {
            lines.append(piece.offset, &piece.bytes);
            if lines.end() >= piece.total {
                lines.finish();
            }
        });
        self.phase.set(Phase::Over);
    }

    async fn follow(&'static self, session: &'static Session, listed: Derived<Option<u64>>) {
        let known = listed.get_untracked();
        let mut follow = Follow::at_end(known, WINDOW);
        self.lines.set(LogLines::starting_at(follow.position()));
        let wake = &session.wake;
        loop {
            let problem = self.poll(session, &mut follow).await;
            let pause = follow
                .next_delay()
                .map(|pause| if document::is_hidden() { pause.max(HIDDEN) } else { pause });
            let phase = self.phase.get_untracked();
            if phase == Phase::Binary {
                return session.freshness.left(Source::Log);
            }
            match (problem, pause) {
                (Some(problem), pause) => {
                    session.freshness.failed(Source::Log, problem, pause);
                }
                (None, pause) => session.freshness.answered(Source::Log, pause),
            }
            match pause {
                Some(pause) if pause.is_zero() => {}
                Some(pause) => drop(wake.pause(pause).await),
                None if phase == Phase::Over => {
                    follow = self.wait_for_more(session, listed, follow.position()).await;
                }
                None => wake.wait().await,
            }
        }
    }

    /// The log said that it is complete. If its listing shows more after all, another attempt
    /// goes on with it.
    async fn wait_for_more(
        &self,
        session: &'static Session,
        listed: Derived<Option<u64>>,
        position: u64,
    ) -> Follow {
        loop {
            session.wake.pause(AFTER_THE_END).await;
            if let Some(length) = listed.get_untracked().filter(|length| *length > position) {
                self.phase.set(Phase::Live);
                return Follow::at_end(Some(length), length - position);
            }
        }
    }

    /// Asks once; gives the problem, if there is one.
    async fn poll(&self, session: &'static Session, follow: &mut Follow) -> Option<Problem> {
        let (answer, problem) = self.ask(session, follow).await;
        if let Poll::Answer { total, status, .. } = &answer {
            if let Some(total) = total {
                self.total.set_if_new(*total);
            }
            self.status.set_if_new(status.clone());
        }
        let phase = match follow.take(answer) {
            Followed::Begin { at } | Followed::Rewritten { at } | Followed::Shrunk { at } => {
                self.era.update(|era| *era += 1);
                self.lines.set(LogLines::starting_at(at));
                None
            }
            Followed::Appended { offset, bytes } => {
                if self.lines.with_untracked(LogLines::is_empty) && bytes.contains(&0) {
                    return self.stop_as_binary();
                }
                let added = self.lines.update(|lines| lines.append(offset, &bytes));
                self.added.set(added);
                Some(Phase::Live)
            }
            // What was skipped shows as a gap once the next bytes come.
            Followed::Skipped { .. } => None,
            Followed::Unchanged => Some(Phase::Live),
            Followed::Finished => {
                self.lines.update(LogLines::finish);
                Some(Phase::Over)
            }
            Followed::Missing => Some(Phase::Missing),
            Followed::Failed => problem.clone().filter(|_| self.has_nothing()).map(Phase::Failed),
        };
        if let Some(phase) = phase {
            self.phase.set_if_new(phase);
        }
        problem
    }

    async fn ask(&self, session: &'static Session, follow: &Follow) -> (Poll, Option<Problem>) {
        let failed = |problem: Problem, retry_after| {
            let poll = Poll::Failed { retryable: problem.may_pass(), retry_after };
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
        let read = match container.read(&blob, follow.next_range()).await {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::BlobNotFound => return (Poll::Missing, None),
            Err(error) => return failed(session.diagnose(&error).await, error.retry_after()),
        };
        let status = LogStatus::from_metadata(&read.properties.metadata);
        let (offset, total) = (read.offset, read.total);
        match read.body.collect(MAX_READ).await {
            Ok(bytes) => (Poll::Answer { offset, total, bytes, status }, None),
            Err(error) => {
                let problem = Problem { cause: Cause::Unreachable, detail: error.to_string() };
                failed(problem, None)
            }
        }
    }

    fn stop_as_binary(&self) -> Option<Problem> {
        self.phase.set(Phase::Binary);
        None
    }

    fn has_nothing(&self) -> bool {
        self.lines.with_untracked(LogLines::is_empty)
    }
}
