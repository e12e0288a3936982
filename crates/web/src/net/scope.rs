//! Work that ends with the view that wanted it.

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use std::future::Future;

/// Runs `work` until it is done or the current owner is cleaned up; its requests are aborted then.
pub fn spawn_scoped(work: impl Future<Output = ()> + 'static) {
    let handle = spawn_abortable(work);
    on_cleanup(move || handle.abort());
}

/// Runs `work` until it is done or the handle aborts it.
pub fn spawn_abortable(work: impl Future<Output = ()> + 'static) -> AbortHandle {
    let (work, handle) = abortable(work);
    leptos::task::spawn_local(async move {
        // Aborted or done: either way there is nothing left to say.
        let _ = work.await;
    });
    handle
}

/// Runs `work` with each new value of `key`. What ran for the value before is aborted then, and
/// the last with the current owner.
pub fn spawn_latest<K, F>(key: Memo<K>, work: impl Fn(K) -> F + 'static)
where
    K: Clone + PartialEq + Send + Sync + 'static,
    F: Future<Output = ()> + 'static,
{
    let running: StoredValue<Option<AbortHandle>> = StoredValue::new(None);
    let stop = move || {
        if let Some(Some(handle)) = running.try_update_value(Option::take) {
            handle.abort();
        }
    };
    Effect::new(move |_| {
        stop();
        let handle = spawn_abortable(work(key.get()));
        running.set_value(Some(handle));
    });
    on_cleanup(stop);
}
