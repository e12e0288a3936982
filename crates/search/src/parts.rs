//! A block of whole lines in parts: what is drawn as it is written, and what is not.
//!
//! Most lines are drawn as they are written, and a run of them is looked through at once. A line
//! with escapes, with carriage returns or with bytes that are no text is drawn first.

use jobshelf_log::line_break::{LineBytes, ROW_BYTES};
use jobshelf_log::{Assembler, Encoding, Line, Style, ansi};
use std::borrow::Cow;

/// Bytes of a log, and where they are in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block<'a> {
    /// The byte of the log that they begin at.
    pub(crate) from: u64,
    /// Whole lines; only the last may be cut.
    pub(crate) bytes: &'a [u8],
    /// If the last is cut, some of what follows.
    pub(crate) ahead: &'a [u8],
    /// The first is the rest of a line that was cut.
    pub(crate) continues: bool,
}

/// A part of a block.
#[derive(Debug)]
pub(crate) enum Part<'a> {
    /// Lines that are drawn as they are written, each with its line end.
    Run {
        /// Where they begin in the log.
        at: u64,
        lines: &'a [u8],
    },
    /// One such line that is long, or cut, without its line end.
    Long {
        at: u64,
        line: &'a [u8],
        /// Some of what follows it, as it is drawn.
        ahead: Cow<'a, [u8]>,
        /// It is the rest of a line.
        continues: bool,
    },
    /// A row that is drawn otherwise.
    Drawn {
        at: u64,
        text: String,
        /// As it is in the log.
        raw: &'a [u8],
        /// Some of what follows it as it is drawn, if its line goes on after the parts.
        ahead: String,
        /// It is the rest of a line.
        continues: bool,
    },
}

/// A line, or a row of a very long one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartRow<'a> {
    /// The byte of the log that it begins at.
    pub(crate) at: u64,
    /// As it is in the log, without its line end.
    pub(crate) raw: &'a [u8],
    /// As it is drawn.
    pub(crate) text: &'a [u8],
    /// It is the rest of a line.
    pub(crate) continues: bool,
}

impl Part<'_> {
    /// Gives each of its rows to `take`, in order.
    pub(crate) fn each_row<'a>(&'a self, take: &mut dyn FnMut(PartRow<'a>)) {
        match self {
            Part::Run { at, lines } => {
                let mut start = 0;
                while let Some(rest) = lines.get(start..).filter(|rest| !rest.is_empty()) {
                    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    let line = rest.get(..end).unwrap_or_default();
                    let text = line.strip_suffix(b"\r").unwrap_or(line);
                    take(PartRow { at: at + start as u64, raw: text, text, continues: false });
                    start += end + 1;
                }
            }
            Part::Long { at, line, continues, .. } => {
                let (encoding, continues) = (Encoding::Utf8, *continues);
                for row in (LineBytes { at: *at, bytes: line, continues, encoding }).rows() {
                    let (at, continues) = (at + row.start as u64, continues || row.start > 0);
                    let raw = line.get(row).unwrap_or_default();
                    let text = raw.strip_suffix(b"\r").unwrap_or(raw);
                    take(PartRow { at, raw, text, continues });
                }
            }
            Part::Drawn { at, text, raw, continues, .. } => {
                let (at, text, continues) = (*at, text.as_bytes(), *continues);
                take(PartRow { at, raw, text, continues });
            }
        }
    }
}

