//! The title of a page: in the browser's tab, and as its heading.

use crate::browser::document;
use crate::messages;
use leptos::prelude::*;

/// The ID of every page's heading, which takes the focus when the page changes.
pub const HEADING: &str = "heading";

/// Sets the title of the browser's tab; `parts` go from the widest to the narrowest.
pub(crate) fn page_title(parts: impl Fn() -> Vec<String> + 'static) {
    Effect::new(move |_| document::set_title(&messages::title(&parts())));
}

/// The page's heading.
///
/// When a page replaces its heading, for example once its content is loaded, the new heading takes
/// over the focus: this runs while the old one is still in the document.
#[component]
pub(crate) fn Heading(children: Children) -> impl IntoView {
    if document::has_focus(HEADING) {
        document::before_next_frame(|| document::focus(HEADING));
    }
    view! {
        <h1 id=HEADING tabindex="-1">
            {children()}
        </h1>
    }
}

/// A heading for screen readers only, on pages that show their title in another way.
#[component]
pub(crate) fn HiddenHeading(children: Children) -> impl IntoView {
    view! {
        <Heading attr:class="hidden-text">{children()}</Heading>
    }
}
