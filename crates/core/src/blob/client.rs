//! From an operation to its answer: the URL, the credential, the retries.
//!
//! Invariant: this is the only place that puts a URL together, and the only one where a SAS meets a
//! request.

use super::credential::{Authorization, Credential};
use super::endpoint::AccountEndpoint;
use super::error::Error;
use super::error_kind::ErrorKind;
use super::foreign::{foreign_answer, foreign_success, may_be_document, may_be_refusal};
use super::operation::Operation;
use super::reason::RefusalReason;
use super::refusal::refusal_from;
use super::request_ahead::RequestAhead;
use super::retry::{Backoff, RetryPolicy};
use super::sas::{SasToken, SasValidity};
use super::service_error::ServiceError;
use super::version::API_VERSION;
use super::xml::XmlError;
use crate::conventions::percent;
use crate::time::{Timestamp, sleep};
use crate::transport::{Method, PlatformTransport, Request, Response, Transport};

/// A page of 5,000 blobs with 8 KiB of metadata each stays below this.
const MAX_PAGE_BODY: usize = 128 << 20;
/// A document of a few fields stays below this.
#[cfg(not(target_arch = "wasm32"))]
pub(super) const MAX_SHORT_BODY: usize = 64 << 10;

/// An account's Blob service with the credential and the transport to reach it.
#[derive(Debug, Clone)]
pub(super) struct Client<T> {
    pub(super) endpoint: AccountEndpoint,
    pub(super) credential: Credential,
    pub(super) transport: T,
    pub(super) retry: RetryPolicy,
}

impl Client<PlatformTransport> {
    /// A client with the transport of this platform.
    pub(super) fn for_platform(
        endpoint: AccountEndpoint,
        credential: Credential,
    ) -> Result<Self, Error> {
        credential.check_protected(&endpoint)?;
        let transport = PlatformTransport::new().map_err(|source| Error::Transport {
            action: "reach",
            object: format!("account `{}`", endpoint.account_name()),
            source,
        })?;
        Ok(Self { endpoint, credential, transport, retry: RetryPolicy::default() })
    }
}

impl<T: Transport> Client<T> {
    /// Sends the operation, with retries, until it succeeds or fails for good.
    pub(super) async fn execute(&self, operation: &Operation) -> Result<Response, Error> {
        let mut backoff = Backoff::new(self.retry);
        loop {
            match self.attempt(operation).await {
                Ok(response) => return Ok(response),
                Err(error) => match backoff.delay_after(&error) {
                    Some(delay) => sleep(delay).await,
                    None => return Err(error),
                },
            }
        }
    }

    /// Like `execute`, and parses the whole answer. An answer that is cut short, or that `parse`
    /// refuses, is requested again.
    pub(super) async fn fetch_parsed<R>(
        &self,
        operation: &Operation,
        parse: impl FnMut(&[u8]) -> Result<R, XmlError>,
    ) -> Result<R, Error> {
        self.fetch_parsed_from(self.attempt(operation), operation, MAX_PAGE_BODY, parse).await
    }

