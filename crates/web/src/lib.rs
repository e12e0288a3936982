//! The viewer: a page that shows what Azure Batch jobs have saved, straight from Blob storage.
//!
//! From the bottom up: `state` holds values and rules with ordinary tests; `platform` is the
//! browser behind thin functions; `net` bounds and wakes requests; `feeds` are loops that keep
//! signals fresh; `dom` makes elements, `components` and `pages` draw with them. `messages` has
//! every text, `route` every address.
//!
//! No convention and no URL is built here: the core does that. Invariant: the SAS is in memory
//! only, never in the document, the address bar, the console or storage.

pub mod app;
pub mod browser;
pub mod components;
pub mod connect;
pub mod dom;
pub mod format;
pub mod job;
pub mod jobs;
pub mod keys;
pub mod messages;
pub mod reactive;
pub mod route;
pub mod storage;
pub mod task;
pub mod viewers;

use crate::storage::session;
use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the viewer in place of what `index.html` shows until then. `fragment` is what stood
/// behind `#` before `boot.js` took the SAS out of it; `load` loads what shows files.
#[wasm_bindgen]
pub fn start(fragment: String, load: js_sys::Function) {
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(report));
    browser::lazy_loader::set_loader(load);
    let Some(place) = browser::document::emptied("app") else { return };
    // The page lasts as long as its tab.
    reactive::begin(|| {
        for part in app::app(session::begin(&fragment)) {
            // Refused is only a node that contains its parent.
            let _ = place.append_child(part.raw());
        }
    });
}

/// Says where the viewer broke, and nothing of what it held: a value may be a secret. Built for
/// release, a panic has no text at all, and `boot.js` says that the viewer has stopped.
#[cfg(debug_assertions)]
fn report(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(|at| format!("{}:{}", at.file(), at.line()));
    browser::document::report(&place.unwrap_or_default());
}
