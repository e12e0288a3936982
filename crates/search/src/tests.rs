//! The results are those of one pass over the whole log, whatever the pieces and their order.

mod ends;
mod errors;
mod filter;
mod long;

use crate::*;
use jobshelf_log::{Assembler, Encoding, Level, Line};
use jobshelf_search_protocol::{Case, LineStart, NextAction, Syntax};
use proptest::prelude::*;
use proptest::sample::Index;

fn pattern(text: &str) -> Pattern {
    Pattern::new(text, Syntax::Plain, Case::Ignored).unwrap()
}

fn regex(text: &str) -> Pattern {
    Pattern::new(text, Syntax::Regex, Case::Matched).unwrap()
}

/// The lines of a log as the view has them.
fn lines_of(log: &[u8], encoding: Encoding) -> Vec<Line> {
    let mut assembler = Assembler::default().with_encoding(encoding);
    let mut lines = assembler.push(log);
    lines.extend(assembler.partial());
    lines
}

/// The matches of a log of short lines, found in its lines as the view has them.
fn expected(log: &[u8], encoding: Encoding, pattern: &Pattern) -> Vec<u64> {
    let mut found = Vec::new();
    for line in lines_of(log, encoding) {
        let (text, start) = (line.text(), line.offset as usize);
        let is_as_written = encoding == Encoding::Utf8 && log[start..].starts_with(text.as_bytes());
        let is_plain = is_as_written
            && matches!(
                &log[start + text.len()..],
                [] | [b'\n', ..] | [b'\r', b'\n', ..] | [b'\r']
            )
            && line.updates == 0;
        let mut n = 0;
        pattern.find_in_line(text.as_bytes(), &mut |from, _| {
            found.push(line.offset + if is_plain { from as u64 } else { n });
            n += 1;
        });
    }
    found
}

/// The bytes at which runs of errors begin.
fn expected_errors(log: &[u8], encoding: Encoding) -> Vec<u64> {
    let mut before = Level::Plain;
    let mut found = Vec::new();
    for line in lines_of(log, encoding) {
        if line.level == Level::Error && before != Level::Error {
            found.push(line.offset);
        }
        before = line.level;
    }
    found
}

fn errors(finder: &Finder) -> Vec<u64> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = finder.nearest_error(from, Direction::Forward) {
        found.push(at);
        from = at + 1;
    }
    found
}

/// Feeds a finder all that it requests, a few requests ahead, as the page does.
fn serve(finder: &mut Finder, log: &[u8]) {
    let mut asked = Vec::new();
    loop {
        match finder.next_action() {
            NextAction::AskAgain => {}
            NextAction::Fetch { from, to } => asked.push((from, to)),
            NextAction::Idle if asked.is_empty() => return,
            NextAction::Idle => {}
        }
        if asked.len() >= 3 || finder.clone().next_action() == NextAction::Idle {
            for (from, to) in asked.drain(..) {
                finder.feed(from, &log[from as usize..to as usize]);
            }
        }
    }
}

fn found_in(log: &[u8], pattern: Pattern) -> Finder {
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
    finder.set_pattern(pattern);
    serve(&mut finder, log);
    finder
}

#[test]
fn every_match_is_found_at_its_byte() {
    let log = b"Texture a\nnone\n\x1b[31mtex\x1b[0mture texture\n10 %\rtexture\r20 %\nlast TEXTURE";
    let finder = found_in(log, pattern("texture"));
    assert_eq!(finder.match_bytes(), [0, 15, 16, log.len() as u64 - 7]);
    let state = finder.progress();
    assert_eq!((state.matches, state.searched, state.lines), (4, log.len() as u64, Some(5)));
}

#[test]
fn a_text_with_a_line_end_never_matches() {
    for text in ["b\na", "b\r", "b\r\n"] {
        assert_eq!(found_in(b"ab\nab\nb\r\n", pattern(text)).match_bytes(), [0u64; 0], "{text:?}");
    }
}

