//! A request that is sent before its answer is wanted, so that the service works on it meanwhile.
//!
//! Invariant: nothing of the answer's body is read before it is wanted, so a slow reader keeps no
//! page in memory. Dropping it aborts the request.

use super::error::Error;
use crate::transport::Response;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

#[cfg(not(target_arch = "wasm32"))]
type Pending = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>;
#[cfg(target_arch = "wasm32")]
type Pending = Pin<Box<dyn Future<Output = Result<Response, Error>>>>;

/// One request under way.
pub(super) struct RequestAhead {
    state: State,
}

enum State {
    Sent(Pending),
    Answered(Result<Response, Error>),
}

impl RequestAhead {
    /// Sends a request: a future does nothing before it is polled, so this polls it once. Nobody
    /// waits yet; [`answer`](Self::answer) polls it again.
    pub(super) fn send(mut request: Pending) -> Self {
        let state = match request.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => State::Answered(answer),
            Poll::Pending => State::Sent(request),
        };
        Self { state }
    }

    /// The answer, or the error of this try.
    pub(super) async fn answer(self) -> Result<Response, Error> {
        match self.state {
            State::Sent(request) => request.await,
            State::Answered(answer) => answer,
        }
    }
}

impl fmt::Debug for RequestAhead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestAhead")
    }
}
