//! The document: its title, what has the focus, what is scrolled where.

use crate::browser::window;
use futures_channel::oneshot;
use std::time::Duration;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlDialogElement, HtmlElement, HtmlInputElement};

fn document() -> Option<web_sys::Document> {
    window().and_then(|window| window.document())
}

/// The element with this ID.
pub fn element(id: &str) -> Option<HtmlElement> {
    document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Empties the element with this ID, and returns it.
pub fn emptied(id: &str) -> Option<HtmlElement> {
    let element = element(id)?;
    element.set_text_content(None);
    Some(element)
}

/// The content security policy that the page declares itself.
pub fn content_policy() -> Option<String> {
    let selector = "meta[http-equiv=\"Content-Security-Policy\"]";
    document()?.query_selector(selector).ok()??.get_attribute("content")
}

/// Names the page in the browser's tab.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Puts the focus on an element, without scrolling to it.
pub fn focus(id: &str) {
    let Some(element) = element(id) else { return };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    // An element that cannot take the focus leaves it where it is.
    let _ = element.focus_with_options(&options);
}

/// Puts the focus on the first element that `selector` names.
pub fn focus_on(selector: &str) {
    let found = document().and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}

/// Puts the focus on a field, with all of its text selected.
pub fn select(id: &str) {
    focus(id);
    if let Some(field) = element(id).and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        field.select();
    }
}

/// Whether the element with this ID has the focus.
pub fn has_focus(id: &str) -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|element| element.id() == id)
}

/// Whether the focus is in an element that `selector` describes.
pub fn has_focus_in(selector: &str) -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// How far an element is scrolled down.
pub fn scrolled(id: &str) -> i32 {
    element(id).map_or(0, |element| element.scroll_top())
}

/// Scrolls an element.
pub fn scroll(id: &str, top: i32) {
    if let Some(element) = element(id) {
        element.set_scroll_top(top);
    }
}

/// Opens the dialog with this ID above everything else; Escape closes it.
pub fn open_dialog(id: &str) {
    if let Some(dialog) =
        element(id).and_then(|element| element.dyn_into::<HtmlDialogElement>().ok())
    {
        // Refused is only a dialog that is open.
        let _ = dialog.show_modal();
    }
}

/// Runs `work` before the browser draws next, when what was changed until then has its place.
pub fn before_next_frame(work: impl FnOnce() + 'static) {
    if let Some(window) = window() {
        // Refused is only a function that is none.
        let _ = window.request_animation_frame(Closure::once_into_js(work).unchecked_ref());
    }
}

/// Waits until the browser has drawn what was changed before the call. In a hidden page that is when
/// it is seen again.
pub async fn drawn() {
    let (sender, receiver) = oneshot::channel();
    before_next_frame(move || {
        // Nobody waits any more if the view has ended.
        let _ = sender.send(());
    });
    // Without a window there is no frame to wait for.
    let _ = receiver.await;
    // The frame is drawn before the next timer.
    jobshelf::time::sleep(Duration::ZERO).await;
}

/// Whether the reader is typing into a field, so that single letters are no shortcuts.
pub fn is_typing() -> bool {
    let Some(element) = document().and_then(|document| document.active_element()) else {
        return false;
    };
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

/// Whether a button has the focus, which the space bar presses.
pub fn is_on_button() -> bool {
    let active = document().and_then(|document| document.active_element());
    active.is_some_and(|element| element.tag_name() == "BUTTON")
}

/// Whether a dialog is open, to which all keys belong.
pub fn has_dialog() -> bool {
    let open =
        document().and_then(|document| document.query_selector("dialog[open]").ok().flatten());
    open.is_some()
}

/// Whether the page cannot be seen.
pub fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Whether the reader is elsewhere: in another tab, another window, another program.
pub fn is_left() -> bool {
    document().is_some_and(|document| document.hidden() || !document.has_focus().unwrap_or(true))
}

/// Whether the screen is a narrow one.
pub fn is_narrow() -> bool {
    window()
        .and_then(|window| window.match_media("(max-width: 760px)").ok().flatten())
        .is_some_and(|query| query.matches())
}

/// Writes an error into the browser's console.
pub fn report(text: &str) {
    web_sys::console::error_1(&text.into());
}