#[test]
fn the_nearest_match_comes_with_its_place_among_all() {
    let finder = found_in(b"ab ab\nab", pattern("ab"));
    let step = |from, direction| finder.nearest_match(from, direction).map(|f| (f.at, f.n_before));
    assert_eq!(step(0, Direction::Forward), Some((0, 0)));
    assert_eq!(step(1, Direction::Forward), Some((3, 1)));
    assert_eq!(step(4, Direction::Forward), Some((6, 2)));
    assert_eq!(step(7, Direction::Forward), None);
    assert_eq!(step(u64::MAX, Direction::Backward), Some((6, 2)));
    assert_eq!(step(6, Direction::Backward), Some((3, 1)));
    assert_eq!(step(0, Direction::Backward), None);
    assert_eq!(finder.count_matches(1, 7), 2);
}

#[test]
fn a_match_in_a_growing_line_counts_once() {
    let mut finder = found_in(b"a\nerr", pattern("error"));
    assert_eq!(finder.progress().matches, 0);
    finder.feed(5, b"or 1, error");
    assert_eq!((finder.progress().matches, finder.progress().errors), (2, 1));
    finder.feed(16, b"\nerror 2\nplain\n");
    assert_eq!((finder.progress().matches, finder.progress().errors), (3, 1));
    assert_eq!(finder.next_action(), NextAction::Idle);
}

#[test]
fn bytes_that_a_log_has_grown_by_are_requested() {
    let mut finder = found_in(b"x\n", pattern("x"));
    finder.grow(10);
    assert_eq!(finder.next_action(), NextAction::Fetch { from: 2, to: 10 });
    finder.feed(2, b"x x x x\n");
    assert_eq!(finder.progress().matches, 5);
}

#[test]
fn a_piece_after_a_gap_is_ignored() {
    let mut finder = found_in(b"x\n", pattern("x"));
    finder.feed(5, b"x\n");
    assert_eq!((finder.progress().matches, finder.progress().total), (1, 7));
    assert_eq!(finder.next_action(), NextAction::Fetch { from: 2, to: 7 });
}

#[test]
fn another_pattern_requests_no_cached_byte() {
    let log = "one two\n".repeat(300_000);
    let mut finder = found_in(log.as_bytes(), pattern("one"));
    finder.set_pattern(pattern("two"));
    while finder.next_action() == NextAction::AskAgain {}
    assert_eq!(finder.next_action(), NextAction::Idle);
    assert_eq!(finder.progress().matches, 300_000);
    assert_eq!(finder.progress().lines, Some(300_000));
}

#[test]
fn a_line_that_ends_after_a_change_of_pattern_is_searched() {
    let log = b"error: a needle\nfine\nb needle\nfine";
    for first in 0..log.len() {
        for second in first..log.len() {
            let mut finder = Finder::new(0, Encoding::Utf8);
            finder.set_pattern(pattern("error"));
            finder.feed(0, &log[..first]);
            finder.set_pattern(pattern("needle"));
            finder.feed(first as u64, &log[first..second]);
            finder.grow(log.len() as u64);
            serve(&mut finder, log);
            assert_eq!(errors(&finder), [0], "of {first} and {second} bytes");
            assert_eq!(finder.match_bytes(), [9, 23], "of {first} and {second} bytes");
        }
    }
}

#[test]
fn the_first_request_is_small_and_at_the_end() {
    let mut finder = Finder::new(100 << 20, Encoding::Utf8);
    assert_eq!(
        finder.next_action(),
        NextAction::Fetch { from: (100 << 20) - (512 << 10), to: 100 << 20 }
    );
    let NextAction::Fetch { from, to } = finder.next_action() else { panic!("more is wanted") };
    assert_eq!((to, to - from), ((100 << 20) - (512 << 10), 4 << 20));
    finder.retry_pending();
    assert_eq!(
        finder.next_action(),
        NextAction::Fetch { from: (100 << 20) - (512 << 10), to: 100 << 20 }
    );
}

