//! Brings a part of a line into view, for lines that are wider or higher than the view.

use crate::browser::{document, observer};
use crate::signals::SetIfChanged as _;
use crate::viewers::log::scroll::Scroller;
use jobshelf_log::{ROW_HEIGHT, ScrollAnchor};
use leptos::prelude::*;
use web_sys::Element;

impl Scroller {
    /// Whether the first row of the line that contains byte `offset` is in view.
    pub(crate) fn has_in_view(self, offset: u64) -> bool {
        let view = self.viewport();
        let top = self.top(view);
        let row = self.top_of(ScrollAnchor { byte: offset, below: 0 });
        row >= top && row + ROW_HEIGHT <= top + view.height
    }

    /// Records the first column in view.
    pub(super) fn update_left_column(self, element: &Element) {
        let character = self.character.get_value();
        if character > 0.0 {
            self.left.set_if_changed((f64::from(element.scroll_left()) / character) as u32);
        }
    }

    /// Brings an element within a line into view once it is drawn. A very wide row is drawn in part,
    /// so the element may be missing: then the view scrolls to its `column`.
    pub(crate) fn reveal(self, selector: &'static str, column: u32) {
        document::before_next_frame(move || {
            let Some(element) = self.element() else { return };
            let width = element.client_width();
            let Some(place) = observer::place_within(&element, selector) else {
                let left = f64::from(column) * self.character.get_value();
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
