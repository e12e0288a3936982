//! The address bar: only its fragment ever changes.

use crate::browser::window;

/// What stands after `#`, with that character; empty if there is none.
pub fn fragment() -> String {
    window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Replaces the fragment without a new entry in the history.
pub fn replace_fragment(fragment: &str) {
    set_fragment(fragment, false);
}

/// Goes to another fragment, as a link does.
pub fn push_fragment(fragment: &str) {
    set_fragment(fragment, true);
}

/// Neither of the two makes the browser say that the fragment changed; the caller knows.
fn set_fragment(fragment: &str, is_new_entry: bool) {
    let Some(history) = window().and_then(|window| window.history().ok()) else { return };
    let null = wasm_bindgen::JsValue::NULL;
    // Refused only where history is off limits, and then the page still works.
    let _ = if is_new_entry {
        history.push_state_with_url(&null, "", Some(fragment))
    } else {
        history.replace_state_with_url(&null, "", Some(fragment))
    };
}

/// Scheme, host and port of this page: what a CORS rule has to name.
pub fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// The page's own address without fragment and query, to put a shared route behind.
pub fn page() -> String {
    let location = window().map(|window| window.location());
    let path = location.and_then(|location| location.pathname().ok()).unwrap_or_default();
    format!("{}{path}", origin())
}
