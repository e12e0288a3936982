//! The platform's transport with something that happens before each request.

use jobshelf::transport::{
    Method, PlatformTransport, Request, Response, Transport, TransportError,
};
use std::sync::Arc;

/// What happens before a request; it gets the method and the URL.
type Hook = dyn Fn(Method, &str) -> Result<(), TransportError> + Send + Sync;

#[derive(Clone)]
pub(crate) struct HookedTransport {
    inner: PlatformTransport,
    hook: Arc<Hook>,
}

impl HookedTransport {
    pub(crate) fn new(
        hook: impl Fn(Method, &str) -> Result<(), TransportError> + Send + Sync + 'static,
    ) -> Self {
        Self { inner: PlatformTransport::new().unwrap(), hook: Arc::new(hook) }
    }
}

impl Transport for HookedTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        (self.hook)(request.method, &request.url)?;
        self.inner.send(request).await
    }
}
