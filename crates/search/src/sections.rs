//! Splits a block of whole lines into sections: text that looks as it is written, and text that
//! does not.
//!
//! Most lines look as they are written, and a run of them is searched at once. A line with escape
//! sequences, carriage returns or invalid bytes is rendered first.

use jobshelf_log::line_break::{LineBytes, ROW_BYTES};
use jobshelf_log::{Assembler, Encoding, Line, Style, ansi};
use std::borrow::Cow;

/// Consecutive lines of a log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block<'a> {
    /// The byte of the log at which they begin.
    pub(crate) from: u64,
    /// Whole lines; only the last one may be cut.
    pub(crate) bytes: &'a [u8],
    /// If the last one is cut, some of the bytes that follow.
    pub(crate) ahead: &'a [u8],
    /// The first one is the rest of a line that was cut.
    pub(crate) continues: bool,
}

/// A section of a block.
#[derive(Debug)]
pub(crate) enum Section<'a> {
    /// Lines that look as they are written, each with its line end.
    Plain {
        /// The byte of the log at which they begin.
        at: u64,
        lines: &'a [u8],
    },
    /// One such line that is long or cut, without its line end.
    Long {
        at: u64,
        line: &'a [u8],
        /// Some of the text that follows it, as rendered.
        ahead: Cow<'a, [u8]>,
        /// It is the rest of a line.
        continues: bool,
    },
    /// A row that looks different when rendered.
    Rendered {
        at: u64,
        text: String,
        /// Its bytes.
        raw: &'a [u8],
        /// Some of the text that follows it, as rendered, if its line continues after the block.
        ahead: String,
        /// It is the rest of a line.
        continues: bool,
    },
}

/// A line, or a row of a very long one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SectionRow<'a> {
    /// The byte of the log at which it begins.
    pub(crate) at: u64,
    /// Its bytes without the line end.
    pub(crate) raw: &'a [u8],
    /// Its text as rendered.
    pub(crate) text: &'a [u8],
    /// It is the rest of a line.
    pub(crate) continues: bool,
}

impl Section<'_> {
    /// Calls `take` with each of its rows, in order.
    pub(crate) fn each_row<'a>(&'a self, take: &mut dyn FnMut(SectionRow<'a>)) {
        match self {
            Section::Plain { at, lines } => {
                let mut start = 0;
                while let Some(rest) = lines.get(start..).filter(|rest| !rest.is_empty()) {
                    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    let line = rest.get(..end).unwrap_or_default();
                    let text = line.strip_suffix(b"\r").unwrap_or(line);
                    take(SectionRow { at: at + start as u64, raw: text, text, continues: false });
                    start += end + 1;
                }
            }
            Section::Long { at, line, continues, .. } => {
                let (encoding, continues) = (Encoding::Utf8, *continues);
                for row in (LineBytes { at: *at, bytes: line, continues, encoding }).rows() {
                    let (at, continues) = (at + row.start as u64, continues || row.start > 0);
                    let raw = line.get(row).unwrap_or_default();
                    let text = raw.strip_suffix(b"\r").unwrap_or(raw);
                    take(SectionRow { at, raw, text, continues });
                }
            }
            Section::Rendered { at, text, raw, continues, .. } => {
                let (at, text, continues) = (*at, text.as_bytes(), *continues);
                take(SectionRow { at, raw, text, continues });
            }
        }
    }
}

/// The sections of a block, in order.
pub(crate) fn sections_of<'a>(block: &Block<'a>, encoding: Encoding) -> Vec<Section<'a>> {
    let Block { from, bytes, ahead, .. } = *block;
    if encoding != Encoding::Utf8 {
        return assembled(block, encoding);
    }
    let is_text = std::str::from_utf8(bytes).is_ok();
    let mut sections = Vec::new();
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
                sections.push(Section::Plain { at: from + run as u64, lines });
            }
            let at = from + start as u64;
            if is_plain {
                let ahead = if is_cut { rendered_beginning(ahead) } else { Cow::default() };
                sections.push(Section::Long { at, line, ahead, continues });
            } else {
                for range in (LineBytes { at, bytes: line, continues, encoding }).rows() {
                    let is_last = is_cut && range.end == line.len();
                    let ahead = if is_last { rendered_beginning(ahead) } else { Cow::default() };
                    let ahead = String::from_utf8_lossy(&ahead).into_owned();
                    let start = range.start;
                    let row = line.get(range).unwrap_or_default();
                    let text = match row.strip_prefix(encoding.byte_order_mark()) {
                        Some(row) if is_marked && start == 0 => rendered(row),
                        _ => rendered(row),
                    };
                    let (at, continues) = (at + start as u64, continues || start > 0);
                    sections.push(Section::Rendered { at, text, raw: row, ahead, continues });
                }
            }
            run = next;
        }
        start = next;
    }
    if let Some(lines) = bytes.get(run..).filter(|lines| !lines.is_empty()) {
        sections.push(Section::Plain { at: from + run as u64, lines });
    }
    sections
}

