//! Lines that are too long for one row.

use super::*;
use crate::excerpt;
use crate::line_break::ROW_BYTES;
use crate::line_selection::LineSelection;
use proptest::prelude::*;

fn whole(bytes: &[u8]) -> LogLines {
    let mut log = LogLines::starting_at(0);
    log.append(0, bytes);
    log
}

/// Byte, text, number and whether it continues, of each row.
fn rows(log: &LogLines) -> Vec<(u64, String, Option<u64>, bool)> {
    let row = |index| match log.get(index)? {
        Entry::Line(line) => Some((line.offset, line.text(), log.number(index), line.continues)),
        Entry::Gap { .. } => None,
    };
    (0..log.len()).filter_map(row).collect()
}

#[test]
fn a_long_line_has_several_rows_of_one_number() {
    let long = "x".repeat(3 * ROW_BYTES);
    let log = whole(format!("one\n{long}\nthree\n").as_bytes());
    let shown: Vec<_> =
        rows(&log).into_iter().map(|(_, text, number, goes)| (text.len(), number, goes)).collect();
    let row = ROW_BYTES;
    assert_eq!(
        shown,
        [
            (3, Some(1), false),
            (2 * row - 4, Some(2), false),
            (row, Some(2), true),
            (4, Some(2), true),
            (5, Some(3), false),
        ]
    );
    assert_eq!((log.n_lines(), log.len()), (3, 5));
    assert_eq!(log.offset_of_line(3), Some(3 * row as u64 + 5));
    assert_eq!(log.text(), format!("one\n{long}\nthree\n"));
    let picked = excerpt(&log, LineSelection::line(0, u64::MAX)).unwrap();
    assert_eq!(picked, format!("one\n{long}\nthree"));
}

#[test]
fn the_rest_of_a_line_has_no_time_and_no_number() {
    let before = "x".repeat(ROW_BYTES);
    let mut log = LogLines::starting_at(0);
    log.append(0, before.as_bytes());
    let added = log.append(log.end(), b"10:00:00 is not a time here\n10:00:01 is");
    assert_eq!(added.lines, 1);
    log.finish();
    let have_times: Vec<bool> = log.iter().flatten().map(|line| line.time.is_some()).collect();
    assert_eq!(have_times, [false, false, true]);
}

#[test]
fn a_gap_separates_two_parts_of_a_line() {
    let long = "x".repeat(40 * ROW_BYTES);
    let bytes = format!("one\n{long}");
    let mut log = LogLines::starting_at(30 * ROW_BYTES as u64);
    log.append(30 * ROW_BYTES as u64, &bytes.as_bytes()[30 * ROW_BYTES..]);
    log.load(0, b"one\n");
    assert!(!log.is_whole());
    assert!(log.text().starts_with("one\nxx"), "the line's beginning is missing");
    assert_eq!(log.number(log.len() - 1), None);
}

#[test]
fn a_gap_of_one_long_line_has_several_rows() {
    let length = 4 << 20;
    let bytes = "x".repeat(length - 1) + "\n";
    let mut log = LogLines::starting_at(length as u64 - 100_000);
    log.append(length as u64 - 100_000, &bytes.as_bytes()[length - 100_000..]);
    assert!(log.set_number(length as u64, 1));
    let layout = crate::Layout::of(&log, crate::Mode::default());
    assert!(layout.rows() >= length / (2 * ROW_BYTES), "{} rows", layout.rows());
}

fn lines() -> impl Strategy<Value = Vec<(&'static str, usize)>> {
    let unit = prop::sample::select(vec!["a", "é", "中", "🎬", "ab ", "12:00:00 "]);
    let length = prop_oneof![3 => 0usize..200, 2 => 0usize..3_000, 1 => 0usize..40_000];
    prop::collection::vec((unit, length), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Wherever a log is opened and in whatever order the rest of it is loaded, a long line has the
    /// same rows, and all that is known of them is right.
    #[test]
    fn long_lines_have_the_same_rows_from_any_start(
        lines in lines(),
        begin in any::<prop::sample::Index>(),
        places in prop::collection::vec(any::<prop::sample::Index>(), 0..30),
        view in any::<prop::sample::Index>(),
    ) {
        let text: String =
            lines.iter().map(|(unit, n)| format!("{}\n", unit.repeat(*n))).collect();
        let bytes = text.as_bytes();
        let straight = whole(bytes);
        let expected = rows(&straight);
        let known = |log: &LogLines| -> Result<(), TestCaseError> {
            for (offset, text, number, continues) in rows(log) {
                let right = expected.iter().find(|row| row.0 == offset);
                let Some((_, whole, n, goes)) = right else {
                    return Err(TestCaseError::fail(format!("no row begins at byte {offset}")));
                };
                let is_last = log.partial().is_some_and(|line| line.offset == offset);
                prop_assert!(text == *whole || (is_last && whole.starts_with(&text)));
                prop_assert_eq!(continues, *goes);
                prop_assert!(number.is_none() || number == *n, "{:?} is not {:?}", number, n);
            }
            Ok(())
        };
        let at = begin.index(bytes.len());
        let mut log = LogLines::starting_at(at as u64);
        log.append(at as u64, &bytes[at..]);
        known(&log)?;
        let load = |log: &mut LogLines, offset: u64| {
            let Some((start, length)) = log.piece_at(offset) else { return false };
            log.load(start, &bytes[start as usize..(start + length) as usize])
        };
        for (step, place) in places.iter().enumerate() {
            load(&mut log, place.index(bytes.len()) as u64);
            known(&log)?;
            if step == 10 {
                let view = view.index(bytes.len()) as u64;
                for segment in &mut log.segments {
                    segment.retain(view.saturating_sub(20_000), u64::MAX);
                }
                let end = log.segments.pop().unwrap();
                log.segments.retain(|segment| !segment.lines.is_empty());
                log.segments.push(end);
                known(&log)?;
            }
        }
        while let Some(gap) = (0..log.segments.len()).find_map(|index| log.gap(index)) {
            let (from, to) = (gap.from as usize, gap.to as usize);
            prop_assert!(log.load(gap.from, &bytes[from..to]));
            known(&log)?;
        }
        prop_assert_eq!(rows(&log), expected);
        prop_assert_eq!(log.text(), text);
        for number in 1..=lines.len() as u64 {
            prop_assert_eq!(log.offset_of_line(number), straight.offset_of_line(number));
        }
    }
}
