//! Listening to the window, the document and elements until the current owner is cleaned up.

use crate::browser::{document, local_storage, window};
use crate::keys;
use crate::keys::{Action, Binding};
use crate::reactive::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventTarget, KeyboardEvent};

/// Calls `handle` at every `event` of the window.
pub fn on_window(event: &'static str, handle: impl FnMut(Event) + 'static) {
    if let Some(window) = window() {
        listen(window.into(), event, Box::new(handle));
    }
}

/// Calls `handle` at every `event` of the document.
pub fn on_document(event: &'static str, handle: impl FnMut(Event) + 'static) {
    if let Some(document) = window().and_then(|window| window.document()) {
        listen(document.into(), event, Box::new(handle));
    }
}

/// Calls `handle` with what the keys of `table` ask for, unless they are part of typing or of a
/// shortcut of the browser. `handle` tells whether it did something.
pub fn on_action(table: &'static [Binding], mut handle: impl FnMut(Action) -> bool + 'static) {
    on_action_of(table, Box::new(move |action: Action| handle(action)));
}

fn on_action_of(table: &'static [Binding], mut handle: Box<dyn FnMut(Action) -> bool>) {
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
///
/// That an element is collected ends nothing: what `handle` holds of the page would hold the
/// element, which holds `handle`.
pub fn listen(target: EventTarget, event: &'static str, mut handle: Box<dyn Handler<Event>>) {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event| handle.handle(event));
    let function = closure.as_ref().unchecked_ref::<js_sys::Function>().clone();
    // Only a broken function is refused, which this is not.
    let _ = target.add_event_listener_with_callback(event, &function);
    let held = SendWrapper::new((target, function, closure));
    cleanup(move || {
        let (target, function, closure) = held.take();
        let _ = target.remove_event_listener_with_callback(event, &function);
        drop(closure);
    });
}
