//! Copying text.

use crate::browser::window;
use wasm_bindgen_futures::JsFuture;

/// Puts `text` into the clipboard; tells whether that worked.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    // There is none in a page that came over plain http from another machine.
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
