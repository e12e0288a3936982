//! What is at the ends of what was looked through: the unfinished line, and what is full.

use super::*;

fn filter_of(text: &str, around: usize) -> Filter {
    Filter { include: Some(pattern(text)), exclude: None, around }
}

fn filtered(log: &[u8], filter: Filter) -> Finder {
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
    finder.filter(Some(filter));
    serve(&mut finder, log);
    finder
}

fn shown(finder: &Finder) -> Vec<(u64, bool)> {
    finder.lines().map(|(at, _, _, passes)| (at, passes)).collect()
}

#[test]
fn lines_that_come_after_a_filter_is_full_are_shown_in_the_place_of_the_oldest() {
    let log = "foam\n".repeat(30_000);
    let mut finder = filtered(log.as_bytes(), filter_of("foam", 0));
    assert_eq!(finder.state().passed, 30_000);
    let at = log.len() as u64;
    let n_shown = finder.lines().count();
    finder.feed(at, b"foam new\n");
    assert_eq!((finder.state().passed, finder.state().has_all_lines), (30_001, false));
    assert_eq!(finder.lines().last().map(|(at, ..)| at), Some(at));
    assert_eq!(finder.lines().count(), n_shown);
    assert_eq!(finder.lines().next().map(|(at, ..)| at), Some(at + 5 - 5 * n_shown as u64));
}

#[test]
fn what_is_not_kept_takes_no_room_from_what_comes_later() {
    let line = format!("foam {}\n", "x".repeat(1_000));
    let log = line.repeat(20_000);
    let mut finder = filtered(log.as_bytes(), filter_of("foam", 0));
    let n_shown = finder.lines().count();
    assert!(n_shown < 20_000, "{n_shown}");
    finder.feed(log.len() as u64, line.as_bytes());
    assert_eq!(finder.lines().count(), n_shown);
    assert_eq!(finder.lines().last().map(|(at, ..)| at), Some(log.len() as u64));
}

#[test]
fn of_a_long_line_that_is_not_finished_every_row_passes_for_itself() {
    let log = format!("first\nfoam{}", "x".repeat(200_000));
    let finder = filtered(log.as_bytes(), filter_of("foam", 0));
    let whole = filtered(format!("{log}\n").as_bytes(), filter_of("foam", 0));
    assert_eq!(shown(&whole), [(6, true)]);
    assert_eq!(shown(&finder), [(6, true)]);
}

#[test]
fn a_long_line_that_is_not_finished_counts_as_one() {
    let log = format!("first\nerror {}", "x".repeat(200_000));
    let finder = found_in(log.as_bytes(), pattern("zzz"));
    assert_eq!(finder.state().lines, Some(2));
}

#[test]
fn an_error_in_the_first_row_of_a_long_line_that_is_not_finished_is_one() {
    let log = format!("first\nerror {}", "x".repeat(200_000));
    let finder = found_in(log.as_bytes(), pattern("zzz"));
    assert_eq!(errors(&finder), expected_errors(log.as_bytes(), Encoding::Utf8));
    assert_eq!(errors(&finder), [6]);
}

#[test]
fn what_is_before_an_unfinished_line_that_passes_is_shown_too() {
    let log = b"one\ntwo\nthree failed";
    let finder = filtered(log, filter_of("failed", 1));
    assert_eq!(shown(&finder), [(4, false), (8, true)]);
}

#[test]
fn nothing_counts_as_searched_that_waits_for_what_is_before_it() {
    let log = b"aaa\n needle\n  x\nplain\nneedle\n";
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
    finder.look_for(pattern("needle"));
    finder.feed(4, &log[4..]);
    let bottom = finder.state().total - finder.state().searched;
    let first = finder.step(bottom, Direction::Onward).unwrap().at;
    serve(&mut finder, log);
    assert_eq!(finder.step(bottom, Direction::Onward).unwrap().at, first);
}

#[test]
fn the_unfinished_line_stays_while_a_filter_reads_the_log_again() {
    let log = "one two\n".repeat(200_000) + "error";
    let mut finder = found_in(log.as_bytes(), pattern("one"));
    let before = (finder.state().lines, finder.state().errors);
    assert_eq!(before, (Some(200_001), 1));
    finder.filter(Some(filter_of("none", 0)));
    finder.grow(log.len() as u64);
    assert_eq!((finder.state().lines, finder.state().errors), before);
}

#[test]
fn a_match_across_a_cut_of_a_growing_line_counts_once() {
    let mut finder = Finder::new(0, Encoding::Utf8);
    finder.look_for(regex("a+"));
    finder = finder.with_limit(64);
    let log = [&b"a".repeat(12_000)[..], b"\n"].concat();
    for (index, piece) in log.chunks(5000).enumerate() {
        finder.feed(index as u64 * 5000, piece);
    }
    assert_eq!(finder.hits(), [0]);
}

#[test]
fn a_log_whose_length_is_known_late_is_read_from_its_end() {
    let mut finder = Finder::new(0, Encoding::Utf8);
    finder.look_for(pattern("x"));
    finder.feed((100 << 20) - 10, b"1234567x\n");
    finder.feed((100 << 20) - 1, b"\n");
    assert_eq!(finder.hits(), [0u64; 0], "where its line begins is not known");
    let from = (96 << 20) - 10;
    assert_eq!(finder.want(), Next::Fetch { from, to: (100 << 20) - 10 });
    let mut finder = Finder::new(0, Encoding::Utf8);
    assert_eq!(finder.want(), Next::Nothing);
    finder.grow(100 << 20);
    let from = (100 << 20) - (512 << 10);
    assert_eq!(finder.want(), Next::Fetch { from, to: 100 << 20 });
}
