//! From an operation to its answer: the URL, the credential, the tries.
//!
//! The only place that puts a URL together, and the only one where the SAS meets a request.

use super::account::Credential;
use super::error::{Error, ErrorKind, ServiceError};
use super::retry::{Backoff, RetryPolicy};
use super::version::API_VERSION;
use super::xml::{XmlError, walk};
use super::{AccountEndpoint, Permission, SasToken, SasValidity};
use crate::conventions::percent;
use crate::time::{Timestamp, sleep};
use crate::transport::{Method, Request, Response, Transport};
use bytes::Bytes;
use std::time::Duration;

/// An error's body is short; more is not read.
const MAX_ERROR_BODY: usize = 64 << 10;
/// A page of 5,000 blobs with 8 KiB of metadata each stays below this.
const MAX_PAGE_BODY: usize = 128 << 20;

/// An account's Blob service, how to be let in, and how to get there.
#[derive(Debug, Clone)]
pub(super) struct Client<T> {
    pub(super) endpoint: AccountEndpoint,
    pub(super) credential: Credential,
    pub(super) transport: T,
    pub(super) retry: RetryPolicy,
}

/// One operation of the service, without address and credential of the account.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    /// A verb for messages.
    action: &'static str,
    /// What it is about, for messages.
    object: String,
    method: Method,
    /// Below the account, encoded, without a leading slash.
    path: String,
    query: Vec<(&'static str, String)>,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl Operation {
    pub(super) fn new(action: &'static str, method: Method, object: String) -> Self {
        Self {
            action,
            object,
            method,
            path: String::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// The encoded path below the account.
    pub(super) fn at(mut self, path: String) -> Self {
        self.path = path;
        self
    }

    pub(super) fn query(&mut self, name: &'static str, value: impl Into<String>) {
        self.query.push((name, value.into()));
    }

    pub(super) fn header(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.headers.push((name.into(), value.into()));
    }

    pub(super) fn body(&mut self, body: Bytes) {
        self.body = body;
    }

    /// A body with a checksum that the service verifies: "Crc64Mismatch" is then tried again.
    pub(super) fn checked_body(&mut self, body: Bytes) {
        #[cfg(not(target_arch = "wasm32"))]
        if !body.is_empty() {
            self.header("x-ms-content-crc64", super::checksum::crc64_header(&body));
        }
        self.body(body);
    }

    pub(super) fn malformed(&self, detail: impl Into<String>) -> Error {
        Error::Malformed { action: self.action, object: self.object.clone(), detail: detail.into() }
    }
}

impl<T: Transport> Client<T> {
    /// Tries until the service has answered with a success, or finally refuses.
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

    /// Like `execute`, and the whole answer must be readable: one that is cut short, or is not
    /// what `parse` takes, is asked for again.
    pub(super) async fn fetch_parsed<R>(
        &self,
        operation: &Operation,
        parse: fn(&[u8]) -> Result<R, XmlError>,
    ) -> Result<R, Error> {
        let mut backoff = Backoff::new(self.retry);
        loop {
            match self.attempt_parsed(operation, parse).await {
                Ok(parsed) => return Ok(parsed),
                Err(error) => match backoff.delay_after(&error) {
                    Some(delay) => sleep(delay).await,
                    None => return Err(error),
                },
            }
        }
    }

    async fn attempt_parsed<R>(
        &self,
        operation: &Operation,
        parse: fn(&[u8]) -> Result<R, XmlError>,
    ) -> Result<R, Error> {
        let response = self.attempt(operation).await?;
        let body = response.body.collect(MAX_PAGE_BODY).await.map_err(|source| {
            Error::Transport { action: operation.action, object: operation.object.clone(), source }
        })?;
        parse(&body).map_err(|XmlError(detail)| operation.malformed(detail))
    }

    /// One try, with a fresh SAS if the one at hand is refused and there is one. A status of 400
    /// and more is an error.
    pub(super) async fn attempt(&self, operation: &Operation) -> Result<Response, Error> {
        let authorization = self.credential.authorization().await?;
        let result = self.attempt_as(operation, &authorization).await;
        match &result {
            Err(error) if error.kind() == ErrorKind::NotAuthenticated => {
                match self.credential.instead_of(&authorization).await {
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
        let response = answer.map_err(|source| Error::Transport {
            action: operation.action,
            object: operation.object.clone(),
            source,
        })?;
        self.accepted(operation, authorization, response).await
    }

    /// One try as it is: the answer's headers, and what they mean. An error is that there is no
    /// answer at all.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) async fn attempt_with_headers(
        &self,
        operation: &Operation,
    ) -> Result<(crate::transport::Headers, Result<Response, Error>), Error> {
        let authorization = self.credential.authorization().await?;
        let answer = self.transport.send(self.request_from(operation, &authorization)).await;
        let response = answer.map_err(|source| Error::Transport {
            action: operation.action,
            object: operation.object.clone(),
            source,
        })?;
        let headers = response.headers.clone();
        Ok((headers, self.accepted(operation, &authorization, response).await))
    }

    /// The answer, unless it is a refusal.
    async fn accepted(
        &self,
        operation: &Operation,
        authorization: &Authorization,
        response: Response,
    ) -> Result<Response, Error> {
        if response.status < 400 {
            return Ok(response);
        }
        let refusal = Box::new(refusal_from(operation, response).await);
        Err(match self.cause_of(&refusal, authorization) {
            Some(cause) => Error::Refused { refusal, cause },
            None => Error::Service(refusal),
        })
    }

    /// What can be said here about a refusal whose code tells little: the service answers the same
    /// to an expired SAS, to one of another account and to one that was changed.
    fn cause_of(&self, refusal: &ServiceError, authorization: &Authorization) -> Option<String> {
        let account = self.endpoint.account_name();
        if refusal.code == "ResourceNotFound" {
            return Some(format!("look whether account `{account}` is the one that is meant"));
        }
        let Authorization::Query(token) = authorization else { return None };
        if refusal.kind() != ErrorKind::NotAuthenticated {
            return None;
        }
        Some(match token.parameters().validity_at(Timestamp::now()) {
            SasValidity::Expired { since } => format!("it expired at {}", since.to_iso()),
            SasValidity::NotYetValid { starts } => {
                format!("it is valid from {} on", starts.to_iso())
            }
            SasValidity::Valid => {
                format!(
                    "it is not of account `{account}`, was changed, or a firewall is in the way"
                )
            }
        })
    }

    fn request_from(&self, operation: &Operation, authorization: &Authorization) -> Request {
        let mut url = format!("{}/{}", self.endpoint.as_str(), operation.path);
        let mut separator = '?';
        let mut headers = operation.headers.clone();
        let pairs = operation.query.iter().map(|(name, value)| (*name, value.as_str()));
        // A browser needs no preflight for a read whose version stands in the query. A bearer
        // token needs one anyway, and the version in its header.
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

/// What one request is let in with.
enum Authorization {
    Query(SasToken),
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "a page has a SAS or nothing"))]
    Header(String),
    None,
}

impl Credential {
    async fn authorization(&self) -> Result<Authorization, Error> {
        Ok(match self {
            Self::Sas(token) => Authorization::Query(token.clone()),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Renewable(renewed) => Authorization::Query(renewed.token().await?),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Bearer(token) => Authorization::Header(token.expose_header()),
            Self::Anonymous => Authorization::None,
        })
    }

    /// What to try instead of what was refused.
    async fn instead_of(&self, refused: &Authorization) -> Option<Authorization> {
        match (self, refused) {
            #[cfg(not(target_arch = "wasm32"))]
            (Self::Renewable(renewed), Authorization::Query(token)) => {
                renewed.instead_of(token).await.map(Authorization::Query)
            }
            _ => None,
        }
    }

    /// Whether it lets a blob be read, as far as can be told here.
    pub(super) async fn can_read(&self) -> bool {
        match self.authorization().await {
            Ok(Authorization::Query(token)) => token.parameters().can(Permission::Read),
            _ => true,
        }
    }
}

/// The header is to be trusted over the body; a HEAD has only the header, and in a browser a
/// CORS rule may hide it and leave only the body.
async fn refusal_from(operation: &Operation, response: Response) -> ServiceError {
    let status = response.status;
    let word = |name| response.headers.get(name).filter(|text| is_word(text)).map(str::to_owned);
    let (code, request_id) = (word("x-ms-error-code"), word("x-ms-request-id"));
    let retry_after = response
        .headers
        .get("retry-after")
        .and_then(|seconds| seconds.trim().parse().ok())
        .map(Duration::from_secs);
    let code = match code {
        Some(code) => code,
        None => {
            let body = response.body.collect(MAX_ERROR_BODY).await.unwrap_or_default();
            error_code_from_xml(&body).unwrap_or_default()
        }
    };
    ServiceError {
        action: operation.action,
        object: operation.object.clone(),
        status,
        code,
        request_id,
        retry_after,
    }
}

/// The `Code` of an error's body, if that is the service's XML.
fn error_code_from_xml(xml: &[u8]) -> Option<String> {
    let mut code = None;
    walk(xml, |element| {
        if (element.parent(), element.name) == ("Error", "Code") {
            code = Some(element.text.to_owned());
        }
    })
    .ok()?;
    code.filter(|code| is_word(code))
}

/// Whether it can be a code or a request ID of the service. What stands between may send anything,
/// and these are shown.
fn is_word(text: &str) -> bool {
    let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (1..=64).contains(&text.len()) && text.chars().all(in_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_read_from_an_error_body() {
        let xml = "\u{feff}<?xml version=\"1.0\"?><Error><Code>ContainerNotFound</Code>\
                   <Message>The specified container does not exist.</Message></Error>";
        assert_eq!(error_code_from_xml(xml.as_bytes()).as_deref(), Some("ContainerNotFound"));
        assert_eq!(error_code_from_xml(b"<html>proxy"), None);
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn a_body_goes_out_with_its_checksum() {
        let mut operation = Operation::new("save", Method::Put, "blob `x`".to_owned());
        operation.checked_body(Bytes::from_static(b"123456789"));
        let checksum = ("x-ms-content-crc64".to_owned(), "iJh5CoYUi64=".to_owned());
        assert_eq!(operation.headers, [checksum]);
    }

    /// Found by the fuzzer: a body can echo the request, and with it the SAS.
    #[test]
    fn a_code_that_is_not_a_word_is_none() {
        for text in ["a b", "x?sv=1&amp;sig=c2Vj%3D", "\u{1b}[2J", "", &"x".repeat(65)] {
            let xml = format!("<Error><Code>{text}</Code></Error>");
            assert_eq!(error_code_from_xml(xml.as_bytes()), None, "{text:?}");
        }
    }
}
