//! The transport of the page: the core's own, counted and held to six requests at once.
//!
//! Six is what a browser opens to one host; more would only wait where nobody can order them.
//! Invariant: a permit is kept until the body is read to its end or dropped.

use crate::storage::semaphore::{Permit, Semaphore};
use crate::storage::traffic::Traffic;
use bytes::Bytes;
use futures_util::stream;
use jobshelf::PlatformTransport;
use jobshelf::transport::{ByteStream, Request, Response, Transport, TransportError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const AT_ONCE: usize = 6;

/// The platform's transport, with a count and a bound.
#[derive(Debug, Clone)]
pub struct Metered<T: Transport = PlatformTransport> {
    inner: T,
    semaphore: Semaphore,
    counters: Arc<Counters>,
}

#[derive(Debug, Default)]
struct Counters {
    requests: AtomicU64,
    bytes: AtomicU64,
}

impl<T: Transport> Metered<T> {
    /// Counts and bounds what goes through `inner`.
    pub fn new(inner: T) -> Self {
        Self { inner, semaphore: Semaphore::new(AT_ONCE), counters: Arc::default() }
    }

    /// What went through so far.
    pub fn traffic(&self) -> Traffic {
        Traffic {
            requests: self.counters.requests.load(Ordering::Relaxed),
            bytes: self.counters.bytes.load(Ordering::Relaxed),
        }
    }
}

impl<T: Transport> Transport for Metered<T> {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let permit = self.semaphore.acquire().await;
        self.counters.requests.fetch_add(1, Ordering::Relaxed);
        let Response { status, headers, body } = self.inner.send(request).await?;
        let body = Counted { body, _permit: permit, counters: self.counters.clone() }.into_stream();
        Ok(Response { status, headers, body })
    }
}

struct Counted {
    body: ByteStream,
    /// Dropped with the body.
    _permit: Permit,
    counters: Arc<Counters>,
}

impl Counted {
    fn into_stream(self) -> ByteStream {
        ByteStream::new(stream::unfold(Some(self), |state| async move {
            let mut this = state?;
            match this.body.chunk().await {
                Ok(Some(chunk)) => {
                    this.counters.bytes.fetch_add(chunk.len() as u64, Ordering::Relaxed);
                    Some((Ok::<Bytes, TransportError>(chunk), Some(this)))
                }
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;
    use jobshelf::transport::{Headers, Method};

    #[derive(Debug, Clone)]
    struct Ready;

    impl Transport for Ready {
        async fn send(&self, _: Request) -> Result<Response, TransportError> {
            let body = ByteStream::from_bytes(Bytes::from_static(b"body"));
            Ok(Response { status: 200, headers: Headers::default(), body })
        }
    }

    fn request() -> Request {
        Request {
            method: Method::Get,
            url: "https://a.example/".to_owned(),
            headers: vec![],
            body: Bytes::new(),
        }
    }

    #[test]
    fn requests_and_bytes_are_counted() {
        let metered = Metered::new(Ready);
        let answer = metered.send(request()).now_or_never().unwrap().unwrap();
        let body = answer.body.collect(100).now_or_never().unwrap().unwrap();
        assert_eq!(&body[..], b"body");
        assert_eq!(metered.traffic(), Traffic { requests: 1, bytes: 4 });
    }

    #[test]
    fn a_seventh_request_waits_until_a_body_is_done() {
        let metered = Metered::new(Ready);
        let mut answers: Vec<Response> = (0..AT_ONCE)
            .map(|_| metered.send(request()).now_or_never().unwrap().unwrap())
            .collect();
        let mut seventh = Box::pin(metered.send(request()));
        assert!(seventh.as_mut().now_or_never().is_none());
        drop(answers.pop());
        assert!(seventh.as_mut().now_or_never().unwrap().is_ok());
    }
}
