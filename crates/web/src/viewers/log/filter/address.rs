//! The filter in the address of the page.

use crate::route::LineFilter;
use crate::storage::session::session;
use leptos::prelude::*;

/// Whether a filter is on. Tracks the address.
pub(crate) fn is_on() -> bool {
    session().route.with(|route| !route.view.lines.is_empty())
}

/// Shows all lines again.
pub(crate) fn leave() {
    session().change_view(|view| view.lines = LineFilter::default());
}
