//! A log, or another text, kept in memory as lines and kept fresh.
//!
//! A log is opened at its end and followed by the core's [`Follow`]: at most one request is under
//! way. Of any other text both ends are read.

mod encoding;
mod following;
mod seeking;
mod still;
mod text;

use super::reader::read_piece;
use crate::net::scope::{spawn, spawn_latest};
use crate::net::wake::Wake;
use crate::reactive::*;
use crate::session::{Session, Source, session};
use crate::state::log_news::{Event, News, Reader};
use crate::state::problem::Problem;
use jobshelf::follow::may_be_another;
use jobshelf::{BlobProperties, LogStatus, Timestamp};
use jobshelf_log::{Added, LogLines};
use std::time::Duration;

pub use following::Listed;

/// How long a piece that could not be read is not asked for again.
const AFTER_A_FAILURE: Duration = Duration::from_secs(5);

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// From its end on, as it grows.
    Live,
    /// As it is, from its beginning.
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
    reading: Reading,
    /// As what its freshness is told.
    source: Source,
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
    /// The bytes that came last at its end, and where they begin: for who looks through all of it.
    pub newest: State<(u64, bytes::Bytes)>,
    /// How often it grows, as far as that was seen, in seconds.
    pub learnt: State<Option<i64>>,
    /// Something before, between or after the loaded lines is being loaded.
    pub is_loading: State<bool>,
    /// What happened to it that its reader has to be told.
    pub news: State<Option<News>>,
    /// Where its reader is.
    pub reader: State<Reader>,
    /// How often the log has begun anew.
    era: State<u32>,
    /// How often the lines that are shown were replaced by others.
    pub edition: State<u32>,
    /// What was said of the blob that is shown.
    pub seen: State<BlobProperties>,
    /// Wakes the loop that holds what is read until its reader asks for the new.
    released: Wake,
}

impl LogFeed {
    /// Reads the log as long as the current owner lives.
    pub fn start(
        container: String,
        blob: String,
        reading: Reading,
        source: Source,
        listed: Listed,
    ) -> &'static Self {
        let feed = kept(Self {
            container,
            blob,
            reading,
            source,
            lines: State::new(LogLines::default()),
            total: State::new(0),
            status: State::new(None),
            phase: State::new(Phase::Loading),
            added: State::new(Added::default()),
            newest: State::new(Default::default()),
            learnt: State::new(None),
            is_loading: State::new(false),
            news: State::new(None),
            reader: State::new(Reader::AtEnd),
            era: State::new(0),
            edition: State::new(0),
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
                session.n_followed.update_untracked(|n| *n += 1);
                cleanup(move || {
                    session.n_followed.update_untracked(|n| *n = n.saturating_sub(1));
                    session.freshness.left(source);
                });
            }
            Reading::Still => spawn_latest(
                move || Some(encoding::chosen()),
                move |_| Box::pin(feed.read_both_ends(session)),
            ),
        }
        cleanup(move || session.freshness.left(Source::Piece));
        feed
    }

    /// A view of the same log that shows some of its lines, as somebody else picks them out.
    pub fn beside(&self) -> &'static Self {
        kept(Self {
            container: self.container.clone(),
            blob: self.blob.clone(),
            lines: State::new(LogLines::default()),
            phase: State::new(Phase::Over),
            added: State::new(Added::default()),
            newest: State::new(Default::default()),
            is_loading: State::new(false),
            news: State::new(None),
            reader: State::new(Reader::AtEnd),
            released: Wake::default(),
            ..*self
        })
    }

    /// Loads the piece that byte `offset` is in, if it is missing and nothing else is under way.
    pub fn load_at(&'static self, session: &'static Session, offset: u64) {
        let piece = self.lines.with_untracked(|lines| lines.piece_at(offset));
        let Some((start, length)) = piece else { return };
        if !self.is_there() {
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

    /// What is shown was replaced since, and stays until its reader asks for the new.
    pub fn is_held(&self) -> bool {
        self.news.with_untracked(|news| news.is_some_and(|news| news.is_held))
    }

    /// What was read is not of the blob that is shown. Who follows it finds out what happened; of a
    /// text that nobody follows this is all that is ever known.
    pub fn found_another(&self, session: &'static Session) {
        match self.reading {
            _ if self.is_held() => {}
            Reading::Live => session.wake.all(),
            Reading::Still => self.news.set(Some(News {
                event: Event::Rewritten,
                at: Timestamp::now(),
                is_held: true,
            })),
        }
    }

    /// Waits until what is shown is not held any more.
    pub async fn until_released(&self) {
        while self.is_held() {
            self.released.wait().await;
        }
    }

    /// Whether what is shown is still there, so that more of it can be read.
    fn is_there(&self) -> bool {
        !self.is_held() && self.phase.with_untracked(|phase| *phase != Phase::Missing)
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
        if self.lines.with_untracked(LogLines::is_over_limit) {
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
            Ok(piece) if self.is_of_another(&piece.properties) || piece.bytes.is_empty() => {
                self.found_another(session);
                None
            }
            Ok(piece) => {
                session.freshness.left(Source::Piece);
                Some(piece.bytes)
            }
            Err(problem) => {
                session.freshness.failed(Source::Piece, problem, None);
                None
            }
        }
    }

    /// How often the log has begun anew; follows that.
    pub fn era(&self) -> u32 {
        self.era.get()
    }

    /// The container and the blob that it is.
    pub fn place(&self) -> (&str, &str) {
        (&self.container, &self.blob)
    }

    /// Whether what was read is of a blob that is not the one that is shown.
    pub fn is_of_another(&self, blob: &BlobProperties) -> bool {
        self.seen.with_untracked(|seen| may_be_another(seen, blob))
    }

    fn has_nothing(&self) -> bool {
        self.lines.with_untracked(LogLines::is_empty)
    }
}
