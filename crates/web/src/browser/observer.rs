//! Watching elements: whether they are in view, and how large they are.

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// Tells when `element` comes into view or leaves it, a screen's third early, until the current
/// owner is cleaned up.
pub fn on_visibility(element: &Element, mut handle: impl FnMut(bool) + 'static) {
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
    observer.observe(element);
    let held = SendWrapper::new((observer, closure));
    on_cleanup(move || held.0.disconnect());
}

/// Where an element is, in pixels from the upper left of another that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceWithin {
    /// Its left edge.
    pub left: i32,
    /// Its right edge.
    pub right: i32,
    /// Its upper edge.
    pub top: i32,
    /// Its lower edge.
    pub bottom: i32,
}

/// Where the first element that matches `selector` is within `element`.
pub fn place_within(element: &Element, selector: &str) -> Option<PlaceWithin> {
    let inner = element.query_selector(selector).ok()??.get_bounding_client_rect();
    let outer = element.get_bounding_client_rect();
    Some(PlaceWithin {
        left: (inner.left() - outer.left()) as i32,
        right: (inner.right() - outer.left()) as i32,
        top: (inner.top() - outer.top()) as i32,
        bottom: (inner.bottom() - outer.top()) as i32,
    })
}

/// Tells when the size of `element` changes, and once at the beginning.
pub fn on_resize(element: &Element, handle: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(handle);
    let Ok(observer) = web_sys::ResizeObserver::new(closure.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(element);
    let held = SendWrapper::new((observer, closure));
    on_cleanup(move || held.0.disconnect());
}
