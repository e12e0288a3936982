//! One request that tells how things are: whether the service answers, what it thinks of the SAS,
//! what its clock says, and which page it would let read. Native only: a browser's own check differs.

use super::container::BlobContainer;
use super::error::Error;
use super::operation::Operation;
use crate::time::Timestamp;
use crate::transport::{Method, Transport};

/// What the service answered to a listing of one blob.
#[derive(Debug)]
#[non_exhaustive]
pub struct Probe {
    /// Its clock, in whole seconds.
    pub date: Option<Timestamp>,
    /// The origins that may read: the one that was named, or `*`; none if no CORS rule fits.
    pub allowed_origin: Option<String>,
    /// Whether it lists.
    pub listed: Result<(), Error>,
}

impl<T: Transport> BlobContainer<T> {
    /// Asks once for a listing of one blob, as the page of `origin` would, such as
    /// `https://farm.z6.web.core.windows.net`.
    ///
    /// # Errors
    /// [`ErrorKind::Unreachable`](crate::ErrorKind::Unreachable) when no answer comes at all. A
    /// refusal is in [`Probe::listed`].
    pub async fn probe(&self, origin: Option<&str>) -> Result<Probe, Error> {
        let object = format!("container `{}`", self.name().as_str());
        let mut operation =
            Operation::new("list", Method::Get, object).at(self.name().as_str().to_owned());
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
