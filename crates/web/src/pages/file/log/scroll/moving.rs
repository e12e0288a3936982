//! How the view moves: by the reader, by a key, to a line, to the end; and the bar with it.

use super::{ABOVE, Drawn, Place, Scroller};
use crate::feeds::log::{Phase, Reading};
use crate::platform::{clock, document};
use crate::reactive::*;
use jobshelf_log::{Autoscroll, ROW_HEIGHT, ScrollAnchor, Viewport};

impl Scroller {
    /// What is looked at is now `top`, for which the bar stands at `scroll`.
    pub(super) fn look_at(&self, view: Viewport, top: i64, scroll: i64) {
        let lines = self.feed.lines;
        if view.rows == 0 {
            // All of it is read anew: it is looked at where it was before.
            self.place.set_if_new(Place { scroll, ..self.place.get_untracked() });
            return;
        }
        let spot = self.layout.with_untracked(|layout| {
            lines.with_untracked(|l| layout.anchor_at(l, top, view.height))
        });
        self.place.set_if_new(Place { spot, scroll });
        let distance = view.last_top() - top;
        self.lag.set(distance);
        if self.reading == Reading::Still {
            // A text that does not grow has no end to stay at.
            return;
        }
        let mut autoscroll = self.autoscroll.get_untracked();
        autoscroll.scrolled(clock::now_ms(), distance as f64);
        self.autoscroll.set_if_new(autoscroll);
    }

    /// The view was scrolled, by whomever.
    pub(in super::super) fn on_scroll(&'static self) {
        let Some(element) = self.element.borrow().clone() else { return };
        self.look_aside(&element);
        let scroll = i64::from(element.scroll_top());
        let Drawn { window, above, below } = self.drawn.get_untracked();
        let rows = (window.end_row - window.first_row) as i64;
        let extra = i64::from(element.scroll_height()) - above - below - rows * ROW_HEIGHT;
        self.size.set_if_new((self.size.get_untracked().0, extra.max(0)));
        let before = self.place.get_untracked().scroll;
        if scroll == before && self.goal.get().is_some() {
            return;
        }
        let view = self.viewport();
        let top = view.moved(self.top(view), before, scroll);
        if scroll != before {
            self.is_moving.set(true);
        }
        self.look_at(view, top, scroll);
        if view.is_misaligned(top, scroll) {
            self.settle();
        }
    }

    /// Scrolling has come to rest: the bar may be put where it belongs.
    pub(in super::super) fn on_rest(&'static self) {
        self.is_moving.set(false);
        self.settle();
    }

    /// The reader touched wheel, keys, screen or scroll bar.
    pub(in super::super) fn on_reader(&'static self) {
        self.goal.set(None);
        let mut autoscroll = self.autoscroll.get_untracked();
        autoscroll.begin_user_scroll();
        self.autoscroll.set_if_new(autoscroll);
    }

    /// The reader goes so many pixels down; [`i64::MAX`] is to the end.
    pub(in super::super) fn move_by(&'static self, by: i64) {
        let view = self.viewport();
        self.on_reader();
        if by == i64::MAX && self.reading == Reading::Live {
            return self.resume();
        }
        if by == i64::MAX && self.feed.phase.with_untracked(|phase| *phase == Phase::Loading) {
            // The end is on its way.
            return self.show(self.feed.total.get_untracked().saturating_sub(1));
        }
        let top = self.top(view).saturating_add(by).clamp(0, view.last_top());
        let scroll = view.scroll_of(top);
        self.look_at(view, top, scroll);
        if let Some(element) = self.element.borrow().as_ref() {
            element.set_scroll_top(scroll as i32);
        }
    }

    /// Shows the line that byte `offset` is in, and loads it if need be; what is in view already
    /// does not move.
    pub(in super::super) fn show(&'static self, offset: u64) {
        let view = self.viewport();
        let top = self.top(view);
        let row = self.layout.with_untracked(|layout| {
            let is_here = self.feed.lines.with_untracked(|lines| lines.piece_at(offset).is_none());
            let spot = ScrollAnchor { byte: offset, below: 0 };
            is_here.then(|| self.feed.lines.with_untracked(|lines| layout.top_of(lines, spot)))
        });
        self.autoscroll.update(Autoscroll::pause);
        let is_in_view = |row: i64| row >= top && row + ROW_HEIGHT <= top + view.height;
        if row.is_some_and(is_in_view) {
            return self.look_at(view, top, self.place.get_untracked().scroll);
        }
        self.goal.set(Some(offset));
        let below = -(ABOVE * ROW_HEIGHT).min(view.height / 3);
        let scroll = self.place.get_untracked().scroll;
        self.place.set(Place { spot: ScrollAnchor { byte: offset, below }, scroll });
        self.settle();
    }

    /// Stays at the end, or does not any more.
    pub(in super::super) fn toggle(&'static self) {
        if self.reading == Reading::Still {
            return;
        }
        if untrack(|| self.is_following()) {
            self.pause();
        } else {
            self.resume();
        }
    }

    /// Goes to the end and stays there.
    pub(in super::super) fn resume(&'static self) {
        self.feed.show_new();
        self.autoscroll.update(Autoscroll::resume);
        self.to_end();
    }

    /// Shows what was written since instead of what is shown: a log from its end on, a text where
    /// it is read.
    pub(in super::super) fn show_new(&'static self) {
        match self.reading {
            Reading::Live => self.resume(),
            Reading::Still => self.feed.show_new(),
        }
    }

    /// Stays where it is.
    pub(in super::super) fn pause(&'static self) {
        self.on_scroll();
        self.autoscroll.update(Autoscroll::pause);
    }

    /// Scrolls to the end once what is new is drawn.
    pub(super) fn to_end(&'static self) {
        document::before_next_frame(move || self.put_bar(i32::MAX));
        self.lag.set(0);
    }

    /// Puts the bar where it belongs for what is looked at.
    pub(super) fn settle(&'static self) {
        if self.autoscroll.with_untracked(Autoscroll::is_following) {
            return;
        }
        document::before_next_frame(move || {
            let before = self.place.get_untracked().scroll;
            self.on_scroll();
            // Where the reader has just gone on, the bar is left alone until it rests.
            if self.place.get_untracked().scroll == before {
                let view = self.viewport();
                self.put_bar(view.scroll_of(self.top(view)) as i32);
            }
        });
    }

    /// Moves the bar; the reader did not, and looks at the same as before.
    pub(super) fn put_bar(&'static self, scroll: i32) {
        let Some(element) = self.element.borrow().clone() else { return };
        self.autoscroll
            .update_untracked(|autoscroll| autoscroll.begin_page_scroll(clock::now_ms()));
        element.set_scroll_top(scroll);
        let scroll = i64::from(element.scroll_top());
        self.place.set_if_new(Place { scroll, ..self.place.get_untracked() });
    }
}
