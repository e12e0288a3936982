//! Pictures out of bytes: an object URL that lives as long as its value.
//!
//! Only raster pictures get one, recognised by their bytes: an object URL belongs to this page's origin,
//! and an active type (HTML, SVG) opened from it would run as this page.

use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlImageElement, Url};

/// A picture that can be shown.
#[derive(Debug)]
pub struct Picture {
    url: String,
    /// Across, in its own pixels.
    pub width: u32,
    /// Down, in its own pixels.
    pub height: u32,
    /// The bytes of its file.
    pub bytes: u64,
    /// Its media type.
    pub mime: &'static str,
}

impl Picture {
    /// Makes a picture of `bytes`, whose media type is `mime`; none if the browser cannot.
    pub async fn decode(bytes: &[u8], mime: &'static str) -> Option<Self> {
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        let options = BlobPropertyBag::new();
        options.set_type(mime);
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
        let url = Url::create_object_url_with_blob(&blob).ok()?;
        let mut picture = Self { url, width: 0, height: 0, bytes: bytes.len() as u64, mime };
        let image = HtmlImageElement::new().ok()?;
        image.set_src(&picture.url);
        JsFuture::from(image.decode()).await.ok()?;
        (picture.width, picture.height) = (image.natural_width(), image.natural_height());
        Some(picture)
    }

    /// Where an `<img>` finds it.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        // Only a text that is no URL is refused.
        let _ = Url::revoke_object_url(&self.url);
    }
}