/// The parts of a block, in order.
pub(crate) fn parts<'a>(block: &Block<'a>, encoding: Encoding) -> Vec<Part<'a>> {
    let Block { from, bytes, ahead, .. } = *block;
    if encoding != Encoding::Utf8 {
        return assembled(block, encoding);
    }
    let is_text = std::str::from_utf8(bytes).is_ok();
    let mut parts = Vec::new();
    let (mut run, mut start) = (0, 0);
    while start < bytes.len() {
        let rest = bytes.get(start..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest);
        let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let next = start + line.len() + usize::from(end.is_some());
        // The mark that a log may begin with is not drawn.
        let is_marked = from == 0 && start == 0 && line.starts_with(encoding.byte_order_mark());
        let is_plain =
            !is_marked && is_plain(line) && (is_text || std::str::from_utf8(line).is_ok());
        let is_cut = end.is_none();
        let continues = block.continues && start == 0;
        if !is_plain || is_cut || continues || line.len() > ROW_BYTES {
            if let Some(lines) = bytes.get(run..start).filter(|lines| !lines.is_empty()) {
                parts.push(Part::Run { at: from + run as u64, lines });
            }
            let at = from + start as u64;
            if is_plain {
                let ahead = if is_cut { drawn_beginning(ahead) } else { Cow::default() };
                parts.push(Part::Long { at, line, ahead, continues });
            } else {
                for range in (LineBytes { at, bytes: line, continues, encoding }).rows() {
                    let is_last = is_cut && range.end == line.len();
                    let ahead = if is_last { drawn_beginning(ahead) } else { Cow::default() };
                    let ahead = String::from_utf8_lossy(&ahead).into_owned();
                    let start = range.start;
                    let row = line.get(range).unwrap_or_default();
                    let text = match row.strip_prefix(encoding.byte_order_mark()) {
                        Some(row) if is_marked && start == 0 => drawn(row),
                        _ => drawn(row),
                    };
                    let (at, continues) = (at + start as u64, continues || start > 0);
                    parts.push(Part::Drawn { at, text, raw: row, ahead, continues });
                }
            }
            run = next;
        }
        start = next;
    }
    if let Some(lines) = bytes.get(run..).filter(|lines| !lines.is_empty()) {
        parts.push(Part::Run { at: from + run as u64, lines });
    }
    parts
}

/// The rows of a block in another encoding, as the view makes them.
fn assembled<'a>(block: &Block<'a>, encoding: Encoding) -> Vec<Part<'a>> {
    let Block { from, bytes, ahead, continues } = *block;
    let end = from + bytes.len() as u64;
    let assembler = match continues {
        true => Assembler::after_cut(from),
        false => Assembler::at_line_start(from),
    };
    let mut assembler = assembler.with_encoding(encoding);
    let mut lines = assembler.push(bytes);
    let last = assembler.finish();
    let after = last.as_ref().filter(|_| !ahead.is_empty()).and_then(|_| {
        let mut assembler = Assembler::after_cut(end).with_encoding(encoding);
        assembler.push(ahead).into_iter().next().or_else(|| assembler.partial())
    });
    lines.extend(last);
    let ends = lines.iter().skip(1).map(|line| line.offset).chain([end]);
    let part = |(line, to): (&Line, u64)| {
        let raw = bytes.get((line.offset - from) as usize..(to - from) as usize);
        let (text, raw) = (line.text(), raw.unwrap_or_default());
        let ahead = after.as_ref().filter(|_| to == end).map(Line::text).unwrap_or_default();
        Part::Drawn { at: line.offset, text, raw, ahead, continues: line.continues }
    };
    lines.iter().zip(ends).map(part).collect()
}

