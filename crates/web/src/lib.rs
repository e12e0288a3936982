//! The viewer: a page that shows what Azure Batch jobs have saved, straight from Blob storage.
//!
//! Layers, from the bottom up: `browser` wraps the interfaces of the browser in thin functions;
//! `storage` connects the core's requests with the pages; `components` are parts that pages share;
//! `connect`, `jobs`, `job`, `task` and `viewers` are the pages, each folder with its model, texts
//! and views; `app` chooses the page. `messages` has the texts that pages share, `route` the
//! addresses.
//!
//! The core knows the conventions and builds every URL; this crate does neither. Invariant: the SAS
//! is in memory only, never in the document, the address bar, the console or storage.

pub mod app;
pub mod browser;
pub mod components;
pub mod connect;
pub mod format;
pub mod job;
pub mod jobs;
pub mod keys;
pub mod messages;
pub mod route;
pub mod signals;
pub mod storage;
pub mod task;
pub mod viewers;

use crate::app::{App, panic_report};
use crate::storage::session;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the viewer in place of the content of `index.html`. `fragment` is the part of the address
/// after `#`, from before `boot.js` removed the SAS.
#[wasm_bindgen]
pub fn start(fragment: String) {
    std::panic::set_hook(Box::new(panic_report::report));
    let Some(root) = browser::document::emptied("app") else { return };
    let app = move || {
        session::begin(&fragment);
        view! { <App /> }
    };
    // The page lasts as long as its tab.
    leptos::mount::mount_to(root, app).forget();
}
