//! Asynchronous work that is cancelled together with the view that started it.

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// How long a field must be left alone before its text is used.
const TYPING_PAUSE: Duration = Duration::from_millis(250);

/// A future that runs on the page's only thread.
pub type LocalFuture = Pin<Box<dyn Future<Output = ()>>>;

/// Runs `future` until it is done or the current owner is cleaned up; its requests are aborted then.
pub fn spawn_scoped(future: impl Future<Output = ()> + 'static) {
    let handle = spawn(future);
    on_cleanup(move || handle.abort());
}

/// Runs `future` to its end, or until the handle aborts it. Dropping the handle aborts nothing.
///
/// The owner of the view that starts this may be gone when it goes on: use the `try_` methods of
/// signals after each `await`.
pub fn spawn(future: impl Future<Output = ()> + 'static) -> AbortHandle {
    let (future, handle) = abortable(future);
    wasm_bindgen_futures::spawn_local(async move {
        // Aborted or done: nothing is left to do in either case.
        let _ = future.await;
    });
    handle
}

/// Runs the future that `make` returns for `key`, anew with each change of the key. The previous
/// one is aborted then, and the last one with the current owner. Without a key nothing runs.
pub fn spawn_latest<K: PartialEq + Clone + Send + Sync + 'static>(
    key: impl Fn() -> Option<K> + Send + Sync + 'static,
    make: impl Fn(K) -> LocalFuture + 'static,
) {
    let key = Memo::new(move |_| key());
    Effect::new(move || {
        if let Some(key) = key.get() {
            spawn_scoped(untrack(|| make(key)));
        }
    });
}

/// Runs `work` once the value of `typed` has not changed for a moment: not at every letter.
pub fn when_typed<K: PartialEq + Clone + Send + Sync + 'static>(
    typed: impl Fn() -> K + Send + Sync + 'static,
    work: impl Fn() + Copy + 'static,
) {
    spawn_latest(
        move || Some(typed()),
        move |_| {
            Box::pin(async move {
                jobshelf::time::sleep(TYPING_PAUSE).await;
                work();
            })
        },
    );
}
