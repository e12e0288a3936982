//! Whether the view stays at the end of a log.
//!
//! A reader who scrolls up more than a little pauses it; reaching the end, or the button, resumes
//! it. What the page itself scrolls never pauses. Invariant: while it is paused, nothing moves
//! what is being read.

/// Scrolling up by more pixels than this pauses.
const PAUSE_DISTANCE: f64 = 50.0;
/// This close to the end counts as being there.
const END_DISTANCE: f64 = 4.0;
/// For so many milliseconds after the page scrolled, scrolling is taken for its own.
const GUARD: f64 = 300.0;

/// Follows, or is paused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Autoscroll {
    following: bool,
    unseen: usize,
    guard_until: f64,
}

impl Default for Autoscroll {
    fn default() -> Self {
        Self { following: true, unseen: 0, guard_until: f64::MIN }
    }
}

impl Autoscroll {
    /// Whether the view stays at the end.
    pub fn is_following(&self) -> bool {
        self.following
    }

    /// Lines that came since it was paused.
    pub fn unseen(&self) -> usize {
        self.unseen
    }

    /// Lines were added at the end.
    pub fn count_new_lines(&mut self, lines: usize) {
        if !self.following {
            self.unseen += lines;
        }
    }

    /// The page is about to scroll, or to change its layout.
    pub fn begin_page_scroll(&mut self, now: f64) {
        self.guard_until = now + GUARD;
    }

    /// The reader touched wheel, keys, screen or scroll bar: what scrolls now is the reader.
    pub fn begin_user_scroll(&mut self) {
        self.guard_until = f64::MIN;
    }

    /// The view was scrolled and is now `distance` pixels from the end.
    pub fn scrolled(&mut self, now: f64, distance: f64) {
        if now < self.guard_until {
            return;
        }
        if self.following && distance > PAUSE_DISTANCE {
            self.following = false;
        } else if !self.following && distance <= END_DISTANCE {
            self.resume();
        }
    }

    /// Stays where it is.
    pub fn pause(&mut self) {
        self.following = false;
    }

    /// Goes to the end and stays there.
    pub fn resume(&mut self) {
        self.following = true;
        self.unseen = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrolling_up_pauses_and_counts_what_comes() {
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
    fn what_the_page_scrolls_never_pauses() {
        let mut autoscroll = Autoscroll::default();
        autoscroll.begin_page_scroll(1_000.0);
        autoscroll.scrolled(1_200.0, 4_000.0);
        assert!(autoscroll.is_following());
        autoscroll.scrolled(1_301.0, 4_000.0);
        assert!(!autoscroll.is_following());
    }

    #[test]
    fn a_reader_can_always_get_away() {
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
