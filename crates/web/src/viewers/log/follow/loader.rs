//! A log, or another text, in memory as lines. [`start`](crate::viewers::log::follow::start::start)
//! reads it and keeps it up to date; this loads the pieces that the reader scrolls to.

use crate::storage::notify::Notify;
use crate::storage::read_range::read_piece;
use crate::storage::session::{Session, Source, session};
use crate::storage::spawn::spawn;
use crate::viewers::log::change_notice::model::{Change, Event, Reader};
use crate::viewers::log::follow::state::{Phase, Reading};
use bytes::Bytes;
use futures_util::future::AbortHandle;
use jobshelf::follow::may_have_other_content;
use jobshelf::{BlobProperties, LogStatus, Timestamp};
use jobshelf_log::{Added, LogLines};
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// The pause after a piece could not be read, before it may be requested again.
const AFTER_A_FAILURE: Duration = Duration::from_secs(5);

/// A log and what is known of it. Copies share the same log.
#[derive(Debug, Clone, Copy)]
pub struct LogLoader {
    container: StoredValue<Arc<str>>,
    blob: StoredValue<Arc<str>>,
    reading: Reading,
    /// The source that its freshness is reported for.
    pub(crate) source: Source,
    /// Its lines, as far as they are loaded.
    pub lines: RwSignal<LogLines>,
    /// Its length in bytes.
    pub total: RwSignal<u64>,
    /// What its metadata says.
    pub status: RwSignal<Option<LogStatus>>,
    /// The state of reading it.
    pub phase: RwSignal<Phase>,
    /// What the last append added.
    pub added: RwSignal<Added>,
    /// The bytes that were appended last, and where they begin, for the search.
    pub newest: RwSignal<(u64, Bytes)>,
    /// The observed interval between two appends, in seconds.
    pub learnt: RwSignal<Option<i64>>,
    /// A piece before, between or after the loaded lines is being loaded.
    pub is_loading: RwSignal<bool>,
    /// The last change of the log that its reader has to know about.
    pub change: RwSignal<Option<Change>>,
    /// Where its reader is.
    pub reader: RwSignal<Reader>,
    /// How many times the log was replaced.
    pub(crate) era: RwSignal<u32>,
    /// How many times the shown lines were replaced by others.
    pub edition: RwSignal<u32>,
    /// The properties of the blob that is shown.
    pub seen: RwSignal<BlobProperties>,
    /// Notifies the loop that waits until its reader asks for the new text.
    pub(crate) released: StoredValue<Notify>,
    /// Aborts the load that is under way.
    loading: StoredValue<Option<AbortHandle>>,
}

impl LogLoader {
    /// A loader that has read nothing yet.
    pub(super) fn new(container: &str, blob: &str, reading: Reading, source: Source) -> Self {
        Self {
            container: StoredValue::new(Arc::from(container)),
            blob: StoredValue::new(Arc::from(blob)),
            reading,
            source,
            lines: RwSignal::new(LogLines::default()),
            total: RwSignal::new(0),
            status: RwSignal::new(None),
            phase: RwSignal::new(Phase::Loading),
            added: RwSignal::new(Added::default()),
            newest: RwSignal::new((0, Bytes::new())),
            learnt: RwSignal::new(None),
            is_loading: RwSignal::new(false),
            change: RwSignal::new(None),
            reader: RwSignal::new(Reader::AtEnd),
            era: RwSignal::new(0),
            edition: RwSignal::new(0),
            seen: RwSignal::new(BlobProperties::default()),
            released: StoredValue::new(Notify::default()),
            loading: StoredValue::new(None),
        }
    }

    /// A loader of the same log for only some of its lines, which its user sets.
    pub fn filtered(self) -> Self {
        let loader = Self {
            lines: RwSignal::new(LogLines::default()),
            phase: RwSignal::new(Phase::Over),
            added: RwSignal::new(Added::default()),
            newest: RwSignal::new((0, Bytes::new())),
            is_loading: RwSignal::new(false),
            change: RwSignal::new(None),
            reader: RwSignal::new(Reader::AtEnd),
            released: StoredValue::new(Notify::default()),
            loading: StoredValue::new(None),
            ..self
        };
        loader.end_with_owner();
        loader
    }

    /// Aborts the load that is under way when the current owner is cleaned up.
    pub(super) fn end_with_owner(self) {
        on_cleanup(move || {
            if let Some(loading) = self.loading.try_get_value().flatten() {
                loading.abort();
            }
            session().freshness.reset(Source::Piece);
        });
    }

