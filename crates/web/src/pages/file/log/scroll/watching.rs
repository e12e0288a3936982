//! What a scroller does by itself as long as its page lasts: it stays where it is while the log
//! changes, loads what is looked at, and measures its view.

use super::{EDGE, GUTTER, NARROW_GUTTER, RULER, STEP, Scroller};
use crate::dom::{El, effect};
use crate::feeds::log::{Phase, Reading};
use crate::platform::{clock, document, observe};
use crate::reactive::*;
use crate::session::{Source, session};
use crate::state::log_news::Reader;
use jobshelf_log::{Autoscroll, LogLines, ROW_HEIGHT};
use send_wrapper::SendWrapper;

impl Scroller {
    /// Watches what scrolls, and a ruler of forty characters in its font.
    pub(in super::super) fn watch(&'static self, element: &El, ruler: &El) {
        *self.element.borrow_mut() = Some(element.raw().clone());
        // The scroller outlives its page, which must not stay for it.
        let held = SendWrapper::new(self);
        cleanup(move || drop(held.element.take()));
        self.measure(element, ruler.clone());
        effect(move || {
            let is_within =
                !self.autoscroll.with(Autoscroll::is_following) && self.reading == Reading::Live;
            let is_within = is_within && !self.feed.lines.with_untracked(LogLines::is_empty);
            self.feed.reader.set_if_new(if is_within { Reader::Within } else { Reader::AtEnd });
        });
        effect(move || {
            self.layout.track();
            if self.autoscroll.with_untracked(Autoscroll::is_following) {
                self.to_end();
            } else if !self.is_moving.get() {
                self.settle();
            }
        });
        if self.reading == Reading::Live {
            effect(move || {
                let added = self.feed.added.get();
                if !self.autoscroll.with_untracked(Autoscroll::is_following) && added.lines > 0 {
                    self.autoscroll.update(|autoscroll| autoscroll.count_new_lines(added.lines));
                }
            });
        }
        self.load_what_is_looked_at();
    }

    /// Loads what is missing in view, and lets go of what is far from it.
    pub(super) fn load_what_is_looked_at(&'static self) {
        let session = session();
        effect(move || {
            self.drawn.track();
            let is_first = self.feed.phase.with(|phase| *phase == Phase::Loading);
            if self.feed.is_loading.get() || is_first {
                return;
            }
            if let Some(goal) = self.goal.get() {
                if self.feed.lines.with_untracked(|lines| lines.piece_at(goal).is_some()) {
                    return self.feed.load_at(session, goal);
                }
                self.goal.set(None);
            }
            let view = self.viewport();
            // At the end nothing is looked at but the end, as long as one can scroll.
            let is_at_end = self.autoscroll.with(Autoscroll::is_following) && view.last_top() > 0;
            let (row, rows) = (self.top(view) / ROW_HEIGHT, view.height / ROW_HEIGHT + 1);
            let missing = self.layout.with_untracked(|layout| {
                // As far as the view can go before this is asked again, and no further: the rows of
                // some logs are large.
                layout.missing_byte_in(layout.window(row as usize, rows as usize, STEP as usize))
            });
            match missing.filter(|_| !is_at_end) {
                Some(byte) => self.feed.load_at(session, byte),
                // What could not be read elsewhere is in nobody's way any more.
                None => session.freshness.left(Source::Piece),
            }
        });
        effect(move || {
            self.feed.lines.track();
            let spot = self.place.get_untracked().spot;
            let is_following = self.autoscroll.with_untracked(Autoscroll::is_following);
            untrack(|| self.feed.trim(if is_following { u64::MAX } else { spot.byte }));
        });
    }

    /// Keeps the height and the width of the view, and of a character.
    pub(super) fn measure(&'static self, element: &El, ruler: El) {
        observe::on_resize(element, move || {
            let Some(element) = self.element.borrow().clone() else { return };
            let height = i64::from(element.client_height());
            self.size.set_if_new((height, self.size.get_untracked().1));
            let ruler = ruler.raw().get_bounding_client_rect().width();
            let gutter = if document::is_narrow() { NARROW_GUTTER } else { GUTTER };
            let room = (f64::from(element.client_width()) - gutter - EDGE).max(0.0);
            self.character.set(ruler / RULER);
            let columns = if ruler > 0.0 { (room * RULER / ruler) as usize } else { 0 };
            self.columns.set_if_new(columns);
            let edge = element.get_bounding_client_rect().top() as i64;
            let by = self.edge.replace(Some(edge)).map_or(0, |before| edge - before);
            if self.autoscroll.with_untracked(Autoscroll::is_following) {
                self.to_end();
            } else if by != 0 {
                self.stay(by);
            }
        });
    }

    /// A notice above the view has come or gone, and the view with it went so many pixels down:
    /// what is read stays where it was on the screen.
    pub(super) fn stay(&'static self, by: i64) {
        self.autoscroll
            .update_untracked(|autoscroll| autoscroll.begin_page_scroll(clock::now_ms()));
        let view = self.viewport();
        let top = (self.top(view) + by).clamp(0, view.last_top());
        self.look_at(view, top, view.scroll_of(top));
        self.put_bar(view.scroll_of(top) as i32);
    }
}
