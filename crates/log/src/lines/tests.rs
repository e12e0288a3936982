use super::*;
use proptest::prelude::*;

fn show(log: &LogLines) -> Vec<String> {
    log.iter()
        .map(|entry| match entry {
            Ok(line) => line.text(),
            Err((from, to)) => format!("{from}..{to}"),
        })
        .collect()
}

/// The end of `whole` from byte `at` on.
fn tail(whole: &[u8], at: usize) -> LogLines {
    let mut log = LogLines::starting_at(at as u64);
    log.append(at as u64, &whole[at..]);
    log
}

#[test]
fn a_log_read_from_its_beginning_has_numbers() {
    let mut log = LogLines::starting_at(0);
    assert_eq!(log.append(0, b"a\nerror: b\nc"), Added { lines: 2, errors: 1 });
    assert_eq!(show(&log), ["a", "error: b", "c"]);
    assert_eq!((log.number(0), log.number(2), log.end()), (Some(1), Some(3), 12));
    log.append(12, b"!\n");
    assert_eq!((show(&log)[2].as_str(), log.len()), ("c!", 3));
}

#[test]
fn a_log_opened_at_its_end_gets_numbers_once_it_is_whole() {
    let whole = b"one\ntwo\nthree\nfour\n";
    let mut log = tail(whole, 10);
    assert_eq!(show(&log), ["0..14", "four"]);
    assert_eq!((log.number(1), log.is_whole(), log.n_lines()), (None, false, 1));
    assert!(log.load(5, &whole[5..]));
    assert_eq!(show(&log), ["0..8", "three", "four"]);
    assert!(log.load(0, &whole[..8]));
    assert_eq!(show(&log), ["one", "two", "three", "four"]);
    assert_eq!((log.is_whole(), log.number(3)), (true, Some(4)));
}

#[test]
fn a_piece_in_the_middle_leaves_gaps_on_both_sides() {
    let whole = b"one\ntwo\nthree\nfour\nfive\n";
    let mut log = tail(whole, 18);
    assert_eq!(show(&log), ["0..19", "five"]);
    assert!(log.load(3, &whole[3..16]));
    assert_eq!(show(&log), ["0..4", "two", "three", "14..19", "five"]);
    assert_eq!((log.get(3), log.offset(2)), (Some(Entry::Gap { from: 14, to: 19 }), 8));
    let entries: Vec<usize> = [0, 4, 7, 8, 14, 18, 19, 99].map(|byte| log.index_at(byte)).into();
    assert_eq!(entries, [0, 1, 1, 2, 3, 3, 4, 4]);
    assert!(!log.load(4, &whole[4..8]), "that is here already");
    assert!(log.load(0, &whole[..4]));
    assert_eq!((log.number(2), log.number(4)), (Some(3), None));
    assert!(log.load(14, &whole[14..]));
    assert_eq!(log.number(4), Some(5));
}

#[test]
fn a_piece_without_a_whole_line_is_ignored() {
    let whole = b"one\ntwo and more\nthree\n";
    let mut log = tail(whole, 16);
    assert!(!log.load(5, &whole[5..12]));
    assert!(!log.load(4, &whole[4..4]));
    assert_eq!(show(&log), ["0..17", "three"]);
}

#[test]
fn the_piece_to_load_is_around_the_visible_byte() {
    let total = 10 << 20;
    let mut log = LogLines::starting_at(total - 3);
    assert_eq!(log.piece_at(0), None, "the end is awaited");
    log.append(total - 3, b"a\nb");
    let end = total - 1;
    assert_eq!(log.piece_at(0), Some((0, PIECE)));
    assert_eq!(log.piece_at(MAX_OMITTED), Some((0, PIECE)));
    assert_eq!(log.piece_at(5 << 20), Some(((5 << 20) - PIECE / 2, PIECE)));
    assert_eq!(log.piece_at(end - 1), Some((end - PIECE, PIECE)));
    assert_eq!(log.piece_at(end), None);
}

#[test]
fn a_line_longer_than_a_piece_loses_no_byte() {
    let long = "é".repeat(1 << 20);
    let whole = format!("a\n{long}");
    let bytes = whole.as_bytes();
    let at = bytes.len() - usize::try_from(PIECE).unwrap();
    let mut log = tail(bytes, at);
    assert!(!log.is_empty());
    while !log.is_whole() {
        let (start, length) = log.piece_at(log.segments.last().unwrap().from - 1).unwrap();
        let start = usize::try_from(start).unwrap();
        let end = start + usize::try_from(length).unwrap();
        assert!(log.load(start as u64, &bytes[start..end]));
    }
    let texts = show(&log);
    assert_eq!((texts[0].as_str(), texts[1..].concat() == long), ("a", true));
}