    /// Loads the piece that contains byte `offset`, if it is missing and nothing else is loading.
    pub fn load_at(self, session: &'static Session, offset: u64) {
        let piece = self.lines.with_untracked(|lines| lines.piece_at(offset));
        let Some((start, length)) = piece else { return };
        if self.is_loading.get_untracked() || !self.is_available() {
            return;
        }
        self.is_loading.set(true);
        let era = self.era.get_untracked();
        let loading = spawn(async move {
            let bytes = self.piece(session, start, length).await;
            // A piece of a log that was replaced meanwhile does not belong to it.
            let is_loaded = bytes.is_some_and(|bytes| {
                self.era.get_untracked() == era
                    && self.lines.try_update(|lines| lines.load(start, &bytes)) == Some(true)
            });
            if !is_loaded {
                // The view still shows the gap and would ask for it again at once.
                session.refresh.sleep(AFTER_A_FAILURE).await;
            }
            self.is_loading.set(false);
        });
        self.loading.set_value(Some(loading));
    }

    /// The shown text was replaced in storage, and stays until its reader asks for the new one.
    pub fn is_held(self) -> bool {
        self.change.with_untracked(|change| change.is_some_and(|change| change.is_held))
    }

    /// A read returned another blob than the one that is shown. The loop that follows a log finds
    /// out what happened; a text that is not followed is only known to be rewritten.
    pub fn found_another(self, session: &'static Session) {
        match self.reading {
            _ if self.is_held() => {}
            Reading::Live => session.refresh.notify_all(),
            Reading::Still => self.change.set(Some(Change {
                event: Event::Rewritten,
                at: Timestamp::now(),
                is_held: true,
            })),
        }
    }

    /// Waits until the shown text is not held any more.
    pub async fn until_released(self) {
        while self.is_held() {
            self.released.get_value().notified().await;
        }
    }

    /// Whether the shown text still exists, so that more of it can be read.
    pub(super) fn is_available(self) -> bool {
        !self.is_held() && self.phase.with_untracked(|phase| *phase != Phase::Missing)
    }

    /// The reader wants to see the current text.
    pub fn show_new(self) {
        if self.is_held() {
            self.change.update(|change| {
                if let Some(change) = change {
                    change.is_held = false;
                }
            });
            self.released.get_value().notify_all();
        }
    }

    /// Drops lines far from byte `view` if there are too many.
    pub fn trim(self, view: u64) {
        if self.lines.with_untracked(LogLines::is_over_limit) {
            // The view trims after every change, so this must not be one if no line was dropped.
            self.lines.maybe_update(|lines| lines.trim(view));
        }
    }

    /// Reads a piece of the shown blob; `None` if it could not be read, if the blob is another one
    /// by now, or if the view has closed.
    pub(crate) async fn piece(
        self,
        session: &'static Session,
        start: u64,
        length: u64,
    ) -> Option<Bytes> {
        let (container, blob) = (self.container.try_get_value()?, self.blob.try_get_value()?);
        match read_piece(session, &container, &blob, start, length).await {
            Ok(piece) => {
                let is_other_blob = self
                    .seen
                    .try_with_untracked(|seen| may_have_other_content(seen, &piece.properties))?;
                if is_other_blob || piece.bytes.is_empty() {
                    self.found_another(session);
                    return None;
                }
                session.freshness.reset(Source::Piece);
                Some(piece.bytes)
            }
            Err(problem) => {
                session.freshness.failed(Source::Piece, problem, None);
                None
            }
        }
    }

    /// How many times the log was replaced; tracks it.
    pub fn era(self) -> u32 {
        self.era.get()
    }

    /// The container and the blob of the log.
    pub fn place(self) -> (Arc<str>, Arc<str>) {
        (self.container.get_value(), self.blob.get_value())
    }

    /// Whether `blob` is another blob than the one that is shown.
    pub fn is_of_another(self, blob: &BlobProperties) -> bool {
        self.seen.with_untracked(|seen| may_have_other_content(seen, blob))
    }

    pub(crate) fn is_empty(self) -> bool {
        self.lines.with_untracked(LogLines::is_empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::reactive::effect::ImmediateEffect;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn lines_that_cannot_be_trimmed_further_are_no_change() {
        let owner = Owner::new();
        owner.with(|| {
            let loader = LogLoader::new("job-x", "t/$TaskLog/a.txt", Reading::Live, Source::Log);
            let n_changes = Arc::new(AtomicU32::new(0));
            let counted = n_changes.clone();
            let _effect = ImmediateEffect::new_mut(move || {
                loader.lines.track();
                counted.fetch_add(1, Ordering::Relaxed);
            });
            // The row at the view is over the limit: each byte of its updates is three in memory.
            let row = [b"\x80".repeat(8_000), b"\r".to_vec()].concat().repeat(524);
            let bytes = [row, b"\nx".repeat(1_000)].concat();
            loader.lines.update(|lines| {
                lines.append(0, &bytes);
            });
            let n_before = n_changes.load(Ordering::Relaxed);
            assert!(loader.lines.with_untracked(LogLines::is_over_limit));
            for _ in 0..10 {
                loader.trim(0);
            }
            assert_eq!(n_changes.load(Ordering::Relaxed), n_before);
        });
    }
}
