//! From an answer of status 400 and above to a [`ServiceError`].
//!
//! Invariant: the code and the request ID are words. A proxy may send anything in their place, and
//! both are shown.

use super::operation::Operation;
use super::service_error::ServiceError;
use super::xml::walk;
use crate::transport::Response;
use std::time::Duration;

/// An error's body is short; more is not read.
const MAX_ERROR_BODY: usize = 64 << 10;

/// Reads the code from the header, or else from the body: a HEAD has only the header, and in a
/// browser a CORS rule may hide it.
pub(super) async fn refusal_from(operation: &Operation, response: Response) -> ServiceError {
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

/// The `Code` of an error's body, if the body is the service's XML.
fn error_code_from_xml(xml: &[u8]) -> Option<String> {
    let mut code = None;
    walk(xml, "Error", |element| {
        if (element.parent(), element.name) == ("Error", "Code") {
            code = Some(element.text.to_owned());
        }
    })
    .ok()?;
    code.filter(|code| is_word(code))
}

/// Whether `text` can be a code or a request ID of the service.
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

    /// Found by the fuzzer: a body can echo the request, and with it the SAS.
    #[test]
    fn a_code_that_is_not_a_word_is_none() {
        for text in ["a b", "x?sv=1&amp;sig=c2Vj%3D", "\u{1b}[2J", "", &"x".repeat(65)] {
            let xml = format!("<Error><Code>{text}</Code></Error>");
            assert_eq!(error_code_from_xml(xml.as_bytes()), None, "{text:?}");
        }
    }
}