#[test]
fn a_traceback_is_one_error_wherever_it_is_cut() {
    let trace = "ok\nTraceback (most recent call last):\n  File \"a.py\", line 1\n    x()\nMissing: foam\nok\n";
    for cut in 1..trace.len() {
        let mut finder = Finder::new(trace.len() as u64, Encoding::Utf8);
        finder.feed(cut as u64, &trace.as_bytes()[cut..]);
        finder.feed(0, &trace.as_bytes()[..cut]);
        assert_eq!(errors(&finder), [3], "cut at {cut}");
        assert_eq!(finder.progress().lines, Some(6));
    }
}

#[test]
fn an_unfinished_error_joins_a_run_that_is_read_later() {
    let log = b"ok\nerror 1\nerror 2";
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
    finder.feed(1, &log[1..]);
    finder.feed(0, &log[..1]);
    assert_eq!((errors(&finder), finder.progress().errors), (vec![3], 1));
}

#[test]
fn ticks_are_spread_over_the_log() {
    let log = "aaaa x\nerror\n".repeat(1000);
    let finder = found_in(log.as_bytes(), pattern("x"));
    let ticks = finder.match_ticks(10);
    assert_eq!(ticks.len(), 10);
    assert_eq!((ticks[0], ticks[9]), (5, 9 * 1300 + 5));
    assert_eq!(finder.level_ticks(Level::Error, 10)[1], 1307);
    assert_eq!(finder.level_ticks(Level::Warning, 10), [0; 0]);
}

#[test]
fn matches_beyond_the_capacity_are_only_counted() {
    let mut hits = crate::matches::MatchSet::new(pattern("a")).with_capacity(3);
    let sections = [crate::sections::Section::Plain { at: 100, lines: b"aa\n" }];
    hits.take(100, 103, &sections);
    let sections = [crate::sections::Section::Plain { at: 0, lines: b"aaaa\n" }];
    hits.take(0, 5, &sections);
    assert_eq!((hits.len(), hits.is_capped()), (6, true));
    assert_eq!(hits.all(), [0, 100, 101]);
    assert_eq!(hits.next(50).map(|hit| (hit.at, hit.n_before)), Some((100, 4)));
    assert_eq!(hits.previous(101).map(|hit| (hit.at, hit.n_before)), Some((100, 4)));
    assert_eq!(hits.previous(100).map(|hit| (hit.at, hit.n_before)), Some((0, 0)));
}

#[test]
fn line_numbers_are_known_once_the_beginning_is_read() {
    let log = "some line of a log\n".repeat(100_000);
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
    let NextAction::Fetch { from, to } = finder.next_action() else { panic!("a piece is wanted") };
    finder.feed(from, &log.as_bytes()[from as usize..to as usize]);
    assert_eq!(finder.line_start_in(from, to), None);
    serve(&mut finder, log.as_bytes());
    let LineStart { at, lines_before } = finder.line_start_in(190_000, 390_000).unwrap();
    assert!((190_000..=390_000).contains(&at));
    assert_eq!(at, lines_before * 19);
    let end = LineStart { at: log.len() as u64, lines_before: 100_000 };
    assert_eq!(finder.line_start_in(end.at, u64::MAX), Some(end));
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_text() {
    let finder = found_in(b"\xef\xbb\xbfab\nab\n", regex("^ab$"));
    assert_eq!(finder.match_bytes(), [0, 6]);
    let log: Vec<u8> =
        "\u{feff}ab\r\n\u{0a61}ab größe\nab".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf16Le);
    finder.set_pattern(pattern("AB"));
    serve(&mut finder, &log);
    assert_eq!(finder.match_bytes(), expected(&log, Encoding::Utf16Le, &pattern("AB")));
    assert_eq!(finder.progress().matches, 3);
}

