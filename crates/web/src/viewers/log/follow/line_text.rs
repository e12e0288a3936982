//! The text of some lines of a log, loaded or not.

use crate::storage::session::Session;
use crate::viewers::log::follow::loader::LogLoader;
use jobshelf_log::{Excerpt, LineSelection, LogLines, excerpt};
use leptos::prelude::*;

/// Longer texts are not copied to the clipboard.
const LIMIT: u64 = 64 << 20;
const PIECE: u64 = 4 << 20;

impl LogLoader {
    /// The whole log as text. If it is too large, or if only the loaded part still exists, the
    /// loaded lines.
    pub async fn whole_text(self, session: &'static Session) -> Option<String> {
        match self.total.try_get_untracked()? {
            0..=LIMIT if self.is_available() => {
                self.text_of(session, LineSelection::line(0, u64::MAX)).await
            }
            _ => self.lines.try_with_untracked(LogLines::text),
        }
    }

    /// The selected lines as text; `None` if they are too many or could not be read.
    ///
    /// The view may close while this reads, so it accesses signals with their `try_` methods.
    pub async fn text_of(
        self,
        session: &'static Session,
        selected: LineSelection,
    ) -> Option<String> {
        if let Some(text) = self.lines.try_with_untracked(|lines| excerpt(lines, selected))? {
            return Some(text);
        }
        let to = selected.to.min(self.total.try_get_untracked()?);
        if to.saturating_sub(selected.from) > LIMIT {
            return None;
        }
        let encoding = self.lines.try_with_untracked(LogLines::encoding)?;
        let mut text = Excerpt::starting_at(selected.from, encoding);
        let mut at = selected.from;
        while at < to {
            let length = (to - at).min(PIECE);
            // A log that was replaced meanwhile yields nothing: the selection is of the shown one.
            let bytes = self.piece(session, at, length).await.filter(|bytes| !bytes.is_empty())?;
            at += bytes.len() as u64;
            text.push(&bytes);
        }
        Some(text.finish())
    }
}
