//! Lines that are longer than a row, and lines that are too long to wait for their end.

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

/// The byte at which each matching row begins, and the number of its line.
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

/// The byte at which each row begins, and how many matches of its whole line begin in it.
fn expected_matches(log: &[u8], encoding: Encoding, pattern: &Pattern) -> Vec<(u64, usize)> {
    let rows = lines_of(log, encoding);
    let mut expected = Vec::new();
    for line in rows.chunk_by(|_, next| next.continues) {
        let texts: Vec<String> = line.iter().map(Line::text).collect();
        let mut starts = Vec::new();
        pattern.find_in_line(texts.concat().as_bytes(), &mut |from, _| starts.push(from));
        let mut end = 0;
        for (row, text) in line.iter().zip(&texts) {
            let start = end;
            end += text.len();
            let n = starts.iter().filter(|from| (start..end).contains(*from)).count();
            expected.push((row.offset, n));
        }
    }
    expected.retain(|(_, n)| *n > 0);
    expected
}

/// The same for the matches of a finder.
fn matches_by_row(finder: &Finder, log: &[u8], encoding: Encoding) -> Vec<(u64, usize)> {
    let rows: Vec<u64> = lines_of(log, encoding).iter().map(|row| row.offset).collect();
    let mut found: Vec<(u64, usize)> = Vec::new();
    let matches = finder.match_bytes();
    assert!(matches.is_sorted_by(|one, next| one < next), "no two matches are equal");
    for found_at in matches {
        let row = rows[rows.partition_point(|row| *row <= found_at) - 1];
        match found.last_mut() {
            Some((at, n)) if *at == row => *n += 1,
            _ => found.push((row, 1)),
        }
    }
    found
}

