//! `fetch` in a page, a worker, Node or a runtime at the edge, without an HTTP library, which would be ten times as large.
//!
//! Reads need no preflight, since the layers above set no header outside the CORS-safelisted set.
//! Nothing is cached; no cookie and no referrer is sent; no redirect is followed.

use super::body_timeout::{BodyTimeout, upload_time};
use super::{ByteStream, Headers, Request, Response, Transport, TransportError};
use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::stream;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::future::Future;
use std::pin::pin;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit};

/// The longest wait for the next bytes, as natively: a browser itself never times out.
const READ_TIMEOUT: Duration = Duration::from_secs(60);

/// Sends requests with the browser's `fetch`.
#[derive(Debug, Clone, Copy, Default)]
pub struct FetchTransport;

impl FetchTransport {
    /// A transport.
    ///
    /// # Errors
    /// Never; the signature is that of the native transport.
    pub fn new() -> Result<Self, TransportError> {
        Ok(Self)
    }
}

/// Aborts the request when it is dropped; after the end of the body, that has no effect.
struct AbortOnDrop {
    controller: AbortController,
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.controller.abort();
    }
}

impl Transport for FetchTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let guard = AbortOnDrop { controller: AbortController::new().map_err(|e| invalid(&e))? };
        let promise = fetch(&request_from(&request, &guard)?)?;
        // Nothing arrives during the upload, so the read timeout starts after it.
        let timeout = READ_TIMEOUT + upload_time(request.body.len());
        let answer =
            with_timeout(timeout, JsFuture::from(promise)).await?.map_err(|e| unreachable(&e))?;
        let answer: web_sys::Response = answer.dyn_into().map_err(|e| invalid(&e))?;
        let headers = Headers::new(pairs_from(&answer.headers()));
        let body = match answer.body() {
            Some(body) => body_from(body.get_reader(), guard),
            None => ByteStream::from_bytes(Bytes::new()),
        };
        Ok(Response { status: answer.status(), headers, body })
    }
}

fn request_from(
    request: &Request,
    guard: &AbortOnDrop,
) -> Result<web_sys::Request, TransportError> {
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    // Runtimes at the edge have no cache, no cookies and no referrer, and some refuse the words.
    if has_request_member("cache") {
        init.set_cache(web_sys::RequestCache::NoStore);
    }
    if has_request_member("credentials") {
        init.set_credentials(web_sys::RequestCredentials::Omit);
    }
    if has_request_member("referrerPolicy") {
        init.set_referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    }
    // A redirect would pass the SAS elsewhere. The browser shows one as an answer of status 0.
    init.set_redirect(web_sys::RequestRedirect::Manual);
    init.set_signal(Some(&guard.controller.signal()));
    if !request.body.is_empty() {
        init.set_body(&Uint8Array::from(request.body.as_ref()));
    }
    let js_request = web_sys::Request::new_with_str_and_init(&request.url, &init)
        .map_err(|_| TransportError::Invalid("the address is not a URL".to_owned()))?;
    let headers = js_request.headers();
    for (name, value) in &request.headers {
        headers.set(name, value).map_err(|e| invalid(&e))?;
    }
    Ok(js_request)
}

/// Whether the requests of this runtime have a member of this name.
fn has_request_member(name: &str) -> bool {
    let prototype = Reflect::get(&js_sys::global(), &JsValue::from_str("Request"))
        .and_then(|class| Reflect::get(&class, &JsValue::from_str("prototype")));
    prototype.is_ok_and(|prototype| {
        Reflect::has(&prototype, &JsValue::from_str(name)).unwrap_or_default()
    })
}

/// Calls `fetch` of the global object: of a window, a worker, Node or a runtime at the edge.
fn fetch(request: &web_sys::Request) -> Result<Promise, TransportError> {
    let global = js_sys::global();
    let function: Function = Reflect::get(&global, &JsValue::from_str("fetch"))
        .and_then(JsCast::dyn_into)
        .map_err(|e| invalid(&e))?;
    function.call1(&global, request).and_then(JsCast::dyn_into).map_err(|e| invalid(&e))
}

fn pairs_from(headers: &web_sys::Headers) -> Vec<(String, String)> {
    let Ok(Some(entries)) = js_sys::try_iter(headers.as_ref()) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let pair: Array = entry.dyn_into().ok()?;
            Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
        })
        .collect()
}

fn body_from(reader: Object, guard: AbortOnDrop) -> ByteStream {
    let start = Some((reader, guard, BodyTimeout::new(READ_TIMEOUT)));
    ByteStream::new(stream::unfold(start, |state| async move {
        let (reader, guard, mut timeout) = state?;
        // A clock that is set meanwhile, or a device that slept, at worst costs another request.
        let asked = js_sys::Date::now();
        match with_timeout(timeout.next_wait(), read_chunk(&reader)).await.and_then(|read| read) {
            Ok(Some(chunk)) => {
                let waited = (js_sys::Date::now() - asked).max(0.0) as u64;
                timeout.received(chunk.len(), Duration::from_millis(waited));
                Some((Ok(chunk), Some((reader, guard, timeout))))
            }
            Ok(None) => None,
            Err(error) => Some((Err(error), None)),
        }
    }))
}

/// The result of `work`, or an error after `limit`.
async fn with_timeout<T>(
    limit: Duration,
    work: impl Future<Output = T>,
) -> Result<T, TransportError> {
    match select(pin!(work), pin!(crate::time::sleep(limit))).await {
        Either::Left((done, _)) => Ok(done),
        Either::Right(_) => Err(TransportError::TimedOut),
    }
}

/// Calls `reader.read()`, which web-sys does not bind; its promise is of `{ done, value }`.
async fn read_chunk(reader: &Object) -> Result<Option<Bytes>, TransportError> {
    let cut = |error: &JsValue| TransportError::CutShort(message_from(error));
    let read: Function = Reflect::get(reader, &JsValue::from_str("read"))
        .and_then(JsCast::dyn_into)
        .map_err(|e| cut(&e))?;
    let promise: Promise = read.call0(reader).and_then(JsCast::dyn_into).map_err(|e| cut(&e))?;
    let result = JsFuture::from(promise).await.map_err(|e| cut(&e))?;
    let field = |name: &str| Reflect::get(&result, &JsValue::from_str(name));
    if field("done").map_err(|e| cut(&e))?.is_truthy() {
        return Ok(None);
    }
    // Tests in jsdom replace the class of bytes, so bytes of `fetch` may be of another one.
    let value: Uint8Array = field("value")
        .map(|value| value.dyn_into().unwrap_or_else(|other| Uint8Array::new(&other)))
        .map_err(|e| cut(&e))?;
    Ok(Some(Bytes::from(value.to_vec())))
}

fn invalid(error: &JsValue) -> TransportError {
    TransportError::Invalid(message_from(error))
}

fn unreachable(error: &JsValue) -> TransportError {
    TransportError::Unreachable(message_from(error))
}

/// The error's text. Fetch errors of browsers contain no URL ("Failed to fetch").
fn message_from(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| "the browser gave no reason".to_owned(), |e| String::from(e.message()))
}
