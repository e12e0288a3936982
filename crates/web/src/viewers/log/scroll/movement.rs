//! Moves the view and its scroll bar: for the reader, for a key, to a line, and to the end.

use crate::browser::{clock, document};
use crate::signals::SetIfChanged as _;
use crate::viewers::log::follow::state::{Phase, Reading};
use crate::viewers::log::scroll::{ABOVE, Drawn, Position, Scroller};
use jobshelf_log::{Autoscroll, ROW_HEIGHT, ScrollAnchor, Viewport};
use leptos::prelude::*;

impl Scroller {
    /// Records that the upper edge of the view is at pixel `top` of the log, with the scroll bar at
    /// `scroll`.
    pub(super) fn set_position(self, view: Viewport, top: i64, scroll: i64) {
        let lines = self.loader.lines;
        if view.rows == 0 {
            // The log is being read again: the view returns to the same anchor afterwards.
            self.set_scroll(scroll);
            return;
        }
        let anchor = self.layout.with_untracked(|layout| {
            lines.with_untracked(|l| layout.anchor_at(l, top, view.height))
        });
        self.position.set_if_changed(Position { anchor, scroll });
        let distance = view.last_top() - top;
        self.lag.set_value(distance);
        if self.reading == Reading::Still {
            // A text that does not grow has no end to follow.
            return;
        }
        let mut autoscroll = self.autoscroll.get_untracked();
        autoscroll.scrolled(clock::now_ms(), distance as f64);
        self.autoscroll.set_if_changed(autoscroll);
    }

    fn set_scroll(self, scroll: i64) {
        self.position.set_if_changed(Position { scroll, ..self.position.get_untracked() });
    }

    /// The view was scrolled, by the reader or by the page.
    pub(crate) fn on_scroll(self) {
        let Some(element) = self.element() else { return };
        self.update_left_column(&element);
        let scroll = i64::from(element.scroll_top());
        let Drawn { window, above, below } = self.drawn.get_untracked();
        let rows = (window.end_row - window.first_row) as i64;
        let extra = i64::from(element.scroll_height()) - above - below - rows * ROW_HEIGHT;
        self.size.set_if_changed((self.size.get_untracked().0, extra.max(0)));
        let before = self.position.get_untracked().scroll;
        if scroll == before && self.target.get_value().is_some() {
            return;
        }
        let view = self.viewport();
        let top = view.moved(self.top(view), before, scroll);
        if scroll != before {
            self.is_moving.set_value(true);
        }
        self.set_position(view, top, scroll);
        if view.is_misaligned(top, scroll) {
            self.restore_bar();
        }
    }

    /// Scrolling has ended, so the scroll bar may be moved to its exact position.
    pub(crate) fn on_scroll_end(self) {
        if self.element().is_some() {
            self.is_moving.set_value(false);
            self.restore_bar();
        }
    }

    /// The reader used the wheel, the keys, the screen or the scroll bar.
    pub(crate) fn on_input(self) {
        self.target.set_value(None);
        let mut autoscroll = self.autoscroll.get_untracked();
        autoscroll.begin_user_scroll();
        self.autoscroll.set_if_changed(autoscroll);
    }

    /// Moves the view down by so many pixels; [`i64::MAX`] moves it to the end.
    pub(crate) fn move_by(self, by: i64) {
        let view = self.viewport();
        self.on_input();
        if by == i64::MAX && self.reading == Reading::Live {
            return self.resume();
        }
        if by == i64::MAX && self.loader.phase.with_untracked(|phase| *phase == Phase::Loading) {
            // The end is still being read.
            return self.show(self.loader.total.get_untracked().saturating_sub(1));
        }
        let top = self.top(view).saturating_add(by).clamp(0, view.last_top());
        let scroll = view.scroll_of(top);
        self.set_position(view, top, scroll);
        if let Some(element) = self.element() {
            element.set_scroll_top(scroll as i32);
        }
    }

    /// Brings the line that contains byte `offset` into view, and loads it if necessary. A line that
    /// is in view already does not move.
    pub(crate) fn show(self, offset: u64) {
        let view = self.viewport();
        let top = self.top(view);
        let is_loaded = self.loader.lines.with_untracked(|lines| lines.piece_at(offset).is_none());
        let row = is_loaded.then(|| self.top_of(ScrollAnchor { byte: offset, below: 0 }));
        self.autoscroll.update(Autoscroll::pause);
        let is_in_view = |row: i64| row >= top && row + ROW_HEIGHT <= top + view.height;
        let scroll = self.position.get_untracked().scroll;
        if row.is_some_and(is_in_view) {
            return self.set_position(view, top, scroll);
        }
        self.target.set_value(Some(offset));
        let below = -(ABOVE * ROW_HEIGHT).min(view.height / 3);
        self.position.set(Position { anchor: ScrollAnchor { byte: offset, below }, scroll });
        self.restore_bar();
    }

    /// Follows the end, or stops following it.
    pub(crate) fn toggle(self) {
        if self.reading == Reading::Still {
            return;
        }
        if self.autoscroll.with_untracked(Autoscroll::is_following) {
            self.pause();
        } else {
            self.resume();
        }
    }

    /// Scrolls to the end and follows it.
    pub(crate) fn resume(self) {
        self.loader.show_new();
        self.autoscroll.update(Autoscroll::resume);
        self.to_end();
    }

    /// Shows the new text instead of the old one: a log from its end on, any other text at the same
    /// place.
    pub(crate) fn show_new(self) {
        match self.reading {
            Reading::Live => self.resume(),
            Reading::Still => self.loader.show_new(),
        }
    }

    /// Stops following the end.
    pub(crate) fn pause(self) {
        self.on_scroll();
        self.autoscroll.update(Autoscroll::pause);
    }

    /// Scrolls to the end once the new rows are drawn.
    pub(super) fn to_end(self) {
        document::before_next_frame(move || self.set_bar(i32::MAX));
        self.lag.set_value(0);
    }

    /// Moves the scroll bar to the position that belongs to the anchor, before the next frame.
    pub(super) fn restore_bar(self) {
        if self.autoscroll.with_untracked(Autoscroll::is_following) {
            return;
        }
        document::before_next_frame(move || {
            if self.element().is_none() {
                return;
            }
            let before = self.position.get_untracked().scroll;
            self.on_scroll();
            // While the reader keeps scrolling, the bar stays as it is.
            if self.position.get_untracked().scroll == before {
                let view = self.viewport();
                self.set_bar(view.scroll_of(self.top(view)) as i32);
            }
        });
    }

    /// Moves the scroll bar on behalf of the page; the anchor of the view stays.
    pub(super) fn set_bar(self, scroll: i32) {
        let Some(element) = self.element() else { return };
        self.autoscroll
            .update_untracked(|autoscroll| autoscroll.begin_page_scroll(clock::now_ms()));
        element.set_scroll_top(scroll);
        self.set_scroll(i64::from(element.scroll_top()));
    }
}
