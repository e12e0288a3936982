//! Two small additions to Leptos' signals.

use leptos::prelude::*;

/// Writes to a signal that notify only when the value changes.
pub trait SetIfChanged<T> {
    /// Sets the value and notifies, unless it equals the current one.
    fn set_if_changed(&self, value: T);
}

impl<T, S> SetIfChanged<T> for RwSignal<T, S>
where
    T: PartialEq + 'static,
    Self: Update<Value = T>,
{
    fn set_if_changed(&self, value: T) {
        self.maybe_update(|current| {
            let is_new = *current != value;
            if is_new {
                *current = value;
            }
            is_new
        });
    }
}

/// Runs `work` with the new and the old value each time `key` changes, but not for its first value.
pub fn on_change<K: PartialEq + 'static>(
    key: impl Fn() -> K + 'static,
    work: impl Fn(&K, &K) + 'static,
) {
    Effect::new(move |before: Option<K>| {
        let now = key();
        if let Some(before) = before
            && before != now
        {
            untrack(|| work(&now, &before));
        }
        now
    });
}
