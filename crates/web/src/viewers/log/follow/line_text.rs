//! The text of some lines of a log, loaded or not.

use crate::storage::session::Session;
use crate::viewers::log::follow::loader::LogFeed;
use jobshelf_log::{Excerpt, LineSelection, LogLines, excerpt};

/// More than this is nothing for a clipboard.
const LIMIT: u64 = 64 << 20;
const PIECE: u64 = 4 << 20;

impl LogFeed {
    /// The whole log as text; of one that is too large, or of which no more is there than what is
    /// shown, the lines that are loaded.
    pub async fn whole_text(&self, session: &'static Session) -> Option<String> {
        match self.total.get_untracked() {
            0..=LIMIT if self.is_there() => {
                self.text_of(session, LineSelection::line(0, u64::MAX)).await
            }
            _ => Some(self.lines.with_untracked(LogLines::text)),
        }
    }

    /// The picked lines as text. Nothing if they are too many, or could not be read.
    pub async fn text_of(
        &self,
        session: &'static Session,
        picked: LineSelection,
    ) -> Option<String> {
        if let Some(text) = self.lines.with_untracked(|lines| excerpt(lines, picked)) {
            return Some(text);
        }
        let to = picked.to.min(self.total.get_untracked());
        if to.saturating_sub(picked.from) > LIMIT {
            return None;
        }
        let encoding = self.lines.with_untracked(LogLines::encoding);
        let mut text = Excerpt::starting_at(picked.from, encoding);
        let mut at = picked.from;
        while at < to {
            let length = (to - at).min(PIECE);
            // Nothing of a log that was replaced since: what is picked is of the one that is shown.
            let bytes = self.piece(session, at, length).await.filter(|bytes| !bytes.is_empty())?;
            at += bytes.len() as u64;
            text.push(&bytes);
        }
        Some(text.finish())
    }
}
