//! Runs an operation as a promise, which an `AbortSignal` can end.
//!
//! Invariant: the future of the operation is dropped before its promise rejects, and that aborts its
//! request.
//!
//! Everything here works on boxed futures: one copy of the code serves all exports.

use crate::error::Failure;
use futures_util::future::{Either, poll_fn, select};
use js_sys::Promise;
use std::cell::RefCell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Poll, Waker};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::future_to_promise;
use web_sys::AbortSignal;

type Work = Pin<Box<dyn Future<Output = Result<JsValue, Failure>>>>;

/// The promise of an operation.
pub(crate) fn promise(
    signal: Option<AbortSignal>,
    work: impl Future<Output = Result<JsValue, Failure>> + 'static,
) -> Promise {
    promise_of(signal, Box::pin(work))
}

fn promise_of(signal: Option<AbortSignal>, work: Work) -> Promise {
    future_to_promise(async move { until_aborted(signal, work).await.map_err(JsValue::from) })
}

/// Something that operations change, one after the other. An operation that is aborted takes it
/// along.
#[derive(Debug)]
pub(crate) struct Slot<T>(Rc<RefCell<Option<T>>>);

impl<T: 'static> Slot<T> {
    pub(crate) fn new(content: T) -> Self {
        Self(Rc::new(RefCell::new(Some(content))))
    }

    /// The promise of an operation on the content.
    pub(crate) fn promise(
        &self,
        signal: Option<AbortSignal>,
        work: impl AsyncFnOnce(&mut T) -> Result<JsValue, Failure> + 'static,
    ) -> Promise {
        let slot = Rc::clone(&self.0);
        promise(signal, async move {
            let taken = slot.borrow_mut().take();
            let Some(mut content) = taken else { return Err(Failure::busy()) };
            let done = work(&mut content).await;
            *slot.borrow_mut() = Some(content);
            done
        })
    }

    /// Looks at the content; none while an operation has it.
    pub(crate) fn with<R>(&self, look: impl FnOnce(&mut T) -> R) -> Option<R> {
        self.0.borrow_mut().as_mut().map(look)
    }
}

/// The result of `work`, unless the signal is aborted first.
async fn until_aborted(signal: Option<AbortSignal>, work: Work) -> Result<JsValue, Failure> {
    let Some(signal) = signal else { return work.await };
    if signal.aborted() {
        return Err(Failure::aborted());
    }
    match select(work, pin!(aborted(signal))).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => Err(Failure::aborted()),
    }
}

/// Waits until the signal is aborted.
async fn aborted(signal: AbortSignal) {
    let waker: Rc<RefCell<Option<Waker>>> = Rc::default();
    let listener = Listener::new(signal, Rc::clone(&waker));
    poll_fn(|context| {
        if listener.signal.aborted() {
            return Poll::Ready(());
        }
        *waker.borrow_mut() = Some(context.waker().clone());
        Poll::Pending
    })
    .await;
}

/// Wakes a task when a signal is aborted. Dropping it removes the listener.
struct Listener {
    signal: AbortSignal,
    wake: Closure<dyn FnMut()>,
}

impl Listener {
    fn new(signal: AbortSignal, waker: Rc<RefCell<Option<Waker>>>) -> Self {
        let wake = Closure::new(move || {
            let waiting = waker.borrow_mut().take();
            if let Some(waiting) = waiting {
                waiting.wake();
            }
        });
        let function = wake.as_ref().unchecked_ref();
        // It fails only for an object that is no signal, and then the operation runs to its end.
        let _ = signal.add_event_listener_with_callback("abort", function);
        Self { signal, wake }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.wake.as_ref().unchecked_ref();
        let _ = self.signal.remove_event_listener_with_callback("abort", function);
    }
}
