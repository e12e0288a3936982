//! The second file of wasm. `boot.js` loads it, as it loads the first.

use js_sys::{Function, Promise};
use std::cell::OnceCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static LOAD: OnceCell<Function> = const { OnceCell::new() };
}

/// What loads it: gives a promise of nothing, or of the reason why it could not.
pub fn set_loader(load: Function) {
    // A page starts once.
    LOAD.with(|kept| drop(kept.set(load)));
}

/// Loads it, unless it is there.
///
/// # Errors
/// The reason why it could not.
pub async fn load() -> Result<(), String> {
    let Some(load) = LOAD.with(|load| load.get().cloned()) else { return Ok(()) };
    let promise = load.call0(&JsValue::NULL).map(JsCast::unchecked_into::<Promise>);
    let Ok(promise) = promise else { return Err(String::new()) };
    match JsFuture::from(promise).await {
        Ok(reason) => reason.as_string().map_or(Ok(()), Err),
        Err(_) => Err(String::new()),
    }
}
