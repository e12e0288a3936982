//! What is an error can be told by an expression: then every line that it matches in is one, whatever
//! the pieces and the order they come in, and nothing else of the log is known less for it.

use super::*;

/// Where the lines begin that an expression matches in, one by one.
fn matching(log: &[u8], encoding: Encoding, pattern: &Pattern) -> Vec<u64> {
    let lines = lines_of(log, encoding);
    let matching = lines.iter().filter(|line| pattern.is_in(line.text().as_bytes()));
    matching.map(|line| line.offset).collect()
}

fn errors_backward(finder: &Finder) -> Vec<u64> {
    let mut found = Vec::new();
    let mut to = u64::MAX;
    while let Some(at) = finder.step_error(to, Direction::Back) {
        found.insert(0, at);
        to = at;
    }
    found
}

#[test]
fn every_line_is_an_error_that_the_expression_matches_in() {
    let log = b"error\nNaN NaN\r\n\x1b[31mna\x1b[0mn\n1 %\rnan\rdone\nNaN";
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
    finder.judge_by(Some(Pattern::new("nan", Syntax::Regex, Case::Ignored).unwrap()));
    serve(&mut finder, log);
    assert_eq!(errors(&finder), [6, 15, log.len() as u64 - 3]);
    assert_eq!(errors_backward(&finder), errors(&finder));
    assert_eq!((finder.state().errors, finder.state().judged), (3, log.len() as u64));
    assert_eq!(finder.ticks_of(Level::Error, 1000), errors(&finder));
}

#[test]
fn without_an_expression_errors_are_those_that_were_known_before_it() {
    let log = "fine\n[error] a\nwarning: b\n".repeat(1000);
    let mut finder = found_in(log.as_bytes(), pattern("fine"));
    let before = finder.state();
    finder.judge_by(Some(regex("fine")));
    let state = finder.state();
    assert_eq!((state.judged, state.errors), (0, 0));
    assert_eq!((state.matches, state.lines), (before.matches, before.lines));
    let warnings = finder.ticks_of(Level::Warning, 10);
    assert_eq!(warnings.len(), 10);
    finder.judge_by(None);
    let state = finder.state();
    assert_eq!((state.judged, state.errors), (before.judged, before.errors));
    assert_eq!(errors(&finder), expected_errors(log.as_bytes(), Encoding::Utf8));
    assert_eq!(finder.ticks_of(Level::Warning, 10), warnings);
}

#[test]
fn errors_of_lines_that_end_are_told_once() {
    let mut finder = Finder::new(0, Encoding::Utf8);
    finder.feed(0, b"bad 1\nba");
    finder.judge_by(Some(regex("bad")));
    assert_eq!(finder.fresh_errors(), 0);
    while finder.want() == Next::Advance {
        finder.advance();
    }
    finder.feed(8, b"d 2\nfine\nbad 3\nbad");
    // The line that was under way when the expression came is none of the new ones.
    assert_eq!((finder.fresh_errors(), finder.fresh_errors()), (1, 0));
    finder.feed(26, b" 4\nbad 5\n");
    assert_eq!((finder.fresh_errors(), finder.fresh_errors()), (2, 0));
    finder.look_for(pattern("fine"));
    assert_eq!(finder.fresh_errors(), 0);
    finder.judge_by(None);
    finder.feed(35, b"bad 6\n");
    assert_eq!(finder.fresh_errors(), 0);
}

#[test]
fn a_piece_after_a_gap_is_told_from_one_that_goes_on() {
    let mut finder = Finder::new(10, Encoding::Utf8);
    assert!(finder.feed(4, b"a line"));
    assert!(finder.feed(4, b"a line"));
    assert!(finder.feed(8, b"ne\n"));
    assert!(!finder.feed(20, b"far\n"));
    assert_eq!(finder.want(), Next::Fetch { from: 11, to: 24 });
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
    fn an_expression_finds_the_lines_that_one_look_at_all_lines_finds(
        log in any_log(),
        rule in any_rule(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        start in any::<prop::sample::Index>(),
        order in prop::collection::vec(any::<bool>(), 1..12),
        encoding in prop::sample::select(Encoding::ALL.to_vec()),
    ) {
        let (start, cuts) = places(&log, start, &cuts);
        let mut finder = Finder::new(start as u64, encoding);
        finder.judge_by(Some(rule.clone()));
        feed_from(&mut finder, &log, start, &cuts, &order);
        prop_assert_eq!(errors(&finder), matching(&log, encoding, &rule));
        prop_assert_eq!(errors_backward(&finder), errors(&finder));
        let state = finder.state();
        prop_assert_eq!((state.errors, state.judged), (errors(&finder).len(), log.len() as u64));
        prop_assert_eq!(state.lines, Some(lines_of(&log, encoding).len() as u64));
        finder.judge_by(None);
        prop_assert_eq!(errors(&finder), expected_errors(&log, encoding));
    }

    #[test]
    fn an_expression_may_come_and_go_at_any_moment(
        log in any_log(),
        first in any_rule(),
        second in any_rule(),
        sought in any_pattern(),
        parts in prop::collection::vec(any::<prop::sample::Index>(), 3),
    ) {
        let mut parts: Vec<usize> = parts.iter().map(|part| part.index(log.len() + 1)).collect();
        parts.sort_unstable();
        let mut finder = Finder::new(parts[0] as u64, Encoding::Utf8);
        finder.judge_by(Some(first));
        finder.feed(0, &log[..parts[0]]);
        finder.look_for(sought.clone());
        finder.feed(parts[0] as u64, &log[parts[0]..parts[1]]);
        finder.judge_by(Some(second.clone()));
        finder.feed(parts[1] as u64, &log[parts[1]..parts[2]]);
        finder.grow(log.len() as u64);
        serve(&mut finder, &log);
        prop_assert_eq!(errors(&finder), matching(&log, Encoding::Utf8, &second));
        prop_assert_eq!(finder.hits(), expected(&log, Encoding::Utf8, &sought));
        finder.judge_by(None);
        prop_assert_eq!(errors(&finder), expected_errors(&log, Encoding::Utf8));
    }
}
