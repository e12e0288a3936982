//! Which times the lines show, in the address of the page.

use crate::browser::document;
use crate::route::Times;
use crate::storage::session::session;
use leptos::prelude::*;

/// Which times the lines show. Tracks the address.
pub(crate) fn shown() -> Times {
    session().route.with(|route| route.view.times)
}

/// The width of the column of times in characters, as in the style sheet. Tracks the address.
pub(crate) fn columns() -> u32 {
    match shown() {
        Times::Off => 0,
        Times::Clock | Times::Since if document::is_narrow() => 9,
        Times::Clock | Times::Since => 14,
    }
}

/// Shows the next choice of times, or none.
pub(crate) fn toggle() {
    session().change_view(|view| view.times = view.times.next());
}
