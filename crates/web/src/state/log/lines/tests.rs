use super::*;
use proptest::prelude::*;

fn show(log: &LogLines) -> Vec<String> {
    log.iter()
        .map(|entry| match entry {
            Ok(line) => line.text(),
            Err((from, to)) => format!("{from}..{to}"),
        })
        .collect()
}

#[test]
fn a_log_read_from_its_beginning_has_numbers() {
    let mut log = LogLines::starting_at(0);
    assert_eq!(log.append(0, b"a\nerror: b\nc"), Added { lines: 2, errors: 1 });
    assert_eq!(show(&log), ["a", "error: b", "c"]);
    assert_eq!((log.number(0), log.number(2), log.end()), (Some(1), Some(3), 12));
    log.append(12, b"!\n");
    assert_eq!((show(&log)[2].as_str(), log.len()), ("c!", 3));
}

#[test]
fn a_log_opened_at_its_end_gets_numbers_when_all_before_is_loaded() {
    let whole = b"one\ntwo\nthree\nfour\n";
    let mut log = LogLines::starting_at(10);
    log.append(10, &whole[10..]);
    assert_eq!((show(&log), log.first()), (vec!["four".to_owned()], 14));
    assert_eq!(log.number(0), None);
    log.prepend(5, &whole[5..14]);
    assert_eq!((show(&log), log.first()), (vec!["three".to_owned(), "four".to_owned()], 8));
    log.prepend(0, &whole[..8]);
    assert_eq!(show(&log), ["one", "two", "three", "four"]);
    assert_eq!((log.index_at(0), log.index_at(8), log.index_at(99)), (0, 2, 4));
    assert_eq!((log.first(), log.number(3)), (0, Some(4)));
}

#[test]
fn the_end_of_a_long_line_is_joined_with_its_beginning() {
    let mut log = LogLines::starting_at(6);
    log.append(6, b"ghi");
    assert!(log.is_empty());
    assert!(log.prepend(3, b"def"));
    assert!(log.prepend(0, b"a\nc"));
    assert_eq!((show(&log), log.first()), (vec!["a".to_owned(), "cdefghi".to_owned()], 0));
    log.append(9, b"!\n");
    assert_eq!(show(&log), ["a", "cdefghi!"]);
}

#[test]
fn a_piece_of_a_line_is_not_taken_for_one() {
    let mut log = LogLines::starting_at(6);
    log.append(6, b"f\nnext\n");
    assert_eq!((show(&log), log.first()), (vec!["next".to_owned()], 8));
    assert!(!log.prepend(5, b"ef\n"));
    assert_eq!((show(&log), log.first()), (vec!["next".to_owned()], 8));
    assert!(log.prepend(0, b"a\nbcdef\n"));
    assert_eq!(show(&log), ["a", "bcdef", "next"]);
}

#[test]
fn bytes_that_are_here_already_are_passed_over() {
    let mut log = LogLines::starting_at(0);
    log.append(0, b"a\nb\n");
    log.append(2, b"b\nc\n");
    log.append(0, b"a");
    assert_eq!(show(&log), ["a", "b", "c"]);
}

#[test]
fn a_gap_is_shown_and_can_be_filled_piece_by_piece() {
    let whole = b"a\nb\nhalf\nc\nd\ne\n";
    let mut log = LogLines::starting_at(0);
    log.append(0, &whole[..6]);
    assert_eq!(show(&log), ["a", "b", "ha"]);
    log.append(10, &whole[10..]);
    assert_eq!(show(&log), ["a", "b", "4..11", "d", "e"]);
    assert_eq!((log.number(1), log.number(3)), (Some(2), None));
    log.fill_gap(2, &whole[4..10]);
    assert_eq!(show(&log), ["a", "b", "half", "9..11", "d", "e"]);
    log.fill_gap(3, &whole[9..11]);
    assert_eq!(show(&log), ["a", "b", "half", "c", "d", "e"]);
    assert_eq!(log.number(5), Some(6));
}

#[test]
fn the_last_words_pass_over_empty_lines() {
    let mut log = LogLines::starting_at(0);
    log.append(0, b"1 %\r2 %\n\n  \n");
    assert_eq!(log.last_text().as_deref(), Some("2 %"));
    log.append(12, b"3 %\r4 %");
    assert_eq!(log.last_text().as_deref(), Some("4 %"));
    log.finish();
    assert_eq!(log.last_text().as_deref(), Some("4 %"));
}

#[test]
fn what_is_held_is_bounded_and_numbers_stay_right() {
    let mut log = LogLines::starting_at(0);
    let block = "x".repeat(1023) + "\n";
    let mut offset = 0;
    for _ in 0..40_000 {
        log.append(offset, block.as_bytes());
        offset += 1024;
    }
    log.trim();
    assert!(log.len() < 25_000);
    assert_eq!(log.number(0), Some(log.first() / 1024 + 1));
    assert_eq!(log.end(), offset);
}

proptest! {
    #[test]
    fn the_tail_and_what_is_loaded_before_it_are_the_whole(
        text in "([a-z]{0,6}\n){1,40}",
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
    ) {
        let bytes = text.as_bytes();
        let mut whole = LogLines::starting_at(0);
        whole.append(0, bytes);

        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        cuts.sort_unstable();
        let tail = cuts.pop().unwrap_or_default();
        let mut log = LogLines::starting_at(tail as u64);
        log.append(tail as u64, &bytes[tail..]);
        while log.first() > 0 {
            let end = usize::try_from(log.first()).unwrap();
            let start = cuts.pop().unwrap_or_default().min(end.saturating_sub(1));
            let taken = log.prepend(start as u64, &bytes[start..end]);
            prop_assert!(taken || start > 0);
        }
        prop_assert_eq!(show(&log), show(&whole));
    }
}