/// `log` in another encoding, as far as that has its characters.
fn in_encoding(log: &[u8], encoding: Encoding) -> Vec<u8> {
    let text = String::from_utf8_lossy(log);
    match encoding {
        Encoding::Utf8 => log.to_vec(),
        Encoding::Windows1252 => text.chars().map(|letter| letter as u32 as u8).collect(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    }
}

fn any_long_pattern() -> impl Strategy<Value = Pattern> {
    prop::sample::select(vec![
        pattern("needle"),
        pattern("E N"),
        pattern("ba"),
        regex("b+a"),
        regex(r"\we\w+ "),
    ])
}

#[test]
fn a_line_of_many_megabytes_is_searched_across_its_cuts() {
    // 13 MB without a line end; matches everywhere, also where pieces meet.
    let n = 500_000;
    let line = "0123456789abcdef needle in".repeat(n);
    let log = [b"first\n", line.as_bytes(), b"\nlast\n"].concat();
    let finder = found_in(&log, pattern("needle in0123"));
    assert_eq!(finder.progress().matches, n as u64 - 1);
    let mut forward = Finder::new(0, Encoding::Utf8);
    forward.set_pattern(pattern("needle in0123"));
    for (index, piece) in log.chunks(1_500_000).enumerate() {
        forward.feed(index as u64 * 1_500_000, piece);
        let waiting = forward.n_pending();
        assert!(waiting <= (4 << 20) + (24 << 10), "{waiting} bytes wait");
    }
    assert_eq!(forward.progress().matches, n as u64 - 1);
    assert_eq!(forward.match_bytes(), finder.match_bytes());
    assert_eq!((forward.progress().lines, finder.progress().lines), (Some(3), Some(3)));
}

#[test]
fn a_match_across_rows_is_found_in_any_encoding_and_colour() {
    for before in 8_180..8_200 {
        let text = format!("{}needle{}\nlast\n", "x".repeat(before), "x".repeat(100));
        for encoding in Encoding::ALL {
            for colour in ["", "\u{1b}[31m"] {
                let log = in_encoding(format!("{colour}{text}").as_bytes(), encoding);
                let mut finder = Finder::new(log.len() as u64, encoding);
                finder.set_pattern(pattern("needle"));
                serve(&mut finder, &log);
                assert_eq!(
                    finder.progress().matches,
                    1,
                    "{before} before it, {encoding:?} {colour}"
                );
            }
        }
    }
}

#[test]
fn an_endless_line_keeps_its_matches_in_any_encoding() {
    let n = 500_000;
    let text = "0123456789abcdef needle in".repeat(n) + "\nlast\n";
    for (encoding, colour) in
        [(Encoding::Windows1252, ""), (Encoding::Utf16Be, ""), (Encoding::Utf8, "\u{1b}[31m")]
    {
        let log = in_encoding(format!("{colour}{text}").as_bytes(), encoding);
        let mut finder = Finder::new(log.len() as u64, encoding);
        finder.set_pattern(pattern("needle in0123"));
        serve(&mut finder, &log);
        assert_eq!(finder.progress().matches, n as u64 - 1, "backward, {encoding:?}");
        let mut finder = Finder::new(0, encoding);
        finder.set_pattern(pattern("needle in0123"));
        for (index, piece) in log.chunks(1_500_000).enumerate() {
            finder.feed(index as u64 * 1_500_000, piece);
        }
        assert_eq!(finder.progress().matches, n as u64 - 1, "forward, {encoding:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn long_lines_have_the_matches_of_their_whole_text(
        log in any_long_log(),
        pattern in any_long_pattern(),
        encoding in prop::sample::select(Encoding::ALL.to_vec()),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        start in any::<prop::sample::Index>(),
        order in prop::collection::vec(any::<bool>(), 1..12),
        is_small in any::<bool>(),
    ) {
        let log = in_encoding(&log, encoding);
        let limit = if is_small && !log.contains(&b'\r') { 30_000 } else { 4 << 20 };
        let (start, cuts) = places(&log, start, &cuts);
        let mut finder = Finder::new(start as u64, encoding);
        finder.set_pattern(pattern.clone());
        finder = finder.with_limit(limit);
        feed_from(&mut finder, &log, start, &cuts, &order);
        let expected = expected_matches(&log, encoding, &pattern);
        prop_assert_eq!(matches_by_row(&finder, &log, encoding), expected);
    }

    #[test]
    fn long_lines_have_the_rows_and_numbers_of_the_view(
        log in any_long_log(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        start in any::<prop::sample::Index>(),
        order in prop::collection::vec(any::<bool>(), 1..12),
        is_small in any::<bool>(),
    ) {
        // With a small limit, a line of updates is not cut where the view cuts it.
        let limit = if is_small && !log.contains(&b'\r') { 30_000 } else { 4 << 20 };
        let (start, cuts) = places(&log, start, &cuts);
        let mut finder = Finder::new(start as u64, Encoding::Utf8);
        let include = Some(pattern("ab"));
        finder.set_filter(Some(Filter { include, exclude: None, context: 0 }));
        finder.set_error_pattern(Some(pattern("ab")));
        finder = finder.with_limit(limit);
        feed_from(&mut finder, &log, start, &cuts, &order);
        let rows: Vec<(u64, u64)> =
            finder.filtered_lines().map(|(line, _)| (line.at, line.number.unwrap())).collect();
        prop_assert_eq!(&rows, &expected_rows(&log, Encoding::Utf8, &pattern("ab")));
        prop_assert_eq!(errors(&finder), rows.iter().map(|(at, _)| *at).collect::<Vec<_>>());
        let n_lines = log.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        prop_assert_eq!(finder.progress().lines, Some(n_lines));
        if let Some(LineStart { at, lines_before }) = finder.line_start_in(log.len() as u64 / 2, log.len() as u64) {
            let begun = log[..at as usize].iter().filter(|byte| **byte == b'\n').count() as u64;
            prop_assert_eq!((lines_before, log[at as usize - 1]), (begun, b'\n'));
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
        finder.set_pattern(needle.clone());
        finder = finder.with_limit(64);
        while low > 0 {
            let from = low.saturating_sub(*pieces.next().unwrap());
            finder.feed(from as u64, &log[from..low]);
            low = from;
        }
        finder.feed(start as u64, &log[start..]);
        let mut expected = Vec::new();
        needle.find_in_line(&log, &mut |from, _| expected.push(from as u64));
        prop_assert_eq!(finder.match_bytes(), expected);
    }
}

#[test]
fn an_endless_line_in_utf_16_has_the_rows_of_the_view() {
    let text = "needle in ".repeat(900_000);
    let log: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut finder = Finder::new(0, Encoding::Utf16Le);
    finder.set_pattern(pattern("needle"));
    for (index, piece) in log.chunks(1_500_001).enumerate() {
        finder.feed(index as u64 * 1_500_001, piece);
    }
    let expected = text.matches("needle").count() as u64;
    assert_eq!((finder.progress().matches, finder.progress().lines), (expected, Some(1)));
}
