//! Changes of an open log that its reader has to know about, and their effect on the lines that are
//! shown.
//!
//! Invariant: while the reader is not at the end, the lines are only replaced on request; and lines
//! are only replaced once there are others to show.

use jobshelf::Timestamp;
use jobshelf::follow::FollowEvent;
use jobshelf_log::{Added, Encoding, LogLines};

/// What happened to a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its content was replaced.
    Rewritten,
    /// It has fewer bytes than it had.
    Shrunk,
    /// It was deleted and created again.
    Recreated,
    /// It was deleted.
    Deleted,
    /// This number of bytes was added while the page was away: too many to load them all.
    Skipped(u64),
}

/// Where the reader of a log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reader {
    /// At the end, following it; or no line is shown yet.
    #[default]
    AtEnd,
    /// Somewhere else.
    Within,
}

/// An event that the reader is notified of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub event: Event,
    /// When it was noticed.
    pub at: Timestamp,
    /// The old lines stay until the reader asks for the new ones.
    pub is_held: bool,
}

impl Change {
    /// The change that a poll found, if the reader has to know about it.
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

/// Adds the text that is followed to the lines that are shown.
#[derive(Debug, Default)]
pub struct Intake {
    /// The byte at which a new text begins, until some of it has arrived.
    begins: Option<u64>,
    encoding: Encoding,
}

impl Intake {
    /// A new text follows, which begins at byte `at`.
    pub fn begin(&mut self, at: u64) {
        (self.begins, self.encoding) = (Some(at), Encoding::default());
    }

    /// The encoding of the log.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Sets the encoding that was detected from the bytes at `offset`.
    pub fn read_in(&mut self, encoding: Encoding, offset: u64) {
        if self.encoding != encoding {
            self.encoding = encoding;
            self.begins.get_or_insert(offset);
        }
    }

    /// Appends bytes that begin at `offset`.
    pub fn append(&mut self, lines: &mut LogLines, offset: u64, bytes: &[u8]) -> Added {
        self.settle(lines);
        lines.append(offset, bytes)
    }

    /// The log is complete.
    pub fn finish(&mut self, lines: &mut LogLines) {
        self.settle(lines);
        lines.finish();
    }

    /// Whether a new text has not replaced the old lines yet.
    pub fn is_waiting(&self) -> bool {
        self.begins.is_some()
    }

    /// Replaces the old lines by the new text, even if that is empty so far.
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
    fn lines_are_replaced_at_once_only_for_a_reader_at_the_end() {
        for followed in [
            FollowEvent::Rewritten { at: 0 },
            FollowEvent::Shrunk { at: 0 },
            FollowEvent::Recreated { at: 0 },
        ] {
            let is_held = |reader| Change::of(&followed, reader, NOW).unwrap().is_held;
            assert!(!is_held(Reader::AtEnd) && is_held(Reader::Within), "{followed:?}");
        }
    }

    #[test]
    fn events_that_replace_no_lines_hold_nothing() {
        let gone = Change::of(&FollowEvent::Missing, Reader::Within, NOW).unwrap();
        assert_eq!((gone.event, gone.is_held), (Event::Deleted, false));
        let skipped = FollowEvent::Skipped { from: 10, to: 2_010 };
        let skipped = Change::of(&skipped, Reader::Within, NOW).unwrap();
        assert_eq!((skipped.event, skipped.is_held), (Event::Skipped(2_000), false));
        for followed in [FollowEvent::Unchanged, FollowEvent::Failed, FollowEvent::Begin { at: 3 }]
        {
            assert_eq!(Change::of(&followed, Reader::Within, NOW), None);
        }
    }

    #[test]
    fn old_lines_stay_until_there_is_a_new_text() {
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
    fn a_new_text_may_have_another_encoding() {
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