#[test]
fn an_endless_progress_line_is_shown_by_its_end() {
    let progress: Vec<u8> =
        (0..40_000).flat_map(|n| format!("{n} frames\r").into_bytes()).collect();
    let log = tail(&progress, progress.len() - usize::try_from(PIECE).unwrap());
    assert_eq!(log.last_text().as_deref(), Some("39999 frames"));
}

#[test]
fn loaded_bytes_are_skipped() {
    let mut log = LogLines::starting_at(0);
    log.append(0, b"a\nb\n");
    log.append(2, b"b\nc\n");
    log.append(0, b"a");
    assert_eq!(show(&log), ["a", "b", "c"]);
}

#[test]
fn a_gap_can_be_filled_piece_by_piece() {
    let whole = b"a\nb\nhalf\nc\nd\ne\n";
    let mut log = LogLines::starting_at(0);
    log.append(0, &whole[..6]);
    assert_eq!(show(&log), ["a", "b", "ha"]);
    log.append(10, &whole[10..]);
    assert_eq!(show(&log), ["a", "b", "4..11", "d", "e"]);
    assert_eq!((log.number(1), log.number(3)), (Some(2), None));
    assert!(log.load(4, &whole[4..10]));
    assert_eq!(show(&log), ["a", "b", "half", "9..11", "d", "e"]);
    assert!(log.load(9, &whole[9..11]));
    assert_eq!(show(&log), ["a", "b", "half", "c", "d", "e"]);
    assert_eq!(log.number(5), Some(6));
}

#[test]
fn the_last_text_skips_empty_lines() {
    let mut log = LogLines::starting_at(0);
    log.append(0, b"1 %\r2 %\n\n  \n");
    assert_eq!(log.last_text().as_deref(), Some("2 %"));
    log.append(12, b"3 %\r4 %");
    assert_eq!(log.last_text().as_deref(), Some("4 %"));
    log.finish();
    assert_eq!(log.last_text().as_deref(), Some("4 %"));
}

#[test]
fn a_line_that_continues_after_the_end_is_one_line() {
    let mut log = LogLines::starting_at(0);
    log.append(0, b"first\nhalf a l\xc3");
    log.finish();
    assert_eq!((show(&log), log.n_lines()), (vec!["first".into(), "half a l\u{fffd}".into()], 2));
    log.append(15, b"\xb6ne\nsecond\n");
    assert_eq!(show(&log), ["first", "half a löne", "second"]);
    assert_eq!((log.number(2), log.end()), (Some(3), 26));
}

/// Forty megabytes of lines of 1,024 bytes.
fn heavy() -> LogLines {
    let mut log = LogLines::starting_at(0);
    let block = ("x".repeat(1023) + "\n").repeat(1_000);
    for _ in 0..40 {
        log.append(log.end(), block.as_bytes());
    }
    assert!(log.is_over_limit());
    log
}

#[test]
fn memory_is_bounded_and_numbers_stay_correct() {
    let mut log = heavy();
    log.trim(u64::MAX);
    assert!(!log.is_over_limit() && log.len() < 25_000);
    assert_eq!(log.number(0), None);
    assert_eq!(log.number(1), Some(log.offset(1) / 1024 + 1));
    assert_eq!((log.offset(0), log.end()), (0, 40_000 << 10));
    assert_eq!(log.gap(0).unwrap().lines, Some(log.offset(1) / 1024));
}

#[test]
fn trim_keeps_the_view_and_the_end() {
    let mut log = heavy();
    let view = 15_000 << 10;
    log.trim(view);
    assert!(!log.is_over_limit());
    assert!(matches!(log.get(log.index_at(view)), Some(Entry::Line(line)) if line.offset == view));
    assert!(
        matches!(log.get(log.len() - 1), Some(Entry::Line(line)) if line.offset == log.end() - 1024)
    );
    let gaps = log.iter().filter(Result::is_err).count();
    assert_eq!((gaps, log.number(log.len() - 1)), (2, Some(40_000)));
    assert!(log.piece_at(log.end() - PIECE - 1).is_some());
}

#[test]
fn loading_before_an_unfinished_end_loses_no_line() {
    let mut log = LogLines::starting_at(4);
    log.append(4, b"tw");
    log.load(0, b"one\n");
    assert_eq!(show(&log), ["one", "tw"]);
    log.append(6, b"o\nthree\n");
    assert_eq!(show(&log), ["one", "two", "three"]);
}

#[derive(Debug, Clone)]
enum Step {
    Append(usize),
    Skip(usize),
    Load(usize, usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0usize..40).prop_map(Step::Append),
        (1usize..30).prop_map(Step::Skip),
        (0usize..600, 1usize..60).prop_map(|(at, length)| Step::Load(at, length)),
    ];
    prop::collection::vec(step, 0..40)
}

