//! A filter shows the same lines whatever the pieces and the order they come in.

use super::*;

#[test]
fn a_filter_shows_lines_with_their_numbers_and_what_is_around_them() {
    let log = b"one\ntwo\nthree foam\nfour\nfive\nsix foam old\nseven";
    let shown = |include: &str, exclude: &str, around| {
        let read = |text: &str| (!text.is_empty()).then(|| pattern(text));
        let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
        finder.filter(Some(Filter { include: read(include), exclude: read(exclude), around }));
        serve(&mut finder, log);
        let line = |(at, raw, number, passes): (u64, &[u8], Option<u64>, bool)| {
            assert!(log[at as usize..].starts_with(raw));
            let mark = if passes { "*" } else { "" };
            format!("{}{mark} {}", number.unwrap(), String::from_utf8_lossy(raw))
        };
        finder.lines().map(line).collect::<Vec<_>>()
    };
    assert_eq!(shown("foam", "", 0), ["3* three foam", "6* six foam old"]);
    assert_eq!(shown("foam", "old", 1), ["2 two", "3* three foam", "4 four"]);
    assert_eq!(shown("six", "", 1), ["5 five", "6* six foam old", "7 seven"]);
    assert_eq!(shown("", "o", 0), ["5* five", "7* seven"]);
}

#[test]
fn what_was_found_stays_while_a_filter_reads_the_log_again() {
    let log = "one two\n".repeat(200_000);
    let mut finder = found_in(log.as_bytes(), pattern("one"));
    finder.filter(Some(Filter { include: Some(pattern("none")), exclude: None, around: 0 }));
    let state = finder.state();
    assert_eq!((state.matches, state.searched, state.filtered), (200_000, state.total, 0));
    serve(&mut finder, log.as_bytes());
    let state = finder.state();
    assert_eq!((state.matches, state.filtered, state.passed), (200_000, state.total, 0));
}

#[test]
fn what_a_filter_shows_has_another_edition_when_it_has_changed_and_only_then() {
    let log = "foam\n".repeat(60_000);
    let filter = || Some(Filter { include: Some(pattern("foam")), exclude: None, around: 0 });
    let mut finder = Finder::new(log.len() as u64, Encoding::Utf8);
    finder.filter(filter());
    finder.feed(150_000, &log.as_bytes()[150_000..]);
    let (edition, shown) = (finder.state().edition, finder.lines().count());
    assert!(edition > 0 && shown == 20_000);
    finder.feed(5, &log.as_bytes()[5..150_000]);
    assert!(finder.state().passed > 59_000);
    assert_eq!(finder.state().edition, edition);
    // The numbers are known from now on.
    finder.feed(0, b"foam\n");
    let numbered = finder.state().edition;
    assert_ne!(numbered, edition);
    finder.feed(log.len() as u64, b"other\nun");
    assert_eq!(finder.state().edition, numbered);
    finder.feed(log.len() as u64 + 8, b"finished foam");
    let grown = finder.state().edition;
    assert_ne!(grown, numbered);
    finder.filter(filter());
    assert!(finder.state().edition > grown, "no edition is of two filters");
}

proptest! {
    #[test]
    fn any_pieces_in_any_order_filter_as_one_look_at_the_whole_does(
        log in any_log(),
        include in any_pattern(),
        exclude in prop::option::of(any_pattern()),
        around in 0usize..4,
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        start in any::<prop::sample::Index>(),
        order in prop::collection::vec(any::<bool>(), 1..12),
        encoding in prop::sample::select(Encoding::ALL.to_vec()),
    ) {
        let (start, cuts) = places(&log, start, &cuts);
        let filter = Filter { include: Some(include), exclude, around };
        let mut finder = Finder::new(start as u64, encoding);
        finder.filter(Some(filter.clone()));
        feed_from(&mut finder, &log, start, &cuts, &order);

        let lines = lines_of(&log, encoding);
        let passes = |line: &Line| {
            let text = line.text();
            filter.include.as_ref().unwrap().is_in(text.as_bytes())
                && !filter.exclude.as_ref().is_some_and(|exclude| exclude.is_in(text.as_bytes()))
        };
        let passing: Vec<bool> = lines.iter().map(passes).collect();
        let is_near = |index: usize| {
            passing[index.saturating_sub(around)..(index + around + 1).min(lines.len())].contains(&true)
        };
        let expected: Vec<(u64, Option<u64>, bool)> = (0..lines.len())
            .filter(|index| is_near(*index))
            .map(|index| (lines[index].offset, Some(index as u64 + 1), passing[index]))
            .collect();
        let found: Vec<_> = finder.lines().map(|(at, _, number, passes)| (at, number, passes)).collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(finder.state().passed, passing.iter().filter(|passes| **passes).count() as u64);
    }
}
