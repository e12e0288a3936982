//! Watching elements: whether they are in view, and how large they are.

use crate::dom::El;
use crate::reactive::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Tells when `element` comes into view or leaves it, a screen's third early, until the current
/// owner is cleaned up.
pub fn on_visibility(element: &El, mut handle: impl FnMut(bool) + 'static) {
    let closure = Closure::<dyn FnMut(js_sys::Array)>::new(move |entries: js_sys::Array| {
        // The last entry is the newest.
        let newest = entries.at(-1).dyn_into::<IntersectionObserverEntry>();
        if let Ok(entry) = newest {
            handle(entry.is_intersecting());
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin("33%");
    let function = closure.as_ref().unchecked_ref();
    let Ok(observer) = IntersectionObserver::new_with_options(function, &options) else { return };
    observer.observe(element.raw());
    let held = SendWrapper::new((observer, closure));
    cleanup(move || held.0.disconnect());
}

/// Tells when the size of `element` changes, and once at the beginning.
pub fn on_resize(element: &El, handle: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(handle);
    let Ok(observer) = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(element.raw());
    let held = SendWrapper::new((observer, closure));
    cleanup(move || held.0.disconnect());
}
