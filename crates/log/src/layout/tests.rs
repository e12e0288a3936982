use super::*;
use proptest::prelude::*;

fn log(text: &str) -> LogLines {
    let mut log = LogLines::starting_at(0);
    log.append(0, text.as_bytes());
    log
}

/// The last `n` bytes of `text`.
fn tail(text: &str, n: usize) -> LogLines {
    let at = text.len() - n;
    let mut log = LogLines::starting_at(at as u64);
    log.append(at as u64, &text.as_bytes()[at..]);
    log
}

#[test]
fn without_wrapping_an_entry_has_one_row() {
    let layout = Layout::of(&log("a\nb\nc\nd"), Mode::default());
    assert_eq!((layout.len(), layout.rows()), (4, 4));
    let window = layout.window(1, 1, 0);
    assert_eq!(window, Window { first: 1, end: 3, first_row: 1, end_row: 3 });
}

#[test]
fn a_wrapped_line_has_several_rows() {
    let mode = Mode { wrap_at: Some(4), raw: false };
    let layout = Layout::of(&log("abcde\n\nabcd\nx\n"), mode);
    assert_eq!((layout.len(), layout.rows()), (4, 5));
    assert_eq!((0..5).map(|i| layout.row_of(i)).collect::<Vec<_>>(), [0, 2, 3, 4, 5]);
    let window = layout.window(1, 1, 0);
    assert_eq!(window, Window { first: 0, end: 2, first_row: 0, end_row: 3 });
}

#[test]
fn raw_shows_every_update() {
    let mode = Mode { wrap_at: None, raw: true };
    let layout = Layout::of(&log("1\r2\r3\nnext\n"), mode);
    assert_eq!((layout.len(), layout.rows()), (4, 4));
    assert_eq!(layout.entry_of(1), (0, Some(1)));
    assert_eq!(layout.entry_of(3), (1, Some(0)));
    assert_eq!((layout.row_of_entry(0), layout.row_of_entry(1)), (0, 3));
}

#[test]
fn a_gap_has_the_average_rows_of_its_bytes() {
    let text = "12345678\n".repeat(100);
    let layout = Layout::of(&tail(&text, 91), Mode::default());
    assert_eq!((layout.len(), layout.rows()), (11, 100));
    assert_eq!((layout.row_of(0), layout.row_of(1), layout.row_of(11)), (0, 90, 100));
    let wrapped = Layout::of(&tail(&text, 91), Mode { wrap_at: Some(4), raw: false });
    assert_eq!((wrapped.rows(), wrapped.row_of(1)), (200, 180));
}

#[test]
fn only_the_visible_part_of_a_gap_is_drawn() {
    let text = "12345678\n".repeat(1_000);
    let layout = Layout::of(&tail(&text, 91), Mode::default());
    let window = layout.window(500, 20, 10);
    assert_eq!(window, Window { first: 0, end: 1, first_row: 490, end_row: 531 });
    assert_eq!(layout.rows_within(0, window), (490, 531));
    assert_eq!(layout.missing_byte_in(window), Some(510 * 9));
    let window = layout.window(985, 15, 10);
    assert_eq!(window, Window { first: 0, end: 11, first_row: 975, end_row: 1_000 });
    assert_eq!(layout.rows_within(0, window), (975, 990));
    assert_eq!(layout.missing_byte_in(layout.window(995, 3, 2)), None);
}

#[test]
fn a_corrected_estimate_moves_no_visible_line() {
    // The lines before are shorter than those at the end: more rows than was thought.
    let text = "ab\n".repeat(300) + &"12345678\n".repeat(100);
    let mut log = tail(&text, 91);
    let before = Layout::of(&log, Mode::default());
    // The last row of the gap is in view, and nine lines below it.
    let (top, height) = (before.row_of(1) as i64 * ROW_HEIGHT - 15, 200);
    let spot = before.anchor_at(&log, top, height);
    assert_eq!(spot, ScrollAnchor { byte: log.offset(1), below: -15 });
    assert!(log.load(0, text.as_bytes()));
    let after = Layout::of(&log, Mode::default());
    assert_eq!(after.top_of(&log, spot), 390 * ROW_HEIGHT - 15);
    assert_ne!(before.top_of(&log, spot), after.top_of(&log, spot));
}

proptest! {
    #[test]
    fn a_window_covers_its_rows_without_holes(
        text in "([a-z\r]{0,12}\n){1,60}",
        wrap_at in prop::option::of(1u32..6),
        raw in any::<bool>(),
        tail_at in any::<prop::sample::Index>(),
        piece in any::<(prop::sample::Index, prop::sample::Index)>(),
        top in 0usize..200,
        rows in 1usize..20,
        spare in 0usize..10,
    ) {
        let at = tail_at.index(text.len());
        let mut log = tail(&text, text.len() - at);
        let (start, end) = (piece.0.index(at + 1), piece.1.index(at + 1));
        log.load(start.min(end) as u64, &text.as_bytes()[start.min(end)..start.max(end)]);
        let layout = Layout::of(&log, Mode { wrap_at, raw });
        let window = layout.window(top, rows, spare);
        // What is drawn is all between the first row and the last, item by item.
        let mut next = window.first_row;
        for item in window.first..window.end {
            let (row, end) = layout.rows_within(item, window);
            prop_assert_eq!(row, next);
            prop_assert!(end > row);
            next = end;
        }
        prop_assert_eq!(next, window.end_row);
        prop_assert!(window.end_row <= layout.rows());
        // Whatever is in view is drawn.
        prop_assert!(window.first_row <= top || window.first == layout.len());
        prop_assert!(window.end_row >= (top + rows).min(layout.rows()));
        // Items and rows follow each other, and every row belongs to the item that covers it.
        for item in 0..layout.len() {
            prop_assert!(layout.row_of(item) < layout.row_of(item + 1));
            prop_assert_eq!(layout.item_at(layout.row_of(item)), item);
            prop_assert_eq!(layout.item_at(layout.row_of(item + 1) - 1), item);
        }
    }

    #[test]
    fn an_anchor_keeps_its_position(
        text in "([a-z]{0,12}\n){1,60}",
        wrap_at in prop::option::of(1u32..6),
        tail_at in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
    ) {
        let log = tail(&text, text.len() - tail_at.index(text.len()));
        let layout = Layout::of(&log, Mode { wrap_at, raw: false });
        prop_assume!(layout.rows() > 0);
        let top = at.index(layout.rows() * 20) as i64;
        let found = layout.top_of(&log, layout.anchor_at(&log, top, 100));
        prop_assert!((found - top).abs() <= ROW_HEIGHT, "{top} {found}");
    }
}

#[test]
fn a_view_at_the_beginning_stays_there_when_gaps_grow() {
    let text = "a\nb\nc\na line of some length\nanother line of some length\n";
    let mut log = tail(text, 50);
    let height = 10 * ROW_HEIGHT;
    let before = Layout::of(&log, Mode::default());
    let spot = before.anchor_at(&log, 0, height);
    assert!(before.rows() > 1 && log.load(0, &text.as_bytes()[..6]));
    let after = Layout::of(&log, Mode::default());
    assert!(after.rows() > before.rows());
    assert_eq!(after.top_of(&log, spot), 0);
}
