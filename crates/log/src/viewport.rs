//! Maps positions in the log to the scroll bar.
//!
//! A log may be higher than an element of a browser can be: beyond [`MAX_SCROLL_HEIGHT`] pixels the
//! scroll bar is scaled. Near both ends, and for steps of less than some screens, a pixel of the bar is
//! still a pixel of the log, so that wheel, touch and keys are exact to the line.
//!
//! `top` is the pixel of the log at the upper edge of the view, `scroll` is the position of the bar.
//! While the reader scrolls, the two may diverge; [`Viewport::scroll_of`] is where the bar belongs.

/// The height of a row in pixels, as in the style sheet (`--row-log`).
pub const ROW_HEIGHT: i64 = 20;
/// The greatest height of the rows in the browser. Firefox allows 17.8 million pixels.
const MAX_SCROLL_HEIGHT: i64 = 8_000_000;
/// This close to either end the bar is not scaled.
const UNSCALED: i64 = 100_000;
/// A step of more screens than this means that the reader drags the bar.
const DRAG_SCREENS: i64 = 3;

/// The rows of a log and the size of the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewport {
    /// All rows of the log.
    pub rows: usize,
    /// The height of the view in pixels.
    pub height: i64,
    /// The height of everything else that scrolls along with the rows, in pixels.
    pub extra: i64,
}

impl Viewport {
    /// The height of the rows in the browser.
    pub fn scroll_height(&self) -> i64 {
        (self.rows as i64 * ROW_HEIGHT).min(MAX_SCROLL_HEIGHT)
    }

    /// The greatest `top`.
    pub fn last_top(&self) -> i64 {
        (self.rows as i64 * ROW_HEIGHT + self.extra - self.height).max(0)
    }

    /// The greatest `scroll`.
    pub fn last_scroll(&self) -> i64 {
        (self.scroll_height() + self.extra - self.height).max(0)
    }

    /// The position of the bar for `top`.
    pub fn scroll_of(&self, top: i64) -> i64 {
        scaled(top, self.last_top(), self.last_scroll())
    }

    /// The top for a position of the bar.
    pub fn top_of(&self, scroll: i64) -> i64 {
        scaled(scroll, self.last_scroll(), self.last_top())
    }

    /// The new top after the bar moved from `before` to `scroll`.
    pub fn moved(&self, top: i64, before: i64, scroll: i64) -> i64 {
        let by = scroll - before;
        if by.abs() > DRAG_SCREENS * self.height {
            return self.top_of(scroll);
        }
        (top + by).clamp(0, self.last_top())
    }

    /// Whether the bar is about to reach an end before the log does.
    pub fn is_misaligned(&self, top: i64, scroll: i64) -> bool {
        let (below, bar_below) = (self.last_top() - top, self.last_scroll() - scroll);
        (scroll < self.height && top > scroll) || (bar_below < self.height && below > bar_below)
    }
}

/// Maps `place` in `0..=from` to `0..=to`: at the same distance from a near end, else in proportion.
fn scaled(place: i64, from: i64, to: i64) -> i64 {
    let place = place.clamp(0, from);
    let rest = from - place;
    if from == to || place <= UNSCALED {
        place.min(to)
    } else if rest <= UNSCALED {
        (to - rest).max(0)
    } else {
        let part = (place - UNSCALED) as f64 / (from - 2 * UNSCALED) as f64;
        UNSCALED + (part * (to - 2 * UNSCALED) as f64) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SMALL: Viewport = Viewport { rows: 1_000, height: 600, extra: 12 };
    const LARGE: Viewport = Viewport { rows: 10_000_000, height: 600, extra: 12 };

    #[test]
    fn a_short_log_is_not_scaled() {
        assert_eq!(
            (SMALL.scroll_height(), SMALL.last_top(), SMALL.last_scroll()),
            (20_000, 19_412, 19_412)
        );
        assert_eq!((SMALL.scroll_of(5_000), SMALL.top_of(5_000)), (5_000, 5_000));
    }

    #[test]
    fn no_log_exceeds_the_height_that_browsers_allow() {
        assert_eq!(LARGE.scroll_height(), MAX_SCROLL_HEIGHT);
        assert_eq!(LARGE.top_of(LARGE.last_scroll()), LARGE.last_top());
        let middle = LARGE.top_of(LARGE.last_scroll() / 2);
        assert!((middle - LARGE.last_top() / 2).abs() < 100, "{middle}");
    }

    #[test]
    fn wheel_and_keys_are_exact_and_dragging_is_scaled() {
        assert_eq!(LARGE.moved(50_000_000, 4_000_000, 4_000_100), 50_000_100);
        assert_eq!(LARGE.moved(50_000_000, 4_000_000, 0), 0);
        assert_eq!(LARGE.moved(50, 4_000_000, 3_999_900), 0);
    }

    #[test]
    fn a_bar_that_ends_too_early_is_detected() {
        assert!(LARGE.is_misaligned(5_000, 10));
        assert!(!LARGE.is_misaligned(10, 10));
        assert!(LARGE.is_misaligned(LARGE.last_top() - 5_000, LARGE.last_scroll()));
        assert!(!LARGE.is_misaligned(100_000_000, 4_000_000));
    }

    proptest! {
        #[test]
        fn the_bar_maps_to_every_position_in_order(
            rows in 0usize..20_000_000, height in 1i64..2_000, a in 0i64..8_000_000, b in 0i64..8_000_000,
        ) {
            let view = Viewport { rows, height, extra: 12 };
            let (a, b) = (a.min(b).min(view.last_scroll()), a.max(b).min(view.last_scroll()));
            let (top, next) = (view.top_of(a), view.top_of(b));
            prop_assert!(0 <= top && top <= next && next <= view.last_top());
            prop_assert!((view.scroll_of(top) - a).abs() <= 1);
            prop_assert!(!view.is_misaligned(view.top_of(a), view.scroll_of(view.top_of(a))));
        }
    }
}
