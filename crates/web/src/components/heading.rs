//! The name of a page: in the browser's tab, and as its heading.

use crate::app::HEADING;
use crate::browser::document;
use crate::dom::{El, effect, el};
use crate::messages;

/// Names the page in the browser's tab: `parts` from the widest to the narrowest.
pub(crate) fn name_page(parts: impl Fn() -> Vec<String> + 'static) {
    effect(move || document::set_title(&messages::title(&parts())));
}

/// The page's heading, which takes the focus when the page is gone to. A heading that takes the
/// place of another takes its focus over.
pub(crate) fn heading() -> El {
    if document::has_focus(HEADING) {
        document::before_next_frame(|| document::focus(HEADING));
    }
    el("h1").attr("id", HEADING).attr("tabindex", "-1")
}

/// A heading for a page that says by other means what it is.
pub(crate) fn hidden_heading() -> El {
    heading().class("hidden-text")
}
