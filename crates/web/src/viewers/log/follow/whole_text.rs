//! Reads a text that is not a log: as it is, from its beginning.

use crate::signals::SetIfChanged as _;
use crate::storage::problem::Cause;
use crate::storage::read_range::{Piece, read_piece};
use crate::storage::session::Session;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::follow::poll_loop::WINDOW;
use crate::viewers::log::follow::state::Phase;
use jobshelf::LogStatus;
use jobshelf_log::{Encoding, LogLines};
use leptos::prelude::*;

impl LogLoader {
    /// Reads the beginning and the end of a text; what is between them is loaded where the reader
    /// scrolls. If the text was rewritten meanwhile, it is read again once the reader asks for it.
    pub(crate) async fn read_both_ends(self, session: &'static Session) {
        self.show_new();
        loop {
            self.read_ends(session).await;
            self.released.get_value().notified().await;
            self.phase.set(Phase::Loading);
        }
    }

    async fn read_ends(self, session: &'static Session) {
        let head = self.read_until_available(session, 0).await;
        let known = Encoding::default();
        // The reader asked for text, so bytes of any kind are shown as text.
        let encoding = self.encoding_of(session, 0, &head.bytes, known).await.unwrap_or(known);
        let is_reread = !self.is_empty();
        self.edition.update_untracked(|edition| *edition += 1);
        self.lines.set(LogLines::starting_at(0).with_encoding(encoding));
        self.change.set_if_changed(None);
        self.seen.set(head.properties.clone());
        let read = head.offset + head.bytes.len() as u64;
        self.append(&head);
        if is_reread {
            self.era.update(|era| *era += 1);
        }
        if read < head.total {
            let start = head.total.saturating_sub(WINDOW).max(read);
            let end = self.read_until_available(session, start).await;
            if self.is_of_another(&end.properties) {
                self.found_another(session);
            } else {
                self.append(&end);
            }
        }
        self.lines.update(LogLines::finish);
        self.phase.set(Phase::Over);
    }

    fn append(self, piece: &Piece) {
        self.total.set_if_changed(piece.total);
        self.status.set_if_changed(LogStatus::from_metadata(&piece.properties.metadata));
        self.lines.update(|lines| {
            lines.append(piece.offset, &piece.bytes);
        });
    }

    /// Reads a piece, and tries again until it succeeds.
    async fn read_until_available(self, session: &'static Session, start: u64) -> Piece {
        let (container, blob) = self.place();
        loop {
            let problem = match read_piece(session, &container, &blob, start, WINDOW).await {
                Ok(piece) => return piece,
                Err(problem) => problem,
            };
            let phase = match problem.cause {
                Cause::FileMissing => Phase::Missing,
                _ => Phase::Failed(problem.clone()),
            };
            self.phase.set(phase);
            session.until_again(&problem).await;
        }
    }
}
