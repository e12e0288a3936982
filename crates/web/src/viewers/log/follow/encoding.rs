//! The encoding of a log: the reader's choice, or the one that its bytes indicate.
//!
//! Nothing extra is requested as long as the received bytes are text. NUL bytes occur in UTF-16 and
//! not in UTF-8, so the first bytes of the log are read only if there are NULs.

use crate::route::OpenAs;
use crate::storage::read_range::read_piece;
use crate::storage::session::{Session, session};
use crate::viewers::log::follow::loader::LogLoader;
use jobshelf::sniff::{ContentKind, sniff};
use jobshelf_log::Encoding;
use leptos::prelude::*;

/// This many bytes at the beginning of a log decide on its encoding.
const HEAD: usize = 512;

/// The encoding that the reader chose; tracks the route.
pub(crate) fn chosen() -> Option<Encoding> {
    session().route.with(|route| route.view.encoding)
}

fn chosen_untracked() -> Option<Encoding> {
    session().route.with_untracked(|route| route.view.encoding)
}

impl LogLoader {
    /// The encoding of a log whose first received bytes begin at `offset`: `known`, unless something
    /// indicates another one. Returns `None` if the bytes are not text.
    pub(crate) async fn encoding_of(
        self,
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
            let (container, blob) = self.place();
            read = read_piece(session, &container, &blob, 0, HEAD as u64).await.ok();
            read.as_ref().map(|piece| piece.bytes.as_ref())
        };
        let detected = match head {
            // A log that begins as text stays text, even with some NULs at its end.
            Some(head) => Encoding::from_byte_order_mark(head)
                .or_else(|| Encoding::detect_utf16(0, head))
                .or_else(|| (sniff(head) == ContentKind::Text).then_some(known)),
            // A failed read must not turn the log into bytes for good.
            None => Encoding::detect_utf16(offset, bytes).or(Some(known)),
        };
        let is_text_wanted =
            session.route.with_untracked(|route| route.view.open_as == OpenAs::Text);
        detected.or(is_text_wanted.then_some(known))
    }
}
