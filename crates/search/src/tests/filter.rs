//! A filter shows the same lines, whatever the pieces and their order.

use super::*;
use jobshelf_search_protocol::FilteredLine;

#[test]
fn a_filter_shows_numbered_lines_and_their_context() {
    let log = b"one\ntwo\nthree foam\nfour\nfive\nsix foam old\nseven";
    let shown = |include: &str, exclude: &str, context| {
        let read = |text: &str| (!text.is_empty()).then(|| pattern(text));
        let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
        finder.set_filter(Some(Filter { include: read(include), exclude: read(exclude), context }));
        serve(&mut finder, log);
        let line = |(line, raw): (FilteredLine, &[u8])| {
            assert!(log[line.at as usize..].starts_with(raw));
            let mark = if line.is_context { "" } else { "*" };
            format!("{}{mark} {}", line.number.unwrap(), String::from_utf8_lossy(raw))
        };
        finder.filtered_lines().map(line).collect::<Vec<_>>()
    };
    assert_eq!(shown("foam", "", 0), ["3* three foam", "6* six foam old"]);
    assert_eq!(shown("foam", "old", 1), ["2 two", "3* three foam", "4 four"]);
    assert_eq!(shown("six", "", 1), ["5 five", "6* six foam old", "7 seven"]);
    assert_eq!(shown("", "o", 0), ["5* five", "7* seven"]);
}

#[test]
fn matches_stay_while_a_filter_reads_the_log_again() {
    let log = "one two\n".repeat(200_000);
    let mut finder = found_in(log.as_bytes(), pattern("one"));
    finder.set_filter(Some(Filter { include: Some(pattern("none")), exclude: None, context: 0 }));
    let state = finder.progress();
    assert_eq!((state.matches, state.searched, state.filtered), (200_000, state.total, 0));
    serve(&mut finder, log.as_bytes());
    let state = finder.progress();
    assert_eq!((state.matches, state.filtered, state.passed), (200_000, state.total, 0));
}

#[test]
fn the_edition_changes_exactly_when_the_shown_lines_do() {
    let log = "foam\n".repeat(60_000);
    let filter = || Some(Filter { include: Some(pattern("foam")), exclude: None, context: 0 });
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
    finder.set_filter(filter());
    finder.feed(150_000, &log.as_bytes()[150_000..]);
    let (edition, shown) = (finder.progress().edition, finder.filtered_lines().count());
    assert!(edition > 0 && shown == 20_000);
    finder.feed(5, &log.as_bytes()[5..150_000]);
    assert!(finder.progress().passed > 59_000);
    assert_eq!(finder.progress().edition, edition);
    // From here on the numbers are known.
    finder.feed(0, b"foam\n");
    let numbered = finder.progress().edition;
    assert_ne!(numbered, edition);
    finder.feed(log.len() as u64, b"other\nun");
    assert_eq!(finder.progress().edition, numbered);
    finder.feed(log.len() as u64 + 8, b"finished foam");
    let grown = finder.progress().edition;
    assert_ne!(grown, numbered);
    finder.set_filter(filter());
    assert!(finder.progress().edition > grown, "two filters share no edition");
}

proptest! {
    #[test]
    fn any_pieces_in_any_order_filter_like_one_pass(
        log in any_log(),
        include in any_pattern(),
        exclude in prop::option::of(any_pattern()),
        context in 0usize..4,
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        start in any::<prop::sample::Index>(),
        order in prop::collection::vec(any::<bool>(), 1..12),
        encoding in prop::sample::select(Encoding::ALL.to_vec()),
    ) {
        let (start, cuts) = places(&log, start, &cuts);
        let filter = Filter { include: Some(include), exclude, context };
        let mut finder = Finder::new(start as u64, encoding);
        finder.set_filter(Some(filter.clone()));
        feed_from(&mut finder, &log, start, &cuts, &order);

        let lines = lines_of(&log, encoding);
        let passes = |line: &Line| {
            let text = line.text();
            filter.include.as_ref().unwrap().is_in(text.as_bytes())
                && !filter.exclude.as_ref().is_some_and(|exclude| exclude.is_in(text.as_bytes()))
        };
        let passing: Vec<bool> = lines.iter().map(passes).collect();
        let is_near = |index: usize| {
            passing[index.saturating_sub(context)..(index + context + 1).min(lines.len())].contains(&true)
        };
        let expected: Vec<(u64, Option<u64>, bool)> = (0..lines.len())
            .filter(|index| is_near(*index))
            .map(|index| (lines[index].offset, Some(index as u64 + 1), passing[index]))
            .collect();
        let found: Vec<_> = finder.filtered_lines().map(|(line, _)| (line.at, line.number, !line.is_context)).collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(finder.progress().passed, passing.iter().filter(|passes| **passes).count() as u64);
    }
}
