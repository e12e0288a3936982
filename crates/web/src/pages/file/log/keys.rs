//! The keys that move through a log.

use jobshelf_log::ROW;

/// By how many pixels `key` moves a view that is `height` pixels high; [`i64::MAX`] is to the end.
/// Nothing if it is no such key.
pub(super) fn moves_by(key: &str, is_shifted: bool, height: i64) -> Option<i64> {
    // A row of the page before stays in view.
    let page = (height - ROW).max(ROW);
    Some(match key {
        "j" | "ArrowDown" => ROW,
        "k" | "ArrowUp" => -ROW,
        " " if is_shifted => -page,
        " " | "PageDown" => page,
        "PageUp" => -page,
        "g" | "Home" => -i64::MAX,
        "G" | "End" => i64::MAX,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::moves_by;

    #[test]
    fn a_page_leaves_one_row_in_view() {
        assert_eq!(moves_by("PageDown", false, 600), Some(580));
        assert_eq!(moves_by(" ", true, 600), Some(-580));
        assert_eq!(moves_by("PageDown", false, 10), Some(20));
    }

    #[test]
    fn other_keys_do_not_move() {
        for key in ["f", "/", "ArrowLeft", "Enter", "Tab"] {
            assert_eq!(moves_by(key, false, 600), None, "{key}");
        }
    }
}
