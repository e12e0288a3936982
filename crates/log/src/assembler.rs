//! Cuts the bytes of a log into lines, whatever pieces they arrive in.
//!
//! A line ends at `\n` (a `\r` before it belongs to the end), or where it would grow beyond a
//! limit. Bytes of an unfinished line wait here; text is made of them only once they are whole,
//! so no character is ever split.

use super::level::LevelDetector;
use super::line::Line;
use super::style::Style;

/// A stretch without a line end or carriage return is broken here: no row has more text.
pub(super) const STRETCH_LIMIT: usize = 64 << 10;
/// A line of many updates is broken here.
const LINE_LIMIT: usize = 4 << 20;
/// No character of UTF-8 is longer; bytes that go on are not UTF-8.
const CHARACTER_LIMIT: usize = 4;

/// Takes bytes, gives lines.
#[derive(Debug, Clone, Default)]
pub struct Assembler {
    /// The unfinished line.
    pending: Vec<u8>,
    /// The byte of the log that `pending` begins at.
    offset: u64,
    /// How much of `pending` was looked through.
    scanned: usize,
    /// Where the stretch after the last carriage return begins in `pending`.
    stretch: usize,
    style: Style,
    detector: LevelDetector,
    /// The first line is cut at its beginning and is left out.
    skips_first: bool,
}

impl Assembler {
    /// Begins at byte `offset` of a log. If that is not the log's beginning, what comes before
    /// the first line end is the end of a line whose beginning is unknown, and is left out.
    pub fn starting_at(offset: u64) -> Self {
        Self { offset, skips_first: offset > 0, ..Self::default() }
    }

    /// Like [`Self::starting_at`], for an offset at which a line is known to begin.
    pub fn at_line_start(offset: u64) -> Self {
        Self { offset, ..Self::default() }
    }

