//! What the browser knows about the network, apart from the core's requests.

use crate::browser::window;
use futures_util::future::{Either, select};
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestCredentials, RequestInit, RequestMode};

/// Who answers at all does so within this.
const SILENCE: Duration = Duration::from_secs(10);

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
    let answer = JsFuture::from(window.fetch_with_str_and_init(url, &init));
    let silence = Box::pin(jobshelf::time::sleep(SILENCE));
    matches!(select(answer, silence).await, Either::Left((Ok(_), _)))
}
