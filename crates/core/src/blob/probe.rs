//! One request that checks the connection: whether the service answers, whether it accepts the SAS,
//! what its clock says, and which page may read. Native only: a browser checks in another way.

use super::container::BlobContainer;
use super::error::Error;
use super::operation::Success;
use crate::time::Timestamp;
use crate::transport::{Method, Transport};

/// The answer to the check.
#[derive(Debug)]
#[non_exhaustive]
pub struct Probe {
    /// The service's clock, in whole seconds.
    pub date: Option<Timestamp>,
    /// The origin that may read: the one of the request, or `*`; none if no CORS rule matches.
    pub allowed_origin: Option<String>,
    /// Whether the container can be listed.
    pub listed: Result<(), Error>,
}

impl<T: Transport> BlobContainer<T> {
    /// Lists one blob, without retries, like a page of `origin` would; an origin is for example
    /// `https://farm.z6.web.core.windows.net`.
    ///
    /// # Errors
    /// [`ErrorKind::Unreachable`](crate::ErrorKind::Unreachable) when no answer comes at all. A
    /// refusal is in [`Probe::listed`].
    pub async fn probe(&self, origin: Option<&str>) -> Result<Probe, Error> {
        let mut operation = self.operation("list", Method::Get, Success::Ok);
        operation.query("restype", "container");
        operation.query("comp", "list");
        operation.query("maxresults", "1");
        if let Some(origin) = origin {
            operation.header("origin", origin);
        }
        let (headers, result) = self.client.attempt_with_headers(&operation).await?;
        Ok(Probe {
            date: headers.get("date").and_then(Timestamp::parse_http),
            allowed_origin: headers.get("access-control-allow-origin").map(str::to_owned),
            listed: result.map(drop),
        })
    }
}