    /// Takes the next bytes; returns the lines they complete.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Line> {
        self.pending.extend_from_slice(bytes);
        let mut lines = Vec::new();
        let mut done = 0;
        while let Some((end, next)) = self.next_break(done) {
            let line = self.pending.get(done..end).unwrap_or_default();
            if std::mem::take(&mut self.skips_first) {
                // What follows begins a line, and nothing is known of what came before it.
            } else {
                let offset = self.offset + done as u64;
                let line = Line::new(offset, line, self.style, &mut self.detector);
                self.style = line.end;
                lines.push(line);
            }
            (done, self.scanned, self.stretch) = (next, next, next);
        }
        self.pending.drain(..done);
        self.offset += done as u64;
        self.scanned -= done;
        self.stretch -= done;
        lines
    }

    /// The unfinished line as far as it is whole, if anything of it is here.
    pub fn partial(&self) -> Option<Line> {
        if self.pending.is_empty() || self.skips_first {
            return None;
        }
        let whole = without_cut_character(&self.pending);
        Some(Line::new(self.offset, whole, self.style, &mut self.detector.clone()))
    }

    /// Ends the log here: the unfinished line is complete.
    pub fn finish(&mut self) -> Option<Line> {
        let line = std::mem::take(&mut self.pending);
        if line.is_empty() || self.skips_first {
            return None;
        }
        let line_offset = self.offset;
        self.offset += line.len() as u64;
        (self.scanned, self.stretch) = (0, 0);
        Some(Line::new(line_offset, &line, self.style, &mut self.detector))
    }

    /// The byte of the log that the unfinished line begins at.
    pub fn line_start(&self) -> u64 {
        self.offset
    }

    /// How many bytes wait for their line end.
    pub fn waiting(&self) -> usize {
        self.pending.len()
    }

    /// Whether only the end of a line is here, whose beginning is unknown.
    pub fn is_skipping(&self) -> bool {
        self.skips_first
    }

    /// A line is now known to begin where this began.
    pub fn begin_line(&mut self) {
        self.skips_first = false;
    }

    /// Ends the unfinished line in its middle: what is whole of it is a line.
    pub fn cut(&mut self) -> Option<Line> {
        let whole = without_cut_character(&self.pending).len();
        self.pending.truncate(whole);
        self.finish()
    }

    /// Where the line that begins at `start` ends, and where the next begins.
    fn next_break(&mut self, start: usize) -> Option<(usize, usize)> {
        while let Some(byte) = self.pending.get(self.scanned) {
            let here = self.scanned;
            let over = (here - self.stretch).saturating_sub(STRETCH_LIMIT);
            // Of a line whose beginning is unknown nothing is known to be missed by a cut.
            let limit = if self.skips_first { STRETCH_LIMIT } else { LINE_LIMIT };
            let over = over.max((here - start).saturating_sub(limit));
            match byte {
                b'\n' => return Some((here, here + 1)),
                b'\r' => self.stretch = here + 1,
                _ if over > 0 && (!is_continuation(*byte) || over > CHARACTER_LIMIT) => {
                    return Some((here, here));
                }
                _ => {}
            }
            self.scanned += 1;
        }
        None
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// `bytes` without a character at their end that is not all here yet.
fn without_cut_character(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().rposition(|byte| !is_continuation(*byte)).unwrap_or(0);
    let (before, last) = bytes.split_at(start);
    match std::str::from_utf8(last) {
        Err(error) if error.error_len().is_none() => before,
        _ => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::super::level::Level;
    use super::*;
    use proptest::prelude::*;

    fn lines(chunks: &[&[u8]]) -> (Vec<Line>, Option<Line>) {
        let mut assembler = Assembler::default();
        let lines = chunks.iter().flat_map(|chunk| assembler.push(chunk)).collect();
        (lines, assembler.partial())
    }

    fn texts(bytes: &[u8]) -> Vec<String> {
        lines(&[bytes]).0.iter().map(Line::text).collect()
    }

    #[test]
    fn lines_end_in_both_fashions() {
        assert_eq!(texts(b"a\r\nb\n\nc\n"), ["a", "b", "", "c"]);
    }

    #[test]
    fn offsets_count_the_bytes_of_the_log() {
        let mut assembler = Assembler::starting_at(100);
        let lines = assembler.push("cut off\ngrö\r\nb\nrest".as_bytes());
        let offsets: Vec<u64> = lines.iter().map(|line| line.offset).collect();
        assert_eq!(offsets, [108, 114]);
        assert_eq!((assembler.line_start(), assembler.waiting()), (116, 4));
    }

    #[test]
    fn a_cut_beginning_without_a_line_end_shows_nothing_yet() {
        let mut assembler = Assembler::starting_at(5);
        assert!(assembler.push(b"tail of a line").is_empty());
        assert_eq!(assembler.partial(), None);
    }

    #[test]
    fn a_split_character_waits_for_its_rest() {
        let bytes = "é".as_bytes();
        let mut assembler = Assembler::default();
        assembler.push(b"a");
        assembler.push(&bytes[..1]);
        assert_eq!(assembler.partial().unwrap().text(), "a");
        assembler.push(&bytes[1..]);
        assert_eq!(assembler.partial().unwrap().text(), "aé");
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_not_lost() {
        assert_eq!(texts(b"a\xff\xfeb\n"), ["a\u{fffd}\u{fffd}b"]);
    }

    #[test]
    fn a_colour_left_on_goes_on_in_the_next_line() {
        let (lines, _) = lines(&[b"\x1b[31mred\nstill\n\x1b[0mplain\n"]);
        let styles: Vec<_> = lines.iter().map(|line| line.drawn().spans[0].style).collect();
        assert_eq!(styles[0], styles[1]);
        assert_ne!(styles[1], styles[2]);
    }

    #[test]
    fn ten_thousand_updates_are_one_line() {
        let progress: String = (0..10_000).map(|n| format!("frame {n} of 10000\r")).collect();
        let (lines, partial) = lines(&[progress.as_bytes(), b"done\n"]);
        assert_eq!(partial, None);
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].text().as_str(), lines[0].updates), ("done", 10_000));
        assert_eq!(lines[0].update_columns().len(), 10_001);
    }

    #[test]
    fn a_line_without_an_end_is_broken_at_a_character() {
        let long = "é".repeat(STRETCH_LIMIT);
        let mut assembler = Assembler::default();
        let mut lines = assembler.push(long.as_bytes());
        lines.extend(assembler.finish());
        assert!(lines.len() >= 2);
        assert!(lines.iter().all(|line| line.text().len() <= STRETCH_LIMIT + CHARACTER_LIMIT));
        assert_eq!(lines.iter().map(Line::text).collect::<String>(), long);
    }

    #[test]
    fn the_unfinished_line_has_a_level_too() {
        let (_, partial) = lines(&[b"error: half"]);
        assert_eq!(partial.unwrap().level, Level::Error);
    }

    proptest! {
        #[test]
        fn any_chunks_of_the_same_bytes_give_the_same_lines(
            text in "(\\PC|\r|\n|\r\n|\u{1b}\\[3[0-7]m|error|Traceback \\(most recent call last\\)){0,80}",
            noise in prop::collection::vec(any::<u8>(), 0..8),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        ) {
            let mut bytes = text.into_bytes();
            bytes.extend(noise);
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            cuts.sort_unstable();
            let mut chunks = Vec::new();
            let mut start = 0;
            for cut in cuts {
                chunks.push(&bytes[start..cut]);
                start = cut;
            }
            chunks.push(&bytes[start..]);
            prop_assert_eq!(lines(&chunks), lines(&[&bytes]));
        }
    }
}
