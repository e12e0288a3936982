//! A text that is no log: read as it is, from its beginning.

use crate::storage::problem::Cause;
use crate::storage::read_range::{Piece, read_piece};
use crate::storage::session::Session;
use crate::viewers::log::follow::loader::{LogFeed, Phase};
use crate::viewers::log::follow::poll_loop::WINDOW;
use jobshelf::LogStatus;
use jobshelf_log::{Encoding, LogLines};

impl LogFeed {
    /// Reads the beginning of a text, and its end; what is between them is loaded where one looks. If
    /// it was written anew since, that is so until its reader wants to see the new one.
    pub(crate) async fn read_both_ends(&'static self, session: &'static Session) {
        self.show_new();
        loop {
            self.read_ends(session).await;
            self.released.wait().await;
            self.phase.set(Phase::Loading);
        }
    }

    async fn read_ends(&'static self, session: &'static Session) {
        let head = self.read_until_here(session, 0).await;
        let known = Encoding::default();
        // Whatever it is, somebody asked for its text.
        let told = self.encoding_of(session, 0, &head.bytes, known).await.unwrap_or(known);
        let is_again = !self.has_nothing();
        self.edition.update_untracked(|edition| *edition += 1);
        self.lines.set(LogLines::starting_at(0).with_encoding(told));
        self.news.set_if_new(None);
        self.seen.set(head.properties.clone());
        let read = head.offset + head.bytes.len() as u64;
        self.take_still(&head);
        if is_again {
            self.era.update(|era| *era += 1);
        }
        if read < head.total {
            let start = head.total.saturating_sub(WINDOW).max(read);
            let end = self.read_until_here(session, start).await;
            if self.is_of_another(&end.properties) {
                self.found_another(session);
            } else {
                self.take_still(&end);
            }
        }
        self.lines.update(LogLines::finish);
        self.phase.set(Phase::Over);
    }

    fn take_still(&self, piece: &Piece) {
        self.total.set_if_new(piece.total);
        self.status.set_if_new(LogStatus::from_metadata(&piece.properties.metadata));
        self.lines.update(|lines| lines.append(piece.offset, &piece.bytes));
    }

    /// Reads a piece, however often that takes.
    async fn read_until_here(&self, session: &'static Session, start: u64) -> Piece {
        loop {
            let problem =
                match read_piece(session, &self.container, &self.blob, start, WINDOW).await {
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
