use super::*;
use crate::ansi;
use crate::encoding::tests::encode;
use crate::level::Level;
use crate::line_break::ROW_BYTES;
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
fn lines_end_with_lf_or_crlf() {
    assert_eq!(texts(b"a\r\nb\n\nc\n"), ["a", "b", "", "c"]);
}

#[test]
fn offsets_count_the_bytes_of_the_log() {
    let mut assembler = Assembler::starting_at(100);
    let lines = assembler.push("cut off\ngrö\r\nb\nrest".as_bytes());
    let offsets: Vec<u64> = lines.iter().map(|line| line.offset).collect();
    assert_eq!(offsets, [108, 114]);
    assert_eq!((assembler.line_start(), assembler.n_pending()), (116, 4));
}

#[test]
fn a_cut_beginning_without_a_line_end_has_no_line() {
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
fn invalid_bytes_are_replaced() {
    assert_eq!(texts(b"a\xff\xfeb\n"), ["a\u{fffd}\u{fffd}b"]);
}

#[test]
fn a_colour_continues_in_the_next_line() {
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
fn an_endless_line_is_cut_between_characters() {
    let long = "é".repeat(ROW_BYTES);
    let mut assembler = Assembler::default();
    let mut lines = assembler.push(long.as_bytes());
    lines.extend(assembler.finish());
    assert!(lines.len() >= 2);
    assert!(lines.iter().all(|line| line.text().len() <= 2 * ROW_BYTES));
    assert_eq!(lines.iter().map(Line::text).collect::<String>(), long);
}

#[test]
fn the_unfinished_line_has_a_level_too() {
    let (_, partial) = lines(&[b"error: half"]);
    assert_eq!(partial.unwrap().level, Level::Error);
}

#[test]
fn only_a_byte_order_mark_at_the_start_is_hidden() {
    for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be] {
        let bytes = encode(encoding, "\u{feff}a\r\n\u{feff}b\n");
        let mut assembler = Assembler::default().with_encoding(encoding);
        let lines = assembler.push(&bytes);
        let texts: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(texts, ["a", "\u{feff}b"], "{encoding:?}");
        assert_eq!(lines[0].offset, 0);
        assert_eq!(lines[1].offset, encoding.length_of("\u{feff}a\r\n"));
    }
}

#[test]
fn units_of_utf_16_begin_at_even_bytes_of_the_log() {
    // A letter whose lower byte is that of a line end, and one whose higher byte is.
    let text = "cut\r\nĊ\u{a0a}\r\nlast";
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
        let bytes = encode(encoding, text);
        for start in 0..8 {
            let mut assembler = Assembler::starting_at(100 + start).with_encoding(encoding);
            let lines = assembler.push(&bytes[start as usize..]);
            assert_eq!(lines.len(), 1, "from byte {start}");
            assert_eq!((lines[0].text().as_str(), lines[0].offset), ("Ċ\u{a0a}", 110));
            assert_eq!(assembler.partial().unwrap().text(), "last");
        }
    }
}

#[test]
fn a_pair_of_surrogates_is_not_split() {
    let long = "🎬".repeat(ROW_BYTES / 2);
    for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
        let bytes = encode(encoding, &long);
        let mut assembler = Assembler::default().with_encoding(encoding);
        let mut lines = assembler.push(&bytes[..bytes.len() - 1]);
        assert!(!assembler.partial().unwrap().text().contains('\u{fffd}'));
        lines.extend(assembler.push(&bytes[bytes.len() - 1..]));
        lines.extend(assembler.finish());
        assert!(lines.len() >= 2);
        assert_eq!(lines.iter().map(Line::text).collect::<String>(), long);
    }
}

#[test]
fn half_a_code_unit_at_the_end_is_replaced() {
    let mut assembler = Assembler::default().with_encoding(Encoding::Utf16Le);
    assert!(assembler.push(b"a\0b").is_empty());
    assert_eq!(assembler.partial().unwrap().text(), "a");
    assert_eq!(assembler.finish().unwrap().text(), "a\u{fffd}");
}

