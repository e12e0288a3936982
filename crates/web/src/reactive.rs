//! Effects and memos, each compiled once instead of once for each closure.
//!
//! The closures are boxed before Leptos sees them; that is all.

use leptos::prelude::*;
use leptos::reactive::effect::RenderEffect;
use std::rc::Rc;

/// Something that depends on signals, shared by several effects.
pub type Of<T> = Rc<dyn Fn() -> T>;

/// Shares a closure.
pub fn of<T: 'static>(value: impl Fn() -> T + 'static) -> Of<T> {
    Rc::new(value)
}

/// Runs `work` now, and again whenever a signal that it read changes, until the current owner is
/// cleaned up.
pub fn effect(work: impl FnMut() + 'static) {
    effect_of(Box::new(work));
}

fn effect_of(mut work: Box<dyn FnMut()>) {
    let running = RenderEffect::new(move |_: Option<()>| work());
    // The owner lets go of what it stores, and with it of the effect.
    let _: StoredValue<_, LocalStorage> = StoredValue::new_local(running);
}

/// Runs `work` with each change of `key`, but not with its first value.
pub fn on_change<K: PartialEq + 'static>(
    key: impl Fn() -> K + 'static,
    mut work: impl FnMut(&K, K) + 'static,
) {
    let mut last: Option<K> = None;
    effect(move || {
        let key = key();
        match last.take() {
            Some(before) if before != key => untrack(|| work(&key, before)),
            _ => {}
        }
        last = Some(key);
    });
}

/// A value computed from signals, and computed anew only when they change.
pub fn memo<T>(value: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    memo_of(Box::new(value))
}

fn memo_of<T>(value: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| value())
}

/// Sets a signal only if that changes it, so that nothing is drawn anew for nothing.
pub fn set_if_new<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|current| *current != value) {
        signal.set(value);
    }
}
