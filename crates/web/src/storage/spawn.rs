//! Work that ends with the view that wanted it.

use crate::reactive::*;
use futures_util::future::{AbortHandle, abortable};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Who has typed nothing for so long has typed what was to be typed.
const TYPING: Duration = Duration::from_millis(250);

/// Something to be done, on its way.
pub type Work = Pin<Box<dyn Future<Output = ()>>>;

/// Runs `work` until it is done or the current owner is cleaned up; its requests are aborted then.
pub fn spawn_scoped(work: impl Future<Output = ()> + 'static) {
    let handle = start(Box::pin(work));
    cleanup(move || handle.abort());
}

/// Runs `work` to its end, whatever becomes of the view.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    drop(start(Box::pin(work)));
}

/// Runs `work` to its end, or until it is aborted.
pub fn start(work: Work) -> AbortHandle {
    let (work, handle) = abortable(work);
    wasm_bindgen_futures::spawn_local(async move {
        // Aborted or done: either way there is nothing left to say.
        let _ = work.await;
    });
    handle
}

/// Runs the work that `make` makes of `key`, anew with each change of the key. What ran before is
/// aborted then, and the last with the current owner. Without a key nothing runs.
pub fn spawn_latest<K: PartialEq + Clone + 'static>(
    key: impl Fn() -> Option<K> + 'static,
    make: impl Fn(K) -> Work + 'static,
) {
    spawn_latest_of(Box::new(key), Box::new(make));
}

/// Runs `work` once `typed` has rested for a while: not at every letter.
pub fn when_typed<K: PartialEq + Clone + 'static>(
    typed: impl Fn() -> K + 'static,
    work: impl Fn() + Copy + 'static,
) {
    spawn_latest(
        move || Some(typed()),
        move |_| {
            Box::pin(async move {
                jobshelf::time::sleep(TYPING).await;
                work();
            })
        },
    );
}

/// What tells which work is the latest.
trait Latest {
    /// The work there is now, or none; nothing if there is no other than before.
    fn next(&mut self) -> Option<Option<Work>>;
}

/// Work by a key.
struct Keyed<K> {
    last: Option<K>,
    key: Box<dyn Thunk<Option<K>>>,
    make: Box<dyn Maker<K, Work>>,
}

impl<K: PartialEq + Clone + 'static> Latest for Keyed<K> {
    fn next(&mut self) -> Option<Option<Work>> {
        let key = self.key.run();
        if key == self.last {
            return None;
        }
        self.last = key.clone();
        Some(key.map(|key| self.make.make(key)))
    }
}

fn spawn_latest_of<K: PartialEq + Clone + 'static>(
    key: Box<dyn Thunk<Option<K>>>,
    make: Box<dyn Maker<K, Work>>,
) {
    keep_latest(Box::new(Keyed { last: None, key, make }));
}

/// Compiled once, whatever the keys are.
fn keep_latest(mut latest: Box<dyn Latest>) {
    let running = Running::default();
    let stopped = running.clone();
    effect(move || {
        if let Some(next) = latest.next() {
            replace(&running, next);
        }
    });
    cleanup(move || replace(&stopped, None));
}

type Running = Arc<Mutex<Option<AbortHandle>>>;

/// Starts `next`; what ran before is aborted.
fn replace(running: &Running, next: Option<Work>) {
    let next = next.map(start);
    let mut running = running.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(before) = std::mem::replace(&mut *running, next) {
        before.abort();
    }
}
