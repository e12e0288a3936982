//! Lines that are longer than a row, and longer than what waits for its end.

use super::*;

fn any_long_log() -> impl Strategy<Value = Vec<u8>> {
    let unit =
        prop::sample::select(vec!["needle ", "né ", "edle", "中", "ab", "\u{1b}[1mab", "ab\r"]);
    let length = prop_oneof![3 => 0usize..20, 1 => 0usize..9_000];
    let line = prop::collection::vec((unit, length), 1..4);
    let line = line.prop_map(|units| {
        let text: String = units.into_iter().map(|(unit, n)| unit.repeat(n)).collect();
        text + "\n"
    });
    prop::collection::vec(line, 1..8).prop_map(|lines| (lines.concat() + "ab").into_bytes())
}

/// Where each row begins that has the pattern, and the number of its line.
fn expected_rows(log: &[u8], encoding: Encoding, pattern: &Pattern) -> Vec<(u64, u64)> {
    let mut number = 0;
    let mut rows = Vec::new();
    for row in lines_of(log, encoding) {
        number += u64::from(!row.continues);
        if pattern.is_in(row.text().as_bytes()) {
            rows.push((row.offset, number));
        }
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn long_lines_have_the_rows_and_numbers_of_the_view_wherever_they_are_cut(
        log in any_long_log(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        start in any::<prop::sample::Index>(),
        order in prop::collection::vec(any::<bool>(), 1..12),
        is_small in any::<bool>(),
    ) {
        // A line of updates is cut where it must be: not as the view does, if there is little room.
        let limit = if is_small && !log.contains(&b'\r') { 30_000 } else { 4 << 20 };
        let start = start.index(log.len() + 1);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(log.len() + 1)).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut finder = Finder::new(start as u64, Encoding::Utf8);
        let include = Some(pattern("ab"));
        finder.filter(Some(Filter { include, exclude: None, around: 0 }));
        finder.judge_by(Some(pattern("ab")));
        finder = finder.with_limit(limit);
        feed_from(&mut finder, &log, start, &cuts, &order);
        let rows: Vec<(u64, u64)> =
            finder.lines().map(|(at, _, number, _)| (at, number.unwrap())).collect();
        prop_assert_eq!(&rows, &expected_rows(&log, Encoding::Utf8, &pattern("ab")));
        prop_assert_eq!(errors(&finder), rows.iter().map(|(at, _)| *at).collect::<Vec<_>>());
        let n_lines = log.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        prop_assert_eq!(finder.state().lines, Some(n_lines));
        if let Some((at, before)) = finder.point_in(log.len() as u64 / 2, log.len() as u64) {
            let begun = log[..at as usize].iter().filter(|byte| **byte == b'\n').count() as u64;
            prop_assert_eq!((before, log[at as usize - 1]), (begun, b'\n'));
        }
    }

    #[test]
    fn a_long_line_that_is_cut_anywhere_keeps_its_matches(
        words in prop::collection::vec(
            (prop::sample::select(vec!["needle", "né", "edle", " ", "e"]), 1usize..400), 50..400),
        pieces in prop::collection::vec(1usize..20_000, 1..8),
        start in any::<prop::sample::Index>(),
    ) {
        let log: String = words.iter().map(|(word, n)| word.repeat(*n)).collect();
        let log = log.into_bytes();
        let start = start.index(log.len() + 1);
        let needle = regex("needle");
        let mut finder = Finder::new(start as u64, Encoding::Utf8);
        finder.feed(start as u64, b"");
        let mut pieces = pieces.iter().cycle();
        let mut low = start;
        finder.look_for(needle.clone());
        finder = finder.with_limit(64);
        while low > 0 {
            let from = low.saturating_sub(*pieces.next().unwrap());
            finder.feed(from as u64, &log[from..low]);
            low = from;
        }
        finder.feed(start as u64, &log[start..]);
        let mut expected = Vec::new();
        needle.find_in_line(&log, &mut |from, _| expected.push(from as u64));
        prop_assert_eq!(finder.hits(), expected);
    }
}

#[test]
fn an_endless_line_in_utf_16_has_the_rows_of_the_view() {
    let text = "needle in ".repeat(900_000);
    let log: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut finder = Finder::new(0, Encoding::Utf16Le);
    finder.look_for(pattern("needle"));
    for (index, piece) in log.chunks(1_500_001).enumerate() {
        finder.feed(index as u64 * 1_500_001, piece);
    }
    // Of the matches across a row's end none is promised in this encoding.
    let rows = lines_of(&log, Encoding::Utf16Le);
    let expected: u64 = rows.iter().map(|row| row.text().matches("needle").count() as u64).sum();
    assert_eq!((finder.state().matches, finder.state().lines), (expected, Some(1)));
}
