//! The ends of the searched range: the unfinished line, and a full filter.

use super::*;

fn filter_of(text: &str, context: usize) -> Filter {
    Filter { include: Some(pattern(text)), exclude: None, context }
}

fn filtered(log: &[u8], filter: Filter) -> Finder {
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
    finder.set_filter(Some(filter));
    serve(&mut finder, log);
    finder
}

fn shown(finder: &Finder) -> Vec<(u64, bool)> {
    finder.filtered_lines().map(|(line, _)| (line.at, !line.is_context)).collect()
}

#[test]
fn in_a_full_filter_new_lines_replace_the_oldest() {
    let log = "foam\n".repeat(30_000);
    let mut finder = filtered(log.as_bytes(), filter_of("foam", 0));
    assert_eq!(finder.progress().passed, 30_000);
    let at = log.len() as u64;
    let n_shown = finder.filtered_lines().count();
    finder.feed(at, b"foam new\n");
    assert_eq!((finder.progress().passed, finder.progress().has_all_lines), (30_001, false));
    assert_eq!(finder.filtered_lines().last().map(|(line, _)| line.at), Some(at));
    assert_eq!(finder.filtered_lines().count(), n_shown);
    assert_eq!(
        finder.filtered_lines().next().map(|(line, _)| line.at),
        Some(at + 5 - 5 * n_shown as u64)
    );
}

#[test]
fn dropped_lines_leave_room_for_new_ones() {
    let line = format!("foam {}\n", "x".repeat(1_000));
    let log = line.repeat(20_000);
    let mut finder = filtered(log.as_bytes(), filter_of("foam", 0));
    let n_shown = finder.filtered_lines().count();
    assert!(n_shown < 20_000, "{n_shown}");
    finder.feed(log.len() as u64, line.as_bytes());
    assert_eq!(finder.filtered_lines().count(), n_shown);
    assert_eq!(finder.filtered_lines().last().map(|(line, _)| line.at), Some(log.len() as u64));
}

#[test]
fn every_row_of_a_long_unfinished_line_passes_by_itself() {
    let log = format!("first\nfoam{}", "x".repeat(200_000));
    let finder = filtered(log.as_bytes(), filter_of("foam", 0));
    let whole = filtered(format!("{log}\n").as_bytes(), filter_of("foam", 0));
    assert_eq!(shown(&whole), [(6, true)]);
    assert_eq!(shown(&finder), [(6, true)]);
}

#[test]
fn a_long_unfinished_line_counts_as_one() {
    let log = format!("first\nerror {}", "x".repeat(200_000));
    let finder = found_in(log.as_bytes(), pattern("zzz"));
    assert_eq!(finder.progress().lines, Some(2));
}

#[test]
fn an_error_at_the_start_of_a_long_unfinished_line_is_found() {
    let log = format!("first\nerror {}", "x".repeat(200_000));
    let finder = found_in(log.as_bytes(), pattern("zzz"));
    assert_eq!(errors(&finder), expected_errors(log.as_bytes(), Encoding::Utf8));
    assert_eq!(errors(&finder), [6]);
}

#[test]
fn an_unfinished_line_that_passes_has_context() {
    let log = b"one\ntwo\nthree failed";
    let finder = filtered(log, filter_of("failed", 1));
    assert_eq!(shown(&finder), [(4, false), (8, true)]);
}

#[test]
fn bytes_that_wait_for_earlier_ones_are_not_searched_yet() {
    let log = b"aaa\n needle\n  x\nplain\nneedle\n";
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
    finder.set_pattern(pattern("needle"));
    finder.feed(4, &log[4..]);
    let bottom = finder.progress().total - finder.progress().searched;
    let first = finder.nearest_match(bottom, Direction::Forward).unwrap().at;
    serve(&mut finder, log);
    assert_eq!(finder.nearest_match(bottom, Direction::Forward).unwrap().at, first);
}

#[test]
fn a_new_filter_keeps_the_unfinished_line() {
    let log = "one two\n".repeat(200_000) + "error";
    let mut finder = found_in(log.as_bytes(), pattern("one"));
    let before = (finder.progress().lines, finder.progress().errors);
    assert_eq!(before, (Some(200_001), 1));
    finder.set_filter(Some(filter_of("none", 0)));
    finder.grow(log.len() as u64);
    assert_eq!((finder.progress().lines, finder.progress().errors), before);
}

#[test]
fn a_match_across_a_cut_of_a_growing_line_counts_once() {
    let mut finder = Finder::new(0, Encoding::Utf8);
    finder.set_pattern(regex("a+"));
    finder = finder.with_limit(64);
    let log = [&b"a".repeat(12_000)[..], b"\n"].concat();
    for (index, piece) in log.chunks(5000).enumerate() {
        finder.feed(index as u64 * 5000, piece);
    }
    assert_eq!(finder.match_bytes(), [0]);
}

#[test]
fn a_log_whose_length_is_known_late_is_read_from_its_end() {
    let mut finder = Finder::new(0, Encoding::Utf8);
    finder.set_pattern(pattern("x"));
    finder.feed((100 << 20) - 10, b"1234567x\n");
    finder.feed((100 << 20) - 1, b"\n");
    assert_eq!(finder.match_bytes(), [0u64; 0], "where its line begins is not known");
    let from = (96 << 20) - 10;
    assert_eq!(finder.next_action(), NextAction::Fetch { from, to: (100 << 20) - 10 });
    let mut finder = Finder::new(0, Encoding::Utf8);
    assert_eq!(finder.next_action(), NextAction::Idle);
    finder.grow(100 << 20);
    let from = (100 << 20) - (512 << 10);
    assert_eq!(finder.next_action(), NextAction::Fetch { from, to: 100 << 20 });
}
