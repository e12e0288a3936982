//! Listeners on the window, the document and elements that end with the current owner.

use crate::browser::{document, local_storage, window};
use crate::keys::{self, Action, Binding};
use gloo_events::EventListener;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, EventTarget, KeyboardEvent};

/// Calls `handle` at every `event` of the window.
pub fn on_window(event: &'static str, handle: impl FnMut(&Event) + 'static) {
    if let Some(window) = window() {
        listen(&window, event, handle);
    }
}

/// Calls `handle` at every `event` of the document.
pub fn on_document(event: &'static str, handle: impl FnMut(&Event) + 'static) {
    if let Some(document) = window().and_then(|window| window.document()) {
        listen(&document, event, handle);
    }
}

/// Calls `handle` with the action that a pressed key of `table` stands for, unless the key is part
/// of typing or of a shortcut of the browser. `handle` returns whether it did something.
pub fn on_action(table: &'static [Binding], mut handle: impl FnMut(Action) -> bool + 'static) {
    on_document("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let is_shortcut = event.ctrl_key() || event.meta_key() || event.alt_key();
        if is_shortcut || document::is_typing() || document::has_dialog() {
            return;
        }
        let mut key = event.key();
        if key == " " {
            if document::is_on_button() {
                return;
            }
            if event.shift_key() {
                key.insert_str(0, "Shift+");
            }
        }
        let action = keys::action_of(table, &key, local_storage::characters());
        if action.is_some_and(&mut handle) {
            event.prevent_default();
        }
    });
}

/// Calls `handle` at every `event` of `target`.
pub fn listen(target: &EventTarget, event: &'static str, handle: impl FnMut(&Event) + 'static) {
    // Handlers here call `prevent_default`, which a passive listener may not.
    let options = gloo_events::EventListenerOptions::enable_prevent_default();
    let listener = EventListener::new_with_options(target, event, options, handle);
    let listener = SendWrapper::new(listener);
    on_cleanup(move || drop(listener));
}
