//! What happened to a log while it was open, as far as its reader has to be told; and what that
//! does to the lines that are shown.
//!
//! Invariant: what a reader looks at who is not at the end is never taken away unasked, and what
//! is shown is replaced only when there is something to show instead.

use jobshelf::Timestamp;
use jobshelf::follow::FollowEvent;
use jobshelf_log::{Added, Encoding, LogLines};

/// What happened to a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its bytes are others than they were.
    Rewritten,
    /// It has fewer bytes than it had.
    Shrunk,
    /// It was deleted, and is there again.
    Recreated,
    /// It was deleted.
    Deleted,
    /// So many bytes came while nobody asked: too many to load them all.
    Skipped(u64),
}

/// Where the reader of a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reader {
    /// At its end, and stays there; or nothing of it is shown yet.
    #[default]
    AtEnd,
    /// Somewhere in it.
    Within,
}

/// An event, told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News {
    /// What happened.
    pub event: Event,
    /// When that was found.
    pub at: Timestamp,
    /// What was loaded before is still shown, until the reader asks for the new.
    pub is_held: bool,
}

impl News {
    /// What an answer is to a reader; none if it needs no word.
    pub fn of(followed: &FollowEvent, reader: Reader, at: Timestamp) -> Option<Self> {
        let (event, replaces) = match followed {
            FollowEvent::Rewritten { .. } => (Event::Rewritten, true),
            FollowEvent::Shrunk { .. } => (Event::Shrunk, true),
            FollowEvent::Recreated { .. } => (Event::Recreated, true),
            FollowEvent::Missing => (Event::Deleted, false),
            FollowEvent::Skipped { from, to } => (Event::Skipped(to - from), false),
            _ => return None,
        };
        Some(Self { event, at, is_held: replaces && reader == Reader::Within })
    }
}

/// Puts what is followed into the lines that are shown.
#[derive(Debug, Default)]
pub struct Intake {
    /// The log begins anew at this byte, once something of it is here.
    begins: Option<u64>,
    encoding: Encoding,
}

impl Intake {
    /// What comes next is another text, which begins at byte `at`.
    pub fn begin(&mut self, at: u64) {
        (self.begins, self.encoding) = (Some(at), Encoding::default());
    }

    /// What the log is read in.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The log is in `encoding`, as its first bytes tell, those at `offset`.
    pub fn read_in(&mut self, encoding: Encoding, offset: u64) {
        if self.encoding != encoding {
            self.encoding = encoding;
            self.begins.get_or_insert(offset);
        }
    }

    /// Bytes came that begin at `offset`.
    pub fn append(&mut self, lines: &mut LogLines, offset: u64, bytes: &[u8]) -> Added {
        self.settle(lines);
        lines.append(offset, bytes)
    }

    /// The log is complete.
    pub fn finish(&mut self, lines: &mut LogLines) {
        self.settle(lines);
        lines.finish();
    }

    /// Whether the text that is shown is to be replaced.
    pub fn is_waiting(&self) -> bool {
        self.begins.is_some()
    }

    /// All there is was given, and it may be nothing.
    pub fn settle(&mut self, lines: &mut LogLines) {
        if let Some(at) = self.begins.take() {
            *lines = LogLines::starting_at(at).with_encoding(self.encoding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(0);

    #[test]
    fn what_is_read_is_replaced_only_when_its_reader_is_at_the_end() {
        for followed in [
            FollowEvent::Rewritten { at: 0 },
            FollowEvent::Shrunk { at: 0 },
            FollowEvent::Recreated { at: 0 },
        ] {
            let is_held = |reader| News::of(&followed, reader, NOW).unwrap().is_held;
            assert!(!is_held(Reader::AtEnd) && is_held(Reader::Within), "{followed:?}");
        }
    }

    #[test]
    fn what_replaces_nothing_is_told_and_not_held() {
        let gone = News::of(&FollowEvent::Missing, Reader::Within, NOW).unwrap();
        assert_eq!((gone.event, gone.is_held), (Event::Deleted, false));
        let skipped = FollowEvent::Skipped { from: 10, to: 2_010 };
        let skipped = News::of(&skipped, Reader::Within, NOW).unwrap();
        assert_eq!((skipped.event, skipped.is_held), (Event::Skipped(2_000), false));
        for followed in [FollowEvent::Unchanged, FollowEvent::Failed, FollowEvent::Begin { at: 3 }]
        {
            assert_eq!(News::of(&followed, Reader::Within, NOW), None);
        }
    }

    #[test]
    fn the_old_text_stays_until_there_is_a_new_one() {
        let (mut intake, mut lines) = (Intake::default(), LogLines::starting_at(0));
        intake.append(&mut lines, 0, b"old\n");
        intake.begin(4);
        assert_eq!(lines.text(), "old\n");
        intake.append(&mut lines, 4, b"cut\nnew\n");
        assert_eq!(lines.text(), "new\n");
        intake.begin(0);
        intake.settle(&mut lines);
        assert!(lines.is_empty());
    }

    #[test]
    fn another_text_may_be_in_another_encoding() {
        let (mut intake, mut lines) = (Intake::default(), LogLines::starting_at(0));
        intake.begin(0);
        intake.read_in(Encoding::Utf16Le, 0);
        intake.append(&mut lines, 0, b"\xff\xfeo\0l\0d\0\n\0");
        assert_eq!(lines.text(), "old\n");
        intake.begin(0);
        assert_eq!(intake.encoding(), Encoding::Utf8);
        intake.append(&mut lines, 0, b"new\n");
        assert_eq!(lines.text(), "new\n");
    }
}