    /// Like `fetch_parsed`, for an answer of at most `limit` bytes.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) async fn fetch_parsed_within<R>(
        &self,
        operation: &Operation,
        limit: usize,
        parse: impl FnMut(&[u8]) -> Result<R, XmlError>,
    ) -> Result<R, Error> {
        self.fetch_parsed_from(self.attempt(operation), operation, limit, parse).await
    }

    /// Like `fetch_parsed`, with a first try that is under way already.
    pub(super) async fn fetch_parsed_ahead<R>(
        &self,
        ahead: RequestAhead,
        operation: &Operation,
        parse: impl FnMut(&[u8]) -> Result<R, XmlError>,
    ) -> Result<R, Error> {
        self.fetch_parsed_from(ahead.answer(), operation, MAX_PAGE_BODY, parse).await
    }

    async fn fetch_parsed_from<R>(
        &self,
        first: impl Future<Output = Result<Response, Error>>,
        operation: &Operation,
        limit: usize,
        mut parse: impl FnMut(&[u8]) -> Result<R, XmlError>,
    ) -> Result<R, Error> {
        let mut backoff = Backoff::new(self.retry);
        let mut answer = first.await;
        loop {
            let error = match answer {
                Ok(response) => match parsed(operation, response, limit, &mut parse).await {
                    Ok(parsed) => return Ok(parsed),
                    Err(error) => error,
                },
                Err(error) => error,
            };
            let Some(delay) = backoff.delay_after(&error) else { return Err(error) };
            sleep(delay).await;
            answer = self.attempt(operation).await;
        }
    }

    /// One try; if the SAS is refused and there is another, a second one. Any status but those of
    /// the operation's success is an error.
    pub(super) async fn attempt(&self, operation: &Operation) -> Result<Response, Error> {
        let authorization = self.credential.authorization(&self.endpoint).await?;
        let result = self.attempt_as(operation, &authorization).await;
        match &result {
            Err(error) if error.kind() == ErrorKind::NotAuthenticated => {
                match self.credential.replacement_for(&authorization).await {
                    Some(fresh) => self.attempt_as(operation, &fresh).await,
                    None => result,
                }
            }
            _ => result,
        }
    }

    async fn attempt_as(
        &self,
        operation: &Operation,
        authorization: &Authorization,
    ) -> Result<Response, Error> {
        let answer = self.transport.send(self.request_from(operation, authorization)).await;
        let response = answer.map_err(|source| operation.transport_error(source))?;
        self.check_answer(operation, authorization, response).await
    }

    /// One try, which also returns the headers of a refusal. An error means that there is no
    /// answer.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) async fn attempt_with_headers(
        &self,
        operation: &Operation,
    ) -> Result<(crate::transport::Headers, Result<Response, Error>), Error> {
        let authorization = self.credential.authorization(&self.endpoint).await?;
        let answer = self.transport.send(self.request_from(operation, &authorization)).await;
        let response = answer.map_err(|source| operation.transport_error(source))?;
        let headers = response.headers.clone();
        Ok((headers, self.check_answer(operation, &authorization, response).await))
    }

    /// The answer, or the error for a refusal or for a foreign answer.
    async fn check_answer(
        &self,
        operation: &Operation,
        authorization: &Authorization,
        response: Response,
    ) -> Result<Response, Error> {
        if response.status < 400 {
            return match foreign_success(operation, &response) {
                None => Ok(response),
                Some(foreign) => Err(operation.foreign(foreign)),
            };
        }
        let (status, headers) = (response.status, response.headers.clone());
        let refusal = Box::new(refusal_from(operation, response).await);
        if refusal.code.is_empty() && !may_be_refusal(status, &headers) {
            return Err(operation.foreign(foreign_answer(status, &headers)));
        }
        Err(match self.cause_of(&refusal, authorization) {
            Some((reason, cause)) => Error::Refused { refusal, reason, cause },
            None => Error::Service(refusal),
        })
    }

    /// The cause of a refusal, as far as the client knows it: the service's code is the same for an
    /// expired SAS, for a SAS of another account and for a damaged one.
    fn cause_of(
        &self,
        refusal: &ServiceError,
        authorization: &Authorization,
    ) -> Option<(RefusalReason, String)> {
        let (reason, account) = (refusal.reason(), self.endpoint.account_name());
        let cause = match (reason, authorization) {
            (RefusalReason::ResourceNotFound, _) => {
                format!("check that account `{account}` is the right one")
            }
            (
                RefusalReason::CredentialNotAccepted | RefusalReason::NotAuthorized,
                Authorization::Query(token),
            ) => {
                if let Some(told) = flaw_of(token) {
                    return Some(told);
                }
                if reason == RefusalReason::NotAuthorized {
                    format!(
                        "a network rule of account `{account}` keeps this machine out, or the SAS \
                         is damaged or for another account"
                    )
                } else {
                    format!("the SAS is damaged, or is not for account `{account}` and its keys")
                }
            }
            _ => return None,
        };
        Some((reason, cause))
    }

    fn request_from(&self, operation: &Operation, authorization: &Authorization) -> Request {
        let mut url = format!("{}/{}", self.endpoint.as_str(), operation.path);
        let mut separator = '?';
        let mut headers = operation.headers.clone();
        let pairs = operation.query.iter().map(|(name, value)| (*name, value.as_str()));
        // A browser needs no preflight for a read whose version is in the query. A bearer token
        // needs a preflight anyway, and the version in a header.
        let is_simple = matches!(operation.method, Method::Get | Method::Head)
            && !matches!(authorization, Authorization::Header(_));
        for (name, value) in pairs.chain(is_simple.then_some(("api-version", API_VERSION))) {
            url.push(separator);
            url.push_str(name);
            url.push('=');
            url.push_str(&percent::encode(value));
            separator = '&';
        }
        if !is_simple {
            headers.push(("x-ms-version".to_owned(), API_VERSION.to_owned()));
        }
        match authorization {
            Authorization::Query(token) => {
                url.push(separator);
                url.push_str(token.expose_query());
            }
            Authorization::Header(value) => {
                headers.push(("authorization".to_owned(), value.clone()));
            }
            Authorization::None => {}
        }
        Request { method: operation.method, url, headers, body: operation.body.clone() }
    }
}

/// Reads and parses the whole answer, of at most `limit` bytes.
async fn parsed<R>(
    operation: &Operation,
    response: Response,
    limit: usize,
    parse: &mut impl FnMut(&[u8]) -> Result<R, XmlError>,
) -> Result<R, Error> {
    let (status, headers) = (response.status, response.headers);
    let body = response.body.collect(limit + 1).await;
    let body = body.map_err(|source| operation.transport_error(source))?;
    if body.len() > limit {
        return Err(operation.malformed(format!("it has more than {limit} bytes")));
    }
    parse(&body).map_err(|XmlError(detail)| match may_be_document(&headers) {
        true => operation.malformed(detail),
        false => operation.foreign(foreign_answer(status, &headers)),
    })
}

/// Why a SAS is not accepted, if it tells that itself.
fn flaw_of(token: &SasToken) -> Option<(RefusalReason, String)> {
    let parameters = token.parameters();
    match parameters.validity_at(Timestamp::now()) {
        SasValidity::Expired { since } => {
            Some((RefusalReason::SasExpired, format!("the SAS expired at {}", since.to_iso())))
        }
        SasValidity::NotYetValid { starts } => {
            let cause = format!("the SAS is valid only from {} on", starts.to_iso());
            Some((RefusalReason::SasNotYetValid, cause))
        }
        SasValidity::Valid if parameters.needs_sign_in => {
            let reason = RefusalReason::SignInNeeded;
            Some((reason, reason.text().to_owned()))
        }
        SasValidity::Valid => None,
    }
}
