//! Whether the view stays at the end of a log.
//!
//! Scrolling up more than a little pauses it. Reaching the end resumes it, and so does the button. When
//! the page itself scrolls, it never pauses. Invariant: while it is paused, the visible lines stay
//! where they are.

/// Scrolling up by more pixels than this pauses.
const PAUSE_DISTANCE: f64 = 50.0;
/// This close to the end counts as being there.
const END_DISTANCE: f64 = 4.0;
/// For this many milliseconds, scrolling is attributed to the page.
const PAGE_SCROLL_MS: f64 = 300.0;

/// Whether the view follows the end of the log.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Autoscroll {
    following: bool,
    unseen: usize,
    page_scrolls_until: f64,
}

impl Default for Autoscroll {
    fn default() -> Self {
        Self { following: true, unseen: 0, page_scrolls_until: f64::MIN }
    }
}

impl Autoscroll {
    /// Whether the view stays at the end.
    pub fn is_following(&self) -> bool {
        self.following
    }

    /// The lines that arrived since it was paused.
    pub fn unseen(&self) -> usize {
        self.unseen
    }

    /// Counts lines that were added at the end.
    pub fn count_new_lines(&mut self, lines: usize) {
        if !self.following {
            self.unseen += lines;
        }
    }

    /// The page is about to scroll or to change its layout.
    pub fn begin_page_scroll(&mut self, now: f64) {
        self.page_scrolls_until = now + PAGE_SCROLL_MS;
    }

    /// The reader used the wheel, keys, screen or scroll bar, and is about to scroll.
    pub fn begin_user_scroll(&mut self) {
        self.page_scrolls_until = f64::MIN;
    }

    /// The view has scrolled and is now `distance` pixels from the end.
    pub fn scrolled(&mut self, now: f64, distance: f64) {
        if now < self.page_scrolls_until {
            return;
        }
        if self.following && distance > PAUSE_DISTANCE {
            self.following = false;
        } else if !self.following && distance <= END_DISTANCE {
            self.resume();
        }
    }

    /// Stops following.
    pub fn pause(&mut self) {
        self.following = false;
    }

    /// Follows the end again.
    pub fn resume(&mut self) {
        self.following = true;
        self.unseen = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrolling_up_pauses_and_counts_new_lines() {
        let mut autoscroll = Autoscroll::default();
        autoscroll.scrolled(0.0, 30.0);
        assert!(autoscroll.is_following());
        autoscroll.scrolled(10.0, 51.0);
        assert!(!autoscroll.is_following());
        autoscroll.count_new_lines(14);
        assert_eq!(autoscroll.unseen(), 14);
        autoscroll.resume();
        assert_eq!((autoscroll.is_following(), autoscroll.unseen()), (true, 0));
    }

    #[test]
    fn scrolling_by_the_page_never_pauses() {
        let mut autoscroll = Autoscroll::default();
        autoscroll.begin_page_scroll(1_000.0);
        autoscroll.scrolled(1_200.0, 4_000.0);
        assert!(autoscroll.is_following());
        autoscroll.scrolled(1_301.0, 4_000.0);
        assert!(!autoscroll.is_following());
    }

    #[test]
    fn the_reader_can_always_scroll_away() {
        let mut autoscroll = Autoscroll::default();
        autoscroll.begin_page_scroll(1_000.0);
        autoscroll.begin_user_scroll();
        autoscroll.scrolled(1_010.0, 80.0);
        assert!(!autoscroll.is_following());
    }

    #[test]
    fn reaching_the_end_resumes() {
        let mut autoscroll = Autoscroll::default();
        autoscroll.pause();
        autoscroll.count_new_lines(3);
        autoscroll.scrolled(0.0, 40.0);
        assert!(!autoscroll.is_following());
        autoscroll.scrolled(1.0, 3.0);
        assert_eq!((autoscroll.is_following(), autoscroll.unseen()), (true, 0));
    }
}
