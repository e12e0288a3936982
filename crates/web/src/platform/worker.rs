//! A web worker that answers messages.
//!
//! It answers in the order of the messages, so an answer belongs to the oldest pending message. A
//! message and an answer are pairs: a value, and bytes that are transferred or `undefined`. Dropping
//! the worker ends it, and every pending answer becomes an error.

use super::window;
use futures_channel::oneshot;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{MessageEvent, WorkerOptions, WorkerType};

/// Pending answers, oldest first; none once the worker is broken.
type Waiting = Rc<RefCell<Option<VecDeque<oneshot::Sender<(JsValue, Vec<u8>)>>>>>;

/// A worker.
pub struct Worker {
    worker: web_sys::Worker,
    waiting: Waiting,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut()>,
}

/// The worker broke, ended or never started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

impl Worker {
    /// Starts the search worker. The page's <meta> has the hash in the name of its file.
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
        let answered = waiting.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let message: Array = event.data().unchecked_into();
            let waiter = answered.borrow_mut().as_mut().and_then(VecDeque::pop_front);
            // The worker answers `undefined` when it fails; dropping the sender reports that.
            let answer = message.get(0);
            if let Some(waiter) = waiter.filter(|_| !answer.is_undefined()) {
                let bytes = message.get(1).dyn_ref::<Uint8Array>().map(Uint8Array::to_vec);
                let _ = waiter.send((answer, bytes.unwrap_or_default()));
            }
        });
        let abandoned = waiting.clone();
        let on_error = Closure::<dyn FnMut()>::new(move || drop(abandoned.take()));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self { worker, waiting, _on_message: on_message, _on_error: on_error })
    }

    /// Sends a message at once, with bytes that are transferred beside it; the future resolves to
    /// the answer and the bytes beside that.
    ///
    /// # Errors
    /// When the worker breaks or ends before it answers.
    pub fn post(
        &self,
        message: &JsValue,
        bytes: Option<&[u8]>,
    ) -> impl Future<Output = Result<(JsValue, Vec<u8>), Broken>> + use<> {
        let (sender, receiver) = oneshot::channel();
        let bytes = bytes.map(Uint8Array::from);
        let transferred = bytes.iter().map(Uint8Array::buffer).collect::<Array>();
        let pair = Array::of2(message, &bytes.into());
        if let Some(waiting) = self.waiting.borrow_mut().as_mut()
            && self.worker.post_message_with_transfer(&pair, &transferred).is_ok()
        {
            waiting.push_back(sender);
        }
        async move { receiver.await.map_err(|_| Broken) }
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
