//! Notices of the system, for a reader who is elsewhere.

use crate::browser::window;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions};

/// Whether the page may show any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// It may.
    Granted,
    /// Its reader did not allow it.
    Denied,
    /// The browser has none, or none for a page that came over plain http.
    Missing,
}

/// Asks the reader, if the reader was not asked before.
pub async fn ask() -> Permission {
    let Ok(asked) = Notification::request_permission() else { return Permission::Missing };
    match JsFuture::from(asked).await {
        Ok(answer) if answer == "granted" => Permission::Granted,
        _ => Permission::Denied,
    }
}

/// Shows a notice in the place of one with the same tag; tells whether that worked. A press on it leads
/// to the page.
pub fn show(title: &str, body: &str, tag: &str) -> bool {
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag(tag);
    // Some browsers of phones have the interface, and refuse.
    let Ok(notice) = Notification::new_with_options(title, &options) else { return false };
    let pressed = notice.clone();
    let on_press = Closure::once_into_js(move || {
        pressed.close();
        if let Some(window) = window() {
            // A page that may not take the focus is where it was.
            let _ = window.focus();
        }
    });
    notice.set_onclick(Some(on_press.unchecked_ref()));
    true
}
