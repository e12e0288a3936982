//! A worker of the page: something that computes beside it.
//!
//! Messages are answered in the order in which they were sent, so an answer belongs to the oldest
//! call that waits. A worker that is dropped ends, and who waits for it learns that.

use crate::browser::window;
use futures_channel::oneshot;
use js_sys::{Array, Uint8Array};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{MessageEvent, WorkerOptions, WorkerType};

/// Answers that are awaited, oldest first; none once the worker is broken.
type Waiting = Rc<RefCell<Option<VecDeque<oneshot::Sender<JsValue>>>>>;

/// A worker.
pub struct Worker {
    worker: web_sys::Worker,
    waiting: Waiting,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut()>,
}

/// It broke, or never started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken;

impl Worker {
    /// Starts the search. The page's <meta> has the hash that its file is named by.
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
            // An answer with an error is none: the waiter learns that when its sender is dropped.
            if let Some(waiter) = waiter.filter(|_| message.get(1).is_undefined()) {
                let _ = waiter.send(message.get(0));
            }
        });
        let abandoned = waiting.clone();
        let on_error = Closure::<dyn FnMut()>::new(move || drop(abandoned.take()));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Self { worker, waiting, _on_message: on_message, _on_error: on_error })
    }

    /// Calls a method.
    ///
    /// # Errors
    /// When the worker breaks or ends before it answers.
    pub fn call(
        &self,
        method: &str,
        arguments: &[JsValue],
    ) -> impl Future<Output = Result<JsValue, Broken>> + use<> {
        self.send(method, arguments, &Array::new())
    }

    /// Hands bytes over that begin at byte `from` of something larger.
    ///
    /// # Errors
    /// As for [`call`](Self::call).
    pub fn hand_over(
        &self,
        method: &str,
        from: u64,
        bytes: &[u8],
    ) -> impl Future<Output = Result<JsValue, Broken>> + use<> {
        let bytes = Uint8Array::from(bytes);
        let moved = Array::of1(&bytes.buffer());
        self.send(method, &[number(from), bytes.into()], &moved)
    }

    fn send(
        &self,
        method: &str,
        arguments: &[JsValue],
        moved: &Array,
    ) -> impl Future<Output = Result<JsValue, Broken>> + use<> {
        let (sender, receiver) = oneshot::channel();
        let message = Array::of1(&method.into());
        for argument in arguments {
            message.push(argument);
        }
        if let Some(waiting) = self.waiting.borrow_mut().as_mut()
            && self.worker.post_message_with_transfer(&message, moved).is_ok()
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

/// A number as the worker takes it.
pub fn number(n: u64) -> JsValue {
    JsValue::from_f64(n as f64)
}

/// The numbers of an answer.
pub fn numbers(answer: &JsValue) -> Vec<f64> {
    match answer.dyn_ref::<js_sys::Float64Array>() {
        Some(numbers) => numbers.to_vec(),
        None => answer.as_f64().into_iter().collect(),
    }
}

/// The bytes of an answer.
pub fn bytes(answer: &JsValue) -> Vec<u8> {
    answer.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default()
}

/// The whole numbers of an answer.
pub fn counts(answer: &JsValue) -> Vec<u32> {
    answer.dyn_ref::<js_sys::Uint32Array>().map(js_sys::Uint32Array::to_vec).unwrap_or_default()
}
