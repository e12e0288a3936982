//! What of a line is in view, for lines that are wider or higher than it.

use super::Scroller;
use crate::platform::{document, observe};
use jobshelf_log::{ROW, Spot};

impl Scroller {
    /// Whether the line that byte `offset` is in begins in view.
    pub(in super::super) fn has_in_view(&self, offset: u64) -> bool {
        let view = self.viewport();
        let top = self.top(view);
        let spot = Spot { byte: offset, below: 0 };
        let row = self.layout.with_untracked(|layout| {
            self.feed.lines.with_untracked(|lines| layout.top_of(lines, spot))
        });
        row >= top && row + ROW <= top + view.height
    }

    /// Brings an element within a line into view once it is drawn.
    pub(in super::super) fn reveal(&'static self, selector: &'static str) {
        document::before_next_frame(move || {
            let Some(element) = self.element.borrow().clone() else { return };
            let Some(place) = observe::place_within(&element, selector) else { return };
            let (width, height) = (element.client_width(), element.client_height());
            if place.left < 0 || place.right > width {
                element.set_scroll_left(element.scroll_left() + place.left - width / 3);
            }
            if place.top < 0 || place.bottom > height {
                self.move_by(i64::from(place.top - height / 3));
            }
        });
    }
}
