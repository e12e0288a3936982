//! A text that is no log: read as it is, from its beginning.

use super::following::WINDOW;
use super::{LogFeed, Phase};
use crate::feeds::reader::{Piece, read_piece};
use crate::session::Session;
use crate::state::problem::Cause;
use jobshelf::LogStatus;
use jobshelf_log::{Encoding, LogLines};

impl LogFeed {
    /// Reads the beginning of a text, and its end; what is between them is loaded where one looks.
    pub(super) async fn read_both_ends(&'static self, session: &'static Session) {
        let head = self.read_until_here(session, 0).await;
        let known = Encoding::default();
        // Whatever it is, somebody asked for its text.
        let told = self.encoding_of(session, 0, &head.bytes, known).await.unwrap_or(known);
        self.lines.set(LogLines::starting_at(0).with_encoding(told));
        let read = head.offset + head.bytes.len() as u64;
        self.take_still(&head);
        if read < head.total {
            let start = head.total.saturating_sub(WINDOW).max(read);
            self.take_still(&self.read_until_here(session, start).await);
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
