//! Maintains the view while its pane is mounted: keeps its place while the log changes, loads
//! missing lines in view, and measures the view.

use crate::browser::{clock, document, observer};
use crate::signals::SetIfChanged as _;
use crate::storage::session::{Source, session};
use crate::viewers::log::change_notice::model::Reader;
use crate::viewers::log::follow::state::{Phase, Reading};
use crate::viewers::log::scroll::{EDGE, GUTTER, NARROW_GUTTER, RULER, STEP, Scroller};
use jobshelf_log::{Autoscroll, ROW_HEIGHT};
use leptos::html;
use leptos::prelude::*;
use web_sys::Element;

impl Scroller {
    /// Maintains the view as long as the current owner lives. `element` is what scrolls, and `ruler`
    /// has forty characters in its font.
    ///
    /// These effects run in the tick in which the rows are patched, after them, and write to the
    /// document only before the next frame.
    pub(crate) fn watch(self, element: NodeRef<html::Div>, ruler: NodeRef<html::Span>) {
        element.on_load(move |element| {
            let element = Element::from(element);
            self.element.set_value(Some(element.clone()));
            on_cleanup(move || self.element.set_value(None));
            if let Some(ruler) = ruler.get_untracked() {
                self.measure(&element, ruler.into());
            }
        });
        Effect::new(move |_| {
            let is_within =
                !self.autoscroll.with(Autoscroll::is_following) && self.reading == Reading::Live;
            let is_within = is_within && !self.loader.is_empty();
            let reader = if is_within { Reader::Within } else { Reader::AtEnd };
            self.loader.reader.set_if_changed(reader);
        });
        Effect::new(move |_| {
            self.layout.track();
            if self.autoscroll.with_untracked(Autoscroll::is_following) {
                self.to_end();
            } else if !self.is_moving.get_value() {
                self.restore_bar();
            }
        });
        if self.reading == Reading::Live {
            Effect::new(move |_| {
                let added = self.loader.added.get();
                if !self.autoscroll.with_untracked(Autoscroll::is_following) && added.lines > 0 {
                    self.autoscroll.update(|autoscroll| autoscroll.count_new_lines(added.lines));
                }
            });
        }
        self.load_missing_lines();
        self.trim_lines();
    }

    /// Loads the lines that are missing in view.
    fn load_missing_lines(self) {
        let session = session();
        Effect::new(move |_| {
            self.drawn.track();
            let is_first = self.loader.phase.with(|phase| *phase == Phase::Loading);
            if self.loader.is_loading.get() || is_first {
                return;
            }
            if let Some(target) = self.target.get_value() {
                if self.loader.lines.with_untracked(|lines| lines.piece_at(target).is_some()) {
                    return self.loader.load_at(session, target);
                }
                self.target.set_value(None);
            }
            let view = self.viewport();
            // While following, only the end is in view, as long as the log is higher than the view.
            let is_at_end = self.autoscroll.with(Autoscroll::is_following) && view.last_top() > 0;
            let (row, rows) = (self.top(view) / ROW_HEIGHT, view.height / ROW_HEIGHT + 1);
            let missing = self.layout.with_untracked(|layout| {
                // As far as the view can move before this effect runs again, and no further: the
                // rows of some logs are large.
                layout.missing_byte_in(layout.window(row as usize, rows as usize, STEP as usize))
            });
            match missing.filter(|_| !is_at_end) {
                Some(byte) => self.loader.load_at(session, byte),
                // A piece elsewhere that could not be read is not needed any more.
                None => session.freshness.reset(Source::Piece),
            }
        });
    }

    /// Drops lines that are far from the view if there are too many.
    fn trim_lines(self) {
        Effect::new(move |_| {
            self.loader.lines.track();
            let byte = self.position.get_untracked().anchor.byte;
            let is_following = self.autoscroll.with_untracked(Autoscroll::is_following);
            self.loader.trim(if is_following { u64::MAX } else { byte });
        });
    }

    /// Measures the view and a character now and whenever the size of the view changes.
    fn measure(self, element: &Element, ruler: Element) {
        observer::on_resize(element, move || {
            let Some(element) = self.element() else { return };
            let height = i64::from(element.client_height());
            self.size.set_if_changed((height, self.size.get_untracked().1));
            let ruler = ruler.get_bounding_client_rect().width();
            let gutter = if document::is_narrow() { NARROW_GUTTER } else { GUTTER };
            let room = (f64::from(element.client_width()) - gutter - EDGE).max(0.0);
            self.character.set_value(ruler / RULER);
            let columns = if ruler > 0.0 { (room * RULER / ruler) as usize } else { 0 };
            self.columns.set_if_changed(columns);
            let edge = element.get_bounding_client_rect().top() as i64;
            let before = self.edge.get_value();
            self.edge.set_value(Some(edge));
            let by = before.map_or(0, |before| edge - before);
            if self.autoscroll.with_untracked(Autoscroll::is_following) {
                self.to_end();
            } else if by != 0 {
                self.compensate(by);
            }
        });
    }

    /// Keeps the lines at their place on the screen after a notice above the view appeared or
    /// disappeared, which moved the view down by so many pixels.
    fn compensate(self, by: i64) {
        self.autoscroll
            .update_untracked(|autoscroll| autoscroll.begin_page_scroll(clock::now_ms()));
        let view = self.viewport();
        let top = (self.top(view) + by).clamp(0, view.last_top());
        let scroll = view.scroll_of(top);
        self.set_position(view, top, scroll);
        self.set_bar(scroll as i32);
    }
}
