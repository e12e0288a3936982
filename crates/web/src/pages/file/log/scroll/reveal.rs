//! What of a line is in view, for lines that are wider or higher than it.

use super::Scroller;
use crate::platform::{document, observe};
use jobshelf_log::{ROW_HEIGHT, ScrollAnchor};
use web_sys::Element;

impl Scroller {
    /// Whether the line that byte `offset` is in begins in view.
    pub(in super::super) fn has_in_view(&self, offset: u64) -> bool {
        let view = self.viewport();
        let top = self.top(view);
        let spot = ScrollAnchor { byte: offset, below: 0 };
        let row = self.layout.with_untracked(|layout| {
            self.feed.lines.with_untracked(|lines| layout.top_of(lines, spot))
        });
        row >= top && row + ROW_HEIGHT <= top + view.height
    }

    /// Learns which columns are in view.
    pub(super) fn look_aside(&self, element: &Element) {
        let character = self.character.get();
        if character > 0.0 {
            self.left.set_if_new((f64::from(element.scroll_left()) / character) as u32);
        }
    }

    /// Brings an element within a line into view once it is drawn; what is drawn of a very wide row
    /// depends on the view, so it tells also at which column that element is.
    pub(in super::super) fn reveal(&'static self, selector: &'static str, column: u32) {
        document::before_next_frame(move || {
            let Some(element) = self.element.borrow().clone() else { return };
            let width = element.client_width();
            let Some(place) = observe::place_within(&element, selector) else {
                let left = f64::from(column) * self.character.get();
                return element.set_scroll_left(left as i32 - width / 3);
            };
            if place.left < 0 || place.right > width {
                element.set_scroll_left(element.scroll_left() + place.left - width / 3);
            }
            let height = element.client_height();
            if place.top < 0 || place.bottom > height {
                self.move_by(i64::from(place.top - height / 3));
            }
        });
    }
}
