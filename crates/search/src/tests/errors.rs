//! With an error pattern every line that matches it is an error, whatever the pieces and their order,
//! and all other results stay.

use super::*;

/// The bytes at which the matching lines begin.
fn matching(log: &[u8], encoding: Encoding, pattern: &Pattern) -> Vec<u64> {
    let lines = lines_of(log, encoding);
    let matching = lines.iter().filter(|line| pattern.is_in(line.text().as_bytes()));
    matching.map(|line| line.offset).collect()
}

fn errors_backward(finder: &Finder) -> Vec<u64> {
    let mut found = Vec::new();
    let mut to = u64::MAX;
    while let Some(at) = finder.nearest_error(to, Direction::Backward) {
        found.insert(0, at);
        to = at;
    }
    found
}

#[test]
fn every_matching_line_is_an_error() {
    let log = b"error\nNaN NaN\r\n\x1b[31mna\x1b[0mn\n1 %\rnan\rdone\nNaN";
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
    finder.set_error_pattern(Some(Pattern::new("nan", Syntax::Regex, Case::Ignored).unwrap()));
    serve(&mut finder, log);
    assert_eq!(errors(&finder), [6, 15, log.len() as u64 - 3]);
    assert_eq!(errors_backward(&finder), errors(&finder));
    assert_eq!((finder.progress().errors, finder.progress().classified), (3, log.len() as u64));
    assert_eq!(finder.level_ticks(Level::Error, 1000), errors(&finder));
}

#[test]
fn removing_the_expression_restores_the_errors_before_it() {
    let log = "fine\n[error] a\nwarning: b\n".repeat(1000);
    let mut finder = found_in(log.as_bytes(), pattern("fine"));
    let before = finder.progress();
    finder.set_error_pattern(Some(regex("fine")));
    let state = finder.progress();
    assert_eq!((state.classified, state.errors), (0, 0));
    assert_eq!((state.matches, state.lines), (before.matches, before.lines));
    let warnings = finder.level_ticks(Level::Warning, 10);
    assert_eq!(warnings.len(), 10);
    finder.set_error_pattern(None);
    let state = finder.progress();
    assert_eq!((state.classified, state.errors), (before.classified, before.errors));
    assert_eq!(errors(&finder), expected_errors(log.as_bytes(), Encoding::Utf8));
    assert_eq!(finder.level_ticks(Level::Warning, 10), warnings);
}

#[test]
fn errors_in_new_lines_are_counted_once() {
    let mut finder = Finder::new(0, Encoding::Utf8);
    finder.feed(0, b"bad 1\nba");
    finder.set_error_pattern(Some(regex("bad")));
    assert_eq!(finder.take_new_errors(), 0);
    while finder.next_action() == NextAction::AskAgain {}
    finder.feed(8, b"d 2\nfine\nbad 3\nbad");
    // The line that was unfinished when the expression was set is not new.
    assert_eq!((finder.take_new_errors(), finder.take_new_errors()), (1, 0));
    finder.feed(26, b" 4\nbad 5\n");
    assert_eq!((finder.take_new_errors(), finder.take_new_errors()), (2, 0));
    finder.set_pattern(pattern("fine"));
    assert_eq!(finder.take_new_errors(), 0);
    finder.set_error_pattern(None);
    finder.feed(35, b"bad 6\n");
    assert_eq!(finder.take_new_errors(), 0);
}

#[test]
fn feed_reports_a_gap() {
    let mut finder = Finder::new(10, Encoding::Utf8);
    assert!(finder.feed(4, b"a line"));
    assert!(finder.feed(4, b"a line"));
    assert!(finder.feed(8, b"ne\n"));
    assert!(!finder.feed(20, b"far\n"));
    assert_eq!(finder.next_action(), NextAction::Fetch { from: 11, to: 24 });
}

fn any_rule() -> impl Strategy<Value = Pattern> {
    prop::sample::select(vec![
        regex("b"),
        regex("^a"),
        regex("ab$"),
        regex("^$"),
        regex(r"\w ?\[|ö"),
        regex("^[^b]*$"),
        regex("a|$"),
    ])
}

proptest! {
    #[test]
    fn an_expression_finds_the_lines_that_one_pass_finds(
        log in any_log(),
        rule in any_rule(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        start in any::<prop::sample::Index>(),
        order in prop::collection::vec(any::<bool>(), 1..12),
        encoding in prop::sample::select(Encoding::ALL.to_vec()),
    ) {
        let (start, cuts) = places(&log, start, &cuts);
        let mut finder = Finder::new(start as u64, encoding);
        finder.set_error_pattern(Some(rule.clone()));
        feed_from(&mut finder, &log, start, &cuts, &order);
        prop_assert_eq!(errors(&finder), matching(&log, encoding, &rule));
        prop_assert_eq!(errors_backward(&finder), errors(&finder));
        let state = finder.progress();
        prop_assert_eq!((state.errors, state.classified), (errors(&finder).len() as u64, log.len() as u64));
        prop_assert_eq!(state.lines, Some(lines_of(&log, encoding).len() as u64));
        finder.set_error_pattern(None);
        prop_assert_eq!(errors(&finder), expected_errors(&log, encoding));
    }

    #[test]
    fn an_expression_can_change_at_any_moment(
        log in any_log(),
        first in any_rule(),
        second in any_rule(),
        sought in any_pattern(),
        splits in prop::collection::vec(any::<prop::sample::Index>(), 3),
    ) {
        let mut splits: Vec<usize> = splits.iter().map(|split| split.index(log.len() + 1)).collect();
        splits.sort_unstable();
        let mut finder = Finder::new(splits[0] as u64, Encoding::Utf8);
        finder.set_error_pattern(Some(first));
        finder.feed(0, &log[..splits[0]]);
        finder.set_pattern(sought.clone());
        finder.feed(splits[0] as u64, &log[splits[0]..splits[1]]);
        finder.set_error_pattern(Some(second.clone()));
        finder.feed(splits[1] as u64, &log[splits[1]..splits[2]]);
        finder.grow(log.len() as u64);
        serve(&mut finder, &log);
        prop_assert_eq!(errors(&finder), matching(&log, Encoding::Utf8, &second));
        prop_assert_eq!(finder.match_bytes(), expected(&log, Encoding::Utf8, &sought));
        finder.set_error_pattern(None);
        prop_assert_eq!(errors(&finder), expected_errors(&log, Encoding::Utf8));
    }
}
