//! A file put together out of pieces and handed to the browser's downloads.
//!
//! The pieces lie in blobs of the browser's, which moves large ones to disk, not in this page's
//! memory. Whatever the file is, it is handed over as bytes of no type, so that nothing in it can
//! run as this page.

use crate::browser::window;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast as _;
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

/// Pieces together become a blob from here on.
const HELD: usize = 8 << 20;

/// A file in the making.
#[derive(Debug, Default)]
pub struct Saving {
    parts: Array,
    held: Array,
    held_bytes: usize,
}

impl Saving {
    /// Adds bytes at its end.
    pub fn push(&mut self, bytes: &[u8]) {
        self.held.push(&Uint8Array::from(bytes));
        self.held_bytes += bytes.len();
        if self.held_bytes >= HELD {
            self.settle();
        }
    }

    fn settle(&mut self) {
        if let Some(blob) = blob_of(&self.held) {
            self.parts.push(&blob);
        }
        self.held = Array::new();
        self.held_bytes = 0;
    }

    /// Hands it to the browser under a name; false if the browser does not take it.
    pub fn save(mut self, name: &str) -> bool {
        self.settle();
        blob_of(&self.parts).and_then(|blob| hand_over(&blob, name)).is_some()
    }
}

fn blob_of(parts: &Array) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type("application/octet-stream");
    Blob::new_with_blob_sequence_and_options(parts, &options).ok()
}

fn hand_over(blob: &Blob, name: &str) -> Option<()> {
    let url = Url::create_object_url_with_blob(blob).ok()?;
    let link = window()?.document()?.create_element("a").ok()?;
    link.set_attribute("href", &url).ok()?;
    link.set_attribute("download", name).ok()?;
    link.unchecked_ref::<HtmlElement>().click();
    // The download holds the blob itself from here on.
    Url::revoke_object_url(&url).ok()
}