proptest! {
    /// What is read of a log in any order is what a straight split of its bytes gives: while
    /// some is missing, each line that is there, once, in order, with the gaps between; and all
    /// when all is loaded.
    #[test]
    fn any_order_of_loads_and_appends_gives_the_lines_of_the_log(
        text in "([aé中🎬]{0,6}(\r\n|\n)){1,40}",
        begin in any::<prop::sample::Index>(),
        steps in steps(),
    ) {
        let bytes = text.as_bytes();
        let mut at = begin.index(bytes.len());
        let mut log = LogLines::starting_at(at as u64);
        for step in steps {
            match step {
                Step::Append(length) => {
                    let end = (at + length).min(bytes.len());
                    log.append(at as u64, &bytes[at..end]);
                    at = end;
                }
                Step::Skip(length) => at = (at + length).min(bytes.len() - 1).max(at),
                Step::Load(start, length) => {
                    let start = start.min(at);
                    let end = (start + length).min(at);
                    log.load(start as u64, &bytes[start..end]);
                }
            }
            is_part_of(&log, bytes)?;
        }
        log.append(at as u64, &bytes[at..]);
        while let Some(gap) = (0..log.segments.len()).find_map(|index| log.gap(index)) {
            let (from, to) = (usize::try_from(gap.from).unwrap(), usize::try_from(gap.to).unwrap());
            prop_assert!(log.load(gap.from, &bytes[from..to]));
            is_part_of(&log, bytes)?;
        }
        let straight: Vec<&str> = text.lines().collect();
        prop_assert_eq!(show(&log), straight);
    }
}

/// Every line that is there is one of the log's, where it belongs, and what is not there is a gap.
fn is_part_of(log: &LogLines, bytes: &[u8]) -> Result<(), TestCaseError> {
    let mut next = 0;
    for index in 0..log.len() {
        prop_assert_eq!(log.offset(index), next as u64);
        match log.get(index).unwrap() {
            Entry::Gap { to, .. } => next = usize::try_from(to).unwrap(),
            Entry::Line(line) => {
                prop_assert!(next == 0 || bytes[next - 1] == b'\n');
                if let Some(number) = log.number(index) {
                    let before = bytes[..next].iter().filter(|byte| **byte == b'\n').count();
                    prop_assert_eq!(number, before as u64 + 1);
                }
                let rest = std::str::from_utf8(&bytes[next..]).unwrap();
                let whole = rest.lines().next().unwrap();
                let is_last = index + 1 == log.len() && log.partial.is_some();
                let text = line.text();
                let is_right = whole == text || (is_last && whole.starts_with(&text));
                prop_assert!(is_right, "{:?} is shown for {:?}", text, whole);
                prop_assert_eq!(log.index_at(next as u64), index);
                next += rest.find('\n').unwrap() + 1;
            }
        }
        prop_assert!(next > 0);
    }
    prop_assert!(log.partial.is_some() || next as u64 == log.segments.last().unwrap().to);
    Ok(())
}

#[test]
fn a_log_in_utf_16_is_loaded_in_pieces_like_any_other() {
    let whole: Vec<u8> = "\u{feff}one 🎬\r\ntwo\r\nthree\r\nfour\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut log = LogLines::starting_at(31).with_encoding(Encoding::Utf16Le);
    log.append(31, &whole[31..]);
    assert_eq!(show(&log), ["0..42", "four"]);
    assert!(log.load(15, &whole[15..42]));
    assert_eq!(show(&log), ["0..18", "two", "three", "four"]);
    assert!(log.load(0, &whole[..18]));
    assert_eq!(show(&log), ["one 🎬", "two", "three", "four"]);
    assert_eq!((log.number(3), log.end()), (Some(4), whole.len() as u64));
}

#[test]
fn the_time_before_a_line_is_that_of_the_last_loaded_line_that_has_one() {
    let whole = b"10:00:00 a\nTraceback\n  more\n10:20:00 b\n10:30:00 c";
    let log = tail(whole, 0);
    let before = |log: &LogLines, index| log.time_before(index).map(|time| time.millis / 60_000);
    let all: Vec<_> = (0..5).map(|index| before(&log, index)).collect();
    assert_eq!(all, [None, Some(600), Some(600), Some(600), Some(620)]);
    let log = tail(whole, 5);
    assert_eq!(show(&log)[0], "0..11");
    let all: Vec<_> = (0..5).map(|index| before(&log, index)).collect();
    assert_eq!(all, [None, None, None, None, Some(620)]);
}

#[test]
fn a_lines_number_leads_to_its_byte_where_that_is_known() {
    let whole = b"one\ntwo\nthree\nfour";
    let log = tail(whole, 0);
    let all: Vec<_> = (0..6).map(|number| log.offset_of_line(number)).collect();
    assert_eq!(all, [None, Some(0), Some(4), Some(8), Some(14), None]);
    assert_eq!(tail(whole, 5).offset_of_line(4), None);
}