fn cut(bytes: &[u8], cuts: &[prop::sample::Index]) -> Vec<Vec<u8>> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    cuts.sort_unstable();
    let mut chunks = Vec::new();
    let mut start = 0;
    for cut in cuts {
        chunks.push(bytes[start..cut].to_vec());
        start = cut;
    }
    chunks.push(bytes[start..].to_vec());
    chunks
}

proptest! {
    #[test]
    fn lines_are_those_of_the_whole_text_in_every_encoding(
        text in "(\\PC|[ -~]|\r|\n|\r\n|\u{10a}|\u{a0a}|🎬){0,60}",
        latin in "([ -~]|[€–é]|\r|\n|\r\n){0,60}",
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        start in any::<prop::sample::Index>(),
    ) {
        for encoding in Encoding::ALL {
            let text = if encoding == Encoding::Windows1252 { &latin } else { &text };
            let bytes = encode(encoding, text);
            let mut assembler = Assembler::default().with_encoding(encoding);
            let mut lines: Vec<Line> =
                cut(&bytes, &cuts).iter().flat_map(|chunk| assembler.push(chunk)).collect();
            lines.extend(assembler.partial());
            let mut offset = 0;
            let mut expected = Vec::new();
            for line in text.split_inclusive('\n') {
                let shown = line.strip_suffix('\n').unwrap_or(line);
                let shown = shown.strip_suffix('\r').unwrap_or(shown);
                let shown = ansi::draw(shown, Style::default()).text();
                expected.push((offset, shown));
                offset += encoding.length_of(line);
            }
            let got: Vec<(u64, String)> =
                lines.iter().map(|line| (line.offset, line.text())).collect();
            prop_assert_eq!(&got, &expected);

            // From any byte on: the lines that begin after it.
            let start = start.index(bytes.len() + 1);
            let mut assembler = Assembler::starting_at(start as u64).with_encoding(encoding);
            let mut rest = assembler.push(&bytes[start..]);
            rest.extend(assembler.partial());
            let got: Vec<u64> = rest.iter().map(|line| line.offset).collect();
            // A line begins only where the line end before it is seen.
            let first = if start == 0 { 0 } else { start + encoding.width() } as u64;
            let after = |(offset, _): &&(u64, String)| *offset >= first;
            let expected: Vec<u64> = expected.iter().filter(after).map(|(o, _)| *o).collect();
            prop_assert_eq!(got, expected);
        }
    }

    #[test]
    fn any_chunks_of_any_bytes_give_the_same_lines(
        bytes in prop::collection::vec(
            prop::sample::select(vec![0u8, 0, 0x0a, 0x0d, b'a', 0xd8, 0xdc, 0xc3, 0xa9, 0xfe, 0xff]), 0..60),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        for encoding in Encoding::ALL {
            let lines = |chunks: &[Vec<u8>]| {
                let mut assembler = Assembler::default().with_encoding(encoding);
                let lines: Vec<Line> =
                    chunks.iter().flat_map(|chunk| assembler.push(chunk)).collect();
                (lines, assembler.partial(), assembler.finish())
            };
            prop_assert_eq!(lines(&cut(&bytes, &cuts)), lines(std::slice::from_ref(&bytes)));
        }
    }

    #[test]
    fn any_chunks_of_a_text_give_the_same_lines(
        text in "(\\PC|\r|\n|\r\n|\u{1b}\\[3[0-7]m|error|Traceback \\(most recent call last\\)){0,80}",
        noise in prop::collection::vec(any::<u8>(), 0..8),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let mut bytes = text.into_bytes();
        bytes.extend(noise);
        let chunks = cut(&bytes, &cuts);
        let chunks: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
        prop_assert_eq!(lines(&chunks), lines(&[&bytes]));
    }
}
