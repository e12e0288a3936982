//! A web worker that answers requests in the order in which they were sent.
//!
//! So an answer belongs to the oldest request that waits. A request and its answer are pairs: a
//! message, and bytes that are transferred or `undefined`. Dropping a worker terminates it; requests
//! that still wait then fail, as they do when the worker breaks.

use crate::browser::window;
use futures_channel::oneshot;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{MessageEvent, WorkerOptions, WorkerType};

/// A message from the worker, and the bytes beside it; empty if there are none.
type Answer = (JsValue, Vec<u8>);

/// The requests that wait for an answer, oldest first; `None` once the worker is broken.
type Waiting = Rc<RefCell<Option<VecDeque<oneshot::Sender<Answer>>>>>;

/// A running worker.
pub struct Worker {
    worker: web_sys::Worker,
    waiting: Waiting,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut()>,
}

/// The worker did not start, broke, or could not answer a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerError;

impl Worker {
    /// Starts the search worker. The name of its file contains a hash, which a `<meta>` element of
    /// the page holds.
    pub fn search() -> Option<Self> {
        let meta = window()?.document()?.query_selector("meta[name=jobshelf-app]").ok()??;
        let hash = meta.get_attribute("data-search")?;
        Self::start(&format!("jobshelf-search-{hash}.js"))
    }

    fn start(path: &str) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(path, &options).ok()?;
        let waiting: Waiting = Rc::new(RefCell::new(Some(VecDeque::new())));
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let waiting = waiting.clone();
            move |event: MessageEvent| {
                let oldest = waiting.borrow_mut().as_mut().and_then(VecDeque::pop_front);
                let pair: Array = event.data().unchecked_into();
                let message = pair.get(0);
                // The worker sends `undefined` when it fails; dropping the sender reports that.
                if let Some(sender) = oldest.filter(|_| !message.is_undefined()) {
                    let bytes = pair.get(1).dyn_ref::<Uint8Array>().map(Uint8Array::to_vec);
                    // Nobody receives the answer if the request was cancelled.
                    let _ = sender.send((message, bytes.unwrap_or_default()));
                }
            }
        });
        let on_error = Closure::<dyn FnMut()>::new({
            let waiting = waiting.clone();
            move || drop(waiting.take())
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self { worker, waiting, _on_message: on_message, _on_error: on_error })
    }

    /// Sends a message at once, with a copy of `bytes` that is transferred, and returns the answer and
    /// the bytes beside it when they arrive.
    ///
    /// # Errors
    /// When the worker breaks, ends, or fails to answer.
    pub fn request(
        &self,
        message: &JsValue,
        bytes: Option<&[u8]>,
    ) -> impl Future<Output = Result<(JsValue, Vec<u8>), WorkerError>> + use<> {
        let (sender, receiver) = oneshot::channel();
        let bytes = bytes.map(Uint8Array::from);
        let transfer: Array = bytes.iter().map(Uint8Array::buffer).collect();
        let pair = Array::of2(message, &bytes.into());
        if let Some(waiting) = self.waiting.borrow_mut().as_mut()
            && self.worker.post_message_with_transfer(&pair, &transfer).is_ok()
        {
            waiting.push_back(sender);
        }
        async move { receiver.await.map_err(|_| WorkerError) }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.terminate();
        drop(self.waiting.take());
    }
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Worker")
    }
}
