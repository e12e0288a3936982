//! A log, or another text, kept in memory as lines and kept fresh.
//!
//! A log is opened at its end and followed by the core's [`Follow`]: at most one request is under
//! way. Any other text is opened at its beginning and read on as it is scrolled.

mod encoding;
mod following;

use super::reader::read_piece;
use crate::net::scope::{spawn, spawn_latest};
use crate::net::wake::Wake;
use crate::reactive::*;
use crate::session::{Session, Source, session};
use crate::state::log_news::{News, Reader};
use crate::state::problem::{Cause, Problem};
use following::WINDOW;
use jobshelf::follow::may_be_another;
use jobshelf::{BlobProperties, LogStatus};
use jobshelf_log::{Added, Encoding, LogLines};
use std::time::Duration;

pub use following::Listed;

/// How long a piece that could not be read is not asked for again.
const AFTER_A_FAILURE: Duration = Duration::from_secs(5);

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
    /// What happened to it that its reader has to be told.
    pub news: State<Option<News>>,
    /// Where its reader is.
    pub reader: State<Reader>,
    /// How often the log has begun anew.
    era: State<u32>,
    /// What was said of the blob that is shown.
    seen: State<BlobProperties>,
    /// Wakes the loop that holds what is read until its reader asks for the new.
    released: Wake,
}

impl LogFeed {
    /// Reads the log as long as the current owner lives.
    pub fn start(
        container: String,
        blob: String,
        reading: Reading,
        listed: Listed,
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
            news: State::new(None),
            reader: State::new(Reader::AtEnd),
            era: State::new(0),
            seen: State::new(BlobProperties::default()),
            released: Wake::default(),
        });
        let session = session();
        match reading {
            // The reader's choice of another encoding begins either anew.
            Reading::Live => {
                spawn_latest(
                    move || Some(encoding::chosen()),
                    move |_| Box::pin(feed.follow(session, listed)),
                );
                cleanup(move || session.freshness.left(Source::Log));
            }
            Reading::Still => spawn_latest(
                move || Some(encoding::chosen()),
                move |_| Box::pin(feed.read_on(session, Some(feed.read_again_from()))),
            ),
        }
        feed
    }

    /// Loads the piece that byte `offset` is in, if it is missing and nothing else is under way.
    pub fn load_at(&'static self, session: &'static Session, offset: u64) {
        let piece = self.lines.with_untracked(|lines| lines.piece_at(offset));
        let Some((start, length)) = piece else { return };
        if self.is_held() || self.phase.with_untracked(|phase| *phase == Phase::Missing) {
            // What is shown is there no longer.
            return;
        }
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
        self.load(self.read_on(session, None));
    }

    /// What is shown was replaced since, and stays until its reader asks for the new.
    pub fn is_held(&self) -> bool {
        self.news.with_untracked(|news| news.is_some_and(|news| news.is_held))
    }

    /// The reader wants to see what is there now.
    pub fn show_new(&self) {
        if self.is_held() {
            self.news.update(|news| {
                if let Some(news) = news {
                    news.is_held = false;
                }
            });
            self.released.all();
        }
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
            // It is of a blob that is not the one that is shown: the next poll finds out.
            Ok(piece) if self.is_of_another(&piece.properties) => {
                session.wake.all();
                None
            }
            Ok(piece) => Some(piece.bytes),
            Err(problem) => {
                session.freshness.failed(Source::Log, problem, None);
                None
            }
        }
    }

    /// Reads the next piece of a text from where the loaded lines end; or anew from byte `again` on,
    /// until which what is loaded stays.
    async fn read_on(&'static self, session: &'static Session, again: Option<u64>) {
        let start = again.unwrap_or(self.lines.with_untracked(LogLines::end));
        let piece = match read_piece(session, &self.container, &self.blob, start, WINDOW).await {
            Ok(piece) => piece,
            Err(problem) if problem.cause == Cause::FileMissing => {
                return self.phase.set(Phase::Missing);
            }
            Err(problem) => return self.phase.set(Phase::Failed(problem)),
        };
        let mut begun = None;
        if let Some(at) = again {
            // Whatever it is, somebody asked for its text.
            let known = Encoding::default();
            let told = self.encoding_of(session, at, &piece.bytes, known).await;
            begun = Some(LogLines::starting_at(at).with_encoding(told.unwrap_or_default()));
        }
        self.total.set(piece.total);
        self.status.set(LogStatus::from_metadata(&piece.properties.metadata));
        self.lines.update(|lines| {
            *lines = begun.unwrap_or_else(|| std::mem::take(lines));
            lines.append(piece.offset, &piece.bytes);
            if lines.end() >= piece.total {
                lines.finish();
            }
        });
        self.phase.set(Phase::Over);
    }

    fn is_of_another(&self, blob: &BlobProperties) -> bool {
        self.seen.with_untracked(|seen| may_be_another(seen, blob))
    }

    fn has_nothing(&self) -> bool {
        self.lines.with_untracked(LogLines::is_empty)
    }
}