/// The rows of a block in another encoding than UTF-8, as the view makes them.
fn assembled<'a>(block: &Block<'a>, encoding: Encoding) -> Vec<Section<'a>> {
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
    let section = |(line, to): (&Line, u64)| {
        let raw = bytes.get((line.offset - from) as usize..(to - from) as usize);
        let (text, raw) = (line.text(), raw.unwrap_or_default());
        let ahead = after.as_ref().filter(|_| to == end).map(Line::text).unwrap_or_default();
        Section::Rendered { at: line.offset, text, raw, ahead, continues: line.continues }
    };
    lines.iter().zip(ends).map(section).collect()
}

/// The text of `sections` that begins in `from..to`, both at the beginning of a row.
pub(crate) fn within<'a>(sections: &[Section<'a>], from: u64, to: u64) -> Vec<Section<'a>> {
    let cut = |at: u64, bytes: &'a [u8]| {
        let start = usize::try_from(from.saturating_sub(at)).unwrap_or(usize::MAX);
        let end = usize::try_from(to.saturating_sub(at)).unwrap_or(usize::MAX).min(bytes.len());
        let cut = bytes.get(start..end).filter(|cut| !cut.is_empty() || bytes.is_empty());
        cut.map(|cut| (start, cut, bytes.get(end..).unwrap_or_default()))
    };
    let within = |(index, section): (usize, &Section<'a>)| match section {
        Section::Plain { at, lines } => {
            cut(*at, lines).map(|(start, lines, _)| Section::Plain { at: at + start as u64, lines })
        }
        Section::Long { at, line, ahead, continues } => {
            cut(*at, line).map(|(start, line, rest)| {
                let ahead = if rest.is_empty() { ahead.clone() } else { Cow::Borrowed(rest) };
                let continues = *continues || start > 0;
                Section::Long { at: at + start as u64, line, ahead, continues }
            })
        }
        Section::Rendered { at, text, raw, ahead, continues } if (from..to).contains(at) => {
            let ahead = match sections.get(index + 1) {
                Some(Section::Rendered { at, text, continues: true, .. }) if *at >= to => text,
                _ => ahead,
            };
            let (text, ahead) = (text.clone(), ahead.clone());
            Some(Section::Rendered { at: *at, text, raw, ahead, continues: *continues })
        }
        Section::Rendered { .. } => None,
    };
    sections.iter().enumerate().filter_map(within).collect()
}

/// The text of a row as the view shows it.
pub(crate) fn rendered(row: &[u8]) -> String {
    rendered_text(&String::from_utf8_lossy(row))
}

/// The same for a row that is decoded already.
pub(crate) fn rendered_text(row: &str) -> String {
    ansi::draw(row.strip_suffix('\r').unwrap_or(row), Style::default()).text()
}

/// Whether a line looks as it is written, if its bytes are valid. A carriage return at its end
/// belongs to the line end.
pub(crate) fn is_plain(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    // Without an early exit, so that the compiler tests sixteen bytes at once.
    let suspects = |bytes: &[u8]| {
        bytes.iter().fold(0u8, |found, byte| {
            let is_control = (*byte < 0x20 && *byte != b'\t') || *byte == 0x7f;
            found | u8::from(is_control) | (u8::from(*byte == 0xc2) << 1)
        })
    };
    match suspects(line) {
        0 => true,
        // This byte may begin a control character of two bytes.
        2 => !line.windows(2).any(|pair| matches!(pair, [0xc2, 0x80..=0x9f])),
        _ => false,
    }
}

/// The part of `bytes` that belongs to the same line, as rendered.
fn rendered_beginning(bytes: &[u8]) -> Cow<'_, [u8]> {
    let end = memchr::memchr(b'\n', bytes).unwrap_or(bytes.len());
    let row = Encoding::Utf8.complete_prefix(bytes.get(..end).unwrap_or_default());
    if is_plain(row) && std::str::from_utf8(row).is_ok() {
        return Cow::Borrowed(row.strip_suffix(b"\r").unwrap_or(row));
    }
    Cow::Owned(rendered(row).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_block_is_split_into_plain_and_rendered_lines() {
        let bytes = b"one\ntwo\r\n\x1b[1mthree\x1b[0m\n1 %\r2 %\nlast\n";
        let shown: Vec<String> =
            sections_of(&Block { from: 10, bytes, ahead: b"", continues: false }, Encoding::Utf8)
                .iter()
                .map(|section| match section {
                    Section::Plain { at, lines } => format!("{at} {}", lines.escape_ascii()),
                    Section::Long { at, line, .. } => format!("{at} long {}", line.escape_ascii()),
                    Section::Rendered { at, text, .. } => format!("{at} rendered {text}"),
                })
                .collect();
        assert_eq!(
            shown,
            ["10 one\\ntwo\\r\\n", "19 rendered three", "33 rendered 2 %", "41 last\\n"]
        );
    }

    proptest! {
        #[test]
        fn a_plain_line_looks_as_it_is_written(
            line in "(\\PC|[\u{0}-\u{1f}\u{7f}-\u{a0}]|[a-z ]{1,20}|°|\u{1b}\\[1m){0,30}",
        ) {
            prop_assume!(!line.contains('\n'));
            if is_plain(line.as_bytes()) {
                prop_assert_eq!(rendered(line.as_bytes()), line.strip_suffix('\r').unwrap_or(&line));
            }
        }
    }
}
