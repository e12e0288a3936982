//! What this page keeps in the browser: choices of the reader, and nothing of any storage account.

use crate::browser::window;
use crate::keys::Characters;

const CHARACTERS: &str = "jobshelf.keys";
const OFF: &str = "off";

/// A choice of an earlier session.
pub(crate) fn get(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps a choice. Without storage it lasts for this session, as far as something else holds it.
pub(crate) fn set(name: &str, value: &str) {
    if let Some(storage) = storage() {
        // Refused is only what no more room is for.
        let _ = storage.set_item(name, value);
    }
}

/// Whether keys that are characters do anything.
pub fn characters() -> Characters {
    match get(CHARACTERS).as_deref() {
        Some(OFF) => Characters::Off,
        _ => Characters::On,
    }
}

/// Chooses that.
pub fn set_characters(characters: Characters) {
    set(CHARACTERS, if characters == Characters::Off { OFF } else { "on" });
}

fn storage() -> Option<web_sys::Storage> {
    window()?.local_storage().ok().flatten()
}
