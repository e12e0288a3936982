//! What the browser knows of the network beside the requests of the core.

use super::window;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestCredentials, RequestInit, RequestMode};

/// Whether the device says it is online.
pub fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Whether anything answers at `url`, which carries no SAS. The answer cannot be read: without
/// CORS a page learns only that there was one.
pub async fn answers(url: &str) -> bool {
    let Some(window) = window() else { return false };
    let init = RequestInit::new();
    init.set_method("GET");
    init.set_mode(RequestMode::NoCors);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    JsFuture::from(window.fetch_with_str_and_init(url, &init)).await.is_ok()
}