/// What of `parts` begins in `from..to`, both of them where a row begins.
pub(crate) fn within<'a>(parts: &[Part<'a>], from: u64, to: u64) -> Vec<Part<'a>> {
    let cut = |at: u64, bytes: &'a [u8]| {
        let start = usize::try_from(from.saturating_sub(at)).unwrap_or(usize::MAX);
        let end = usize::try_from(to.saturating_sub(at)).unwrap_or(usize::MAX).min(bytes.len());
        let cut = bytes.get(start..end).filter(|cut| !cut.is_empty() || bytes.is_empty());
        cut.map(|cut| (start, cut, bytes.get(end..).unwrap_or_default()))
    };
    let within = |(index, part): (usize, &Part<'a>)| match part {
        Part::Run { at, lines } => {
            cut(*at, lines).map(|(start, lines, _)| Part::Run { at: at + start as u64, lines })
        }
        Part::Long { at, line, ahead, continues } => cut(*at, line).map(|(start, line, rest)| {
            let ahead = if rest.is_empty() { ahead.clone() } else { Cow::Borrowed(rest) };
            let continues = *continues || start > 0;
            Part::Long { at: at + start as u64, line, ahead, continues }
        }),
        Part::Drawn { at, text, raw, ahead, continues } if (from..to).contains(at) => {
            let ahead = match parts.get(index + 1) {
                Some(Part::Drawn { at, text, continues: true, .. }) if *at >= to => text,
                _ => ahead,
            };
            let (text, ahead) = (text.clone(), ahead.clone());
            Some(Part::Drawn { at: *at, text, raw, ahead, continues: *continues })
        }
        Part::Drawn { .. } => None,
    };
    parts.iter().enumerate().filter_map(within).collect()
}

/// The text of a row as the view draws it.
pub(crate) fn drawn(row: &[u8]) -> String {
    drawn_text(&String::from_utf8_lossy(row))
}

/// The same of a row that is text already.
pub(crate) fn drawn_text(row: &str) -> String {
    ansi::draw(row.strip_suffix('\r').unwrap_or(row), Style::default()).text()
}

/// Whether a line without its line end is drawn as it is written, as far as it is text at all. A
/// carriage return at its end belongs to the line end.
pub(crate) fn is_plain(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    // Without a way out in between: so the compiler takes sixteen bytes at once.
    let suspects = |bytes: &[u8]| {
        bytes.iter().fold(0u8, |found, byte| {
            let is_control = (*byte < 0x20 && *byte != b'\t') || *byte == 0x7f;
            found | u8::from(is_control) | (u8::from(*byte == 0xc2) << 1)
        })
    };
    match suspects(line) {
        0 => true,
        // What may begin one of the control characters that UTF-8 spells with two bytes.
        2 => !line.windows(2).any(|pair| matches!(pair, [0xc2, 0x80..=0x9f])),
        _ => false,
    }
}

/// The beginning of `bytes` that belongs to the same line, as it is drawn.
fn drawn_beginning(bytes: &[u8]) -> Cow<'_, [u8]> {
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    let row = Encoding::Utf8.complete_prefix(bytes.get(..end).unwrap_or_default());
    if is_plain(row) && std::str::from_utf8(row).is_ok() {
        return Cow::Borrowed(row.strip_suffix(b"\r").unwrap_or(row));
    }
    Cow::Owned(drawn(row).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_block_is_cut_into_runs_and_what_is_drawn() {
        let bytes = b"one\ntwo\r\n\x1b[1mthree\x1b[0m\n1 %\r2 %\nlast\n";
        let shown: Vec<String> =
            parts(&Block { from: 10, bytes, ahead: b"", continues: false }, Encoding::Utf8)
                .iter()
                .map(|part| match part {
                    Part::Run { at, lines } => format!("{at} {}", lines.escape_ascii()),
                    Part::Long { at, line, .. } => format!("{at} long {}", line.escape_ascii()),
                    Part::Drawn { at, text, .. } => format!("{at} drawn {text}"),
                })
                .collect();
        assert_eq!(shown, ["10 one\\ntwo\\r\\n", "19 drawn three", "33 drawn 2 %", "41 last\\n"]);
    }

    proptest! {
        #[test]
        fn what_is_plain_is_drawn_as_it_is_written(
            line in "(\\PC|[\u{0}-\u{1f}\u{7f}-\u{a0}]|[a-z ]{1,20}|°|\u{1b}\\[1m){0,30}",
        ) {
            prop_assume!(!line.contains('\n'));
            if is_plain(line.as_bytes()) {
                prop_assert_eq!(drawn(line.as_bytes()), line.strip_suffix('\r').unwrap_or(&line));
            }
        }
    }
}
