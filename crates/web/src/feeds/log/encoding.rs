//! What a log is read in: what the reader chose, or what its bytes tell.
//!
//! Nothing is asked for as long as the bytes that came anyway are text. NULs among them are what
//! UTF-16 has and UTF-8 has not: only then the log's first bytes are looked at.

use super::LogFeed;
use crate::feeds::reader::read_piece;
use crate::route::OpenAs;
use crate::session::{Session, session};
use jobshelf::sniff::{ContentKind, sniff};
use jobshelf_log::Encoding;

/// As much of a log's beginning tells what it is in.
const HEAD: usize = 512;

/// What the reader chose; follows that.
pub(super) fn chosen() -> Option<Encoding> {
    session().route.with(|route| route.view.encoding)
}

fn chosen_untracked() -> Option<Encoding> {
    session().route.with_untracked(|route| route.view.encoding)
}

impl LogFeed {
    /// What a log is in whose first bytes, those at `offset`, came; `known` if nothing speaks
    /// against it. None if they are no text.
    pub(super) async fn encoding_of(
        &self,
        session: &'static Session,
        offset: u64,
        bytes: &[u8],
        known: Encoding,
    ) -> Option<Encoding> {
        if let Some(chosen) = chosen_untracked() {
            return Some(chosen);
        }
        if known != Encoding::default() {
            return Some(known);
        }
        let marked = Encoding::from_byte_order_mark(bytes).filter(|_| offset == 0);
        if marked.is_some() || !bytes.contains(&0) {
            return Some(marked.unwrap_or(known));
        }
        let read;
        let head = if offset == 0 {
            Some(bytes.get(..HEAD).unwrap_or(bytes))
        } else {
            read = read_piece(session, &self.container, &self.blob, 0, HEAD as u64).await.ok();
            read.as_ref().map(|piece| piece.bytes.as_ref())
        };
        let told = match head {
            // A log that is text in its beginning is none the less one for some NULs in its end.
            Some(head) => Encoding::from_byte_order_mark(head)
                .or_else(|| Encoding::detect_utf16(0, head))
                .or_else(|| (sniff(head) == ContentKind::Text).then_some(known)),
            // That it could not be read now makes no bytes of it for good.
            None => Encoding::detect_utf16(offset, bytes).or(Some(known)),
        };
        let is_asked_for = session.route.with_untracked(|route| route.view.open_as == OpenAs::Text);
        told.or(is_asked_for.then_some(known))
    }
}