/// A log with everything that occurs in logs.
fn any_log() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => "[ab ]{0,6}",
        4 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("\r".to_owned()),
        1 => Just("\u{1b}[31m".to_owned()),
        1 => Just("\u{8}".to_owned()),
        1 => Just("[error] ab".to_owned()),
        1 => Just("warning: b".to_owned()),
        1 => Just("Traceback (most recent call last):\n".to_owned()),
        1 => Just("\n  at a".to_owned()),
        1 => Just("größe°\u{85}中".to_owned()),
        1 => Just("\u{feff}".to_owned()),
    ];
    (prop::collection::vec(piece, 0..60), prop::collection::vec(any::<u8>(), 0..3)).prop_map(
        |(pieces, noise)| {
            let mut log = pieces.concat().into_bytes();
            log.extend(noise);
            log.extend(b"b\nab");
            log
        },
    )
}

fn any_pattern() -> impl Strategy<Value = Pattern> {
    prop::sample::select(vec![
        pattern("a"),
        pattern("ab"),
        pattern("Ö"),
        pattern(" "),
        regex("^a+"),
        regex("b$"),
        regex(r"\w+"),
        regex("a|$"),
        regex("[^a]"),
        regex(r"\s"),
    ])
}

/// The byte to start at, and the bytes at which pieces end, in order.
fn places(log: &[u8], start: Index, cuts: &[Index]) -> (usize, Vec<usize>) {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(log.len() + 1)).collect();
    cuts.sort_unstable();
    cuts.dedup();
    (start.index(log.len() + 1), cuts)
}

/// Feeds a log from `start` in both directions, in pieces that end at `cuts`.
fn feed_from(finder: &mut Finder, log: &[u8], start: usize, cuts: &[usize], order: &[bool]) {
    let mut before: Vec<usize> = cuts.iter().copied().filter(|cut| *cut < start).collect();
    before.insert(0, 0);
    let mut after: Vec<usize> = cuts.iter().copied().filter(|cut| *cut > start).rev().collect();
    after.insert(0, log.len());
    let (mut low, mut high) = (start, start);
    let mut order = order.iter().cycle();
    while low > 0 || high < log.len() {
        let is_before = *order.next().unwrap_or(&true);
        if (is_before && low > 0) || high == log.len() {
            let from = before.pop().unwrap_or(0);
            finder.feed(from as u64, &log[from..low]);
            low = from;
        } else {
            let to = after.pop().unwrap_or(log.len());
            finder.feed(high as u64, &log[high..to]);
            high = to;
        }
    }
}

proptest! {
    #[test]
    fn any_pieces_in_any_order_give_the_results_of_one_pass(
        log in any_log(),
        pattern in any_pattern(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        start in any::<prop::sample::Index>(),
        order in prop::collection::vec(any::<bool>(), 1..12),
        encoding in prop::sample::select(Encoding::ALL.to_vec()),
    ) {
        let (start, cuts) = places(&log, start, &cuts);
        let mut finder = Finder::new(start as u64, encoding);
        finder.set_pattern(pattern.clone());
        feed_from(&mut finder, &log, start, &cuts, &order);
        prop_assert_eq!(finder.match_bytes(), expected(&log, encoding, &pattern));
        prop_assert_eq!(errors(&finder), expected_errors(&log, encoding));
        prop_assert_eq!(finder.progress().lines, Some(lines_of(&log, encoding).len() as u64));
        prop_assert_eq!(finder.progress().errors, errors(&finder).len() as u64);
    }

    #[test]
    fn a_second_pattern_finds_what_a_first_would(
        log in any_log(),
        first in any_pattern(),
        second in any_pattern(),
        split in any::<prop::sample::Index>(),
    ) {
        let split = split.index(log.len() + 1);
        let mut finder = Finder::new(split as u64, Encoding::Utf8);
        finder.set_pattern(first);
        finder.feed(0, &log[..split]);
        finder.set_pattern(second.clone());
        finder.grow(log.len() as u64);
        serve(&mut finder, &log);
        prop_assert_eq!(finder.match_bytes(), expected(&log, Encoding::Utf8, &second));
        prop_assert_eq!(errors(&finder), expected_errors(&log, Encoding::Utf8));
    }
}
