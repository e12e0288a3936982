//! The name of a page in the browser's tab.

use crate::messages;
use crate::platform::document;
use leptos::prelude::*;

/// Names the page: `parts` from the widest to the narrowest.
pub(super) fn name_page(parts: impl Fn() -> Vec<String> + 'static) {
    Effect::new(move |_| {
        let parts = parts();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        document::set_title(&messages::title(&parts));
    });
}
