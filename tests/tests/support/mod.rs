//! Containers and transports for several test binaries. One transport fails by a schedule from a
//! seed, another counts requests and then breaks.
#![allow(dead_code, reason = "each test binary uses its part")]

use jobshelf::transport::{
    ByteStream, Headers, PlatformTransport, Request, Response, Transport, TransportError,
};
use jobshelf::{BlobAccount, BlobContainer, Credential, OutputPath, RetryPolicy};
use jobshelf_tests::Azurite;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A container with all permissions; each test has its own.
pub(crate) async fn container(name: &str) -> BlobContainer {
    Azurite::shared().unwrap().container(name).await.unwrap()
}

/// The same container with a task's permissions, over another transport.
pub(crate) fn over<T: Transport>(
    container: &BlobContainer,
    transport: T,
    retry: RetryPolicy,
) -> BlobContainer<T> {
    let url = Azurite::shared().unwrap().container_sas_url(container.name(), "racwl").unwrap();
    BlobAccount::with_transport(url.account, Credential::Sas(url.token), transport)
        .with_retry(retry)
        .container(container.name())
}

pub(crate) fn path(path: &str) -> OutputPath {
    OutputPath::parse(path).unwrap()
}

/// Random numbers from a seed (xorshift), the same on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Which requests fail, and how.
#[derive(Debug, Clone)]
pub(crate) struct Faults {
    state: Arc<Mutex<(Random, f64)>>,
}

enum Fault {
    /// The request is not sent.
    NotSent,
    /// The service acts, and its answer is lost.
    AnswerLost,
    /// The service throttles the request and does nothing.
    Busy,
}

impl Faults {
    /// Faults in this share of requests.
    pub(crate) fn new(seed: u64, rate: f64) -> Self {
        Self { state: Arc::new(Mutex::new((Random::new(seed ^ 0xFA17), rate))) }
    }

    /// Ends all faults.
    pub(crate) fn stop(&self) {
        self.state.lock().unwrap().1 = 0.0;
    }

    fn next(&self) -> Option<Fault> {
        let mut state = self.state.lock().unwrap();
        let (random, rate) = &mut *state;
        if random.fraction() >= *rate {
            return None;
        }
        Some(match random.below(3) {
            0 => Fault::NotSent,
            1 => Fault::AnswerLost,
            _ => Fault::Busy,
        })
    }
}

/// The platform's transport behind injected faults.
#[derive(Debug, Clone)]
pub(crate) struct FaultyTransport {
    inner: PlatformTransport,
    faults: Faults,
}

impl FaultyTransport {
    pub(crate) fn new(faults: Faults) -> Self {
        Self { inner: PlatformTransport::new().unwrap(), faults }
    }
}

impl Transport for FaultyTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let lost = || TransportError::Unreachable("a fault on purpose".to_owned());
        match self.faults.next() {
            None => self.inner.send(request).await,
            Some(Fault::NotSent) => Err(lost()),
            Some(Fault::AnswerLost) => {
                self.inner.send(request).await?;
                Err(lost())
            }
            Some(Fault::Busy) => Ok(Response {
                status: 503,
                headers: Headers::new([("x-ms-error-code".to_owned(), "ServerBusy".to_owned())]),
                body: ByteStream::from_bytes(bytes::Bytes::new()),
            }),
        }
    }
}

/// The platform's transport with a counter; after a number of requests it breaks for good.
#[derive(Debug, Clone)]
pub(crate) struct CountingTransport {
    inner: PlatformTransport,
    breaks_after: Option<usize>,
    n_requests: Arc<AtomicUsize>,
    n_now: Arc<AtomicUsize>,
    most_at_once: Arc<AtomicUsize>,
}

impl CountingTransport {
    pub(crate) fn new(breaks_after: Option<usize>) -> Self {
        Self {
            inner: PlatformTransport::new().unwrap(),
            breaks_after,
            n_requests: Arc::default(),
            n_now: Arc::default(),
            most_at_once: Arc::default(),
        }
    }

    /// The most requests that waited for their answer at the same time.
    pub(crate) fn most_at_once(&self) -> usize {
        self.most_at_once.load(Ordering::SeqCst)
    }

    pub(crate) fn n_requests(&self) -> usize {
        self.n_requests.load(Ordering::SeqCst)
    }
}

impl Transport for CountingTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let n_before = self.n_requests.fetch_add(1, Ordering::SeqCst);
        if self.breaks_after.is_some_and(|limit| n_before >= limit) {
            return Err(TransportError::Unreachable("broken on purpose".to_owned()));
        }
        let n_now = self.n_now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(n_now, Ordering::SeqCst);
        let answer = self.inner.send(request).await;
        self.n_now.fetch_sub(1, Ordering::SeqCst);
        answer
    }
}
