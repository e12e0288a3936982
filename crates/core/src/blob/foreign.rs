//! Tells the Blob service's answers from those of something on the way to it: a proxy, a sign-in
//! portal, a web filter.
//!
//! The answers of the service have headers that begin with `x-ms-`, and nothing else sends them. A
//! browser shows a page only the headers that a CORS rule exposes and a few more, so there the
//! missing ones prove nothing, and other signs decide. A document tells by its root element.

use super::error::ForeignAnswer;
use super::operation::{Operation, Success};
use crate::transport::{Headers, Method, Response};

/// Which headers of an answer are visible here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visibility {
    /// All of them.
    All,
    /// Those that a CORS rule exposes, and those that every page may read.
    Exposed,
}

const HERE: Visibility =
    if cfg!(target_arch = "wasm32") { Visibility::Exposed } else { Visibility::All };

/// What is known of an answer below status 400 that is not the service's, or not a success; none
/// if it is the success of `operation`.
pub(super) fn foreign_success(operation: &Operation, response: &Response) -> Option<ForeignAnswer> {
    let is_done = operation.success.has(response.status)
        && (is_marked(&response.headers)
            || operation.success == Success::Document
            || may_hide_marks(operation, response, HERE));
    (!is_done).then(|| foreign_answer(response.status, &response.headers))
}

/// Whether a document that cannot be understood can be the service's.
pub(super) fn may_be_document(headers: &Headers) -> bool {
    is_marked(headers) || HERE == Visibility::Exposed
}

/// Whether a refusal without an error code can be the service's. A failure of a gateway counts as
/// the service's: both pass.
pub(super) fn may_be_refusal(status: u16, headers: &Headers) -> bool {
    let is_failure = matches!(status, 408 | 429 | 500 | 502 | 503 | 504);
    is_marked(headers) || is_failure || HERE == Visibility::Exposed
}

/// What is known of an answer that is not the service's.
pub(super) fn foreign_answer(status: u16, headers: &Headers) -> ForeignAnswer {
    let is_redirect = (300..400).contains(&status);
    let location = headers.get("location").filter(|_| is_redirect);
    ForeignAnswer { status, redirect_host: location.and_then(host_from) }
}

fn is_marked(headers: &Headers) -> bool {
    headers.has_prefix("x-ms-")
}

/// Whether the service can have sent an answer although no mark of it is visible.
fn may_hide_marks(operation: &Operation, response: &Response, visibility: Visibility) -> bool {
    if visibility == Visibility::All {
        return false;
    }
    // Every page may read this header, and the service sends it with every blob.
    let is_dated = response.headers.get("last-modified").is_some();
    match operation.success {
        // The service answers a range with 206; what does not know ranges is a page of a portal.
        Success::Content if operation.has_header("range") => response.status == 206,
        Success::Content => is_dated,
        Success::Ok if operation.method == Method::Head => is_dated,
        Success::Ok | Success::Document | Success::Created | Success::Accepted => true,
    }
}

/// The host and the port of a URL, in lower case; none if it has none, or one that cannot be shown.
fn host_from(location: &str) -> Option<String> {
    let in_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let with_scheme = || {
        let (scheme, rest) = location.split_once("://")?;
        scheme.chars().all(in_scheme).then_some(rest)
    };
    let rest = location.strip_prefix("//").or_else(with_scheme)?;
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    // What comes before an `@` is a name and a password.
    let host = authority.rsplit('@').next()?;
    let in_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    let is_host = (1..=255).contains(&host.len()) && host.chars().all(in_host);
    is_host.then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::ByteStream;
    use bytes::Bytes;

    fn response(status: u16, headers: &[(&str, &str)]) -> Response {
        let pairs = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let body = ByteStream::from_bytes(Bytes::from_static(b"<html/>"));
        Response { status, headers: Headers::new(pairs), body }
    }

    fn operation(method: Method, success: Success) -> Operation {
        Operation::new("use", method, success, "blob `x`".to_owned())
    }

    const MARK: (&str, &str) = ("x-ms-request-id", "r-1");

    #[test]
    fn only_the_documented_status_of_an_operation_is_its_success() {
        for (success, statuses) in [
            (Success::Ok, &[200][..]),
            (Success::Created, &[201]),
            (Success::Accepted, &[202]),
            (Success::Content, &[200, 206]),
        ] {
            let operation = operation(Method::Put, success);
            for status in (200..400).chain([0]) {
                let foreign = foreign_success(&operation, &response(status, &[MARK]));
                let is_success = foreign.is_none();
                assert_eq!(is_success, statuses.contains(&status), "{success:?}, {status}");
            }
        }
    }

    #[test]
    fn a_success_without_a_mark_of_the_service_is_foreign() {
        for (success, status) in
            [(Success::Ok, 200), (Success::Created, 201), (Success::Content, 206)]
        {
            let unmarked = response(status, &[("content-type", "text/html")]);
            assert!(foreign_success(&operation(Method::Get, success), &unmarked).is_some());
        }
    }

    #[test]
    fn a_refusal_without_a_mark_is_foreign_unless_it_passes() {
        assert!(!may_be_refusal(404, &Headers::default()));
        assert!(!may_be_refusal(403, &Headers::default()));
        assert!(may_be_refusal(404, &response(404, &[MARK]).headers));
        assert!(may_be_refusal(503, &Headers::default()));
    }

    /// There the service's own headers may be hidden.
    #[test]
    fn in_a_browser_a_whole_page_in_place_of_a_range_is_foreign() {
        let may_hide = |operation: &Operation, status, headers: &[(&str, &str)]| {
            may_hide_marks(operation, &response(status, headers), Visibility::Exposed)
        };
        let dated = [("last-modified", "Mon, 23 Nov 2026 02:33:08 GMT")];
        let whole = operation(Method::Get, Success::Content);
        let mut range = whole.clone();
        range.header("range", "bytes=0-9");
        assert!(may_hide(&range, 206, &[]) && !may_hide(&range, 200, &dated));
        assert!(may_hide(&whole, 200, &dated) && !may_hide(&whole, 200, &[]));
        let head = operation(Method::Head, Success::Ok);
        assert!(may_hide(&head, 200, &dated) && !may_hide(&head, 200, &[]));
    }

    #[test]
    fn a_redirect_is_told_by_its_host_and_without_its_query() {
        for (location, host) in [
            ("https://Portal.example:8443/login?u=sig%3Dx#y", Some("portal.example:8443")),
            ("//portal.example", Some("portal.example")),
            ("http://user:secret@portal.example/", Some("portal.example")),
            ("/login?next=https://storage.example/?sig=x", None),
            ("https://\u{1b}[2J/", None),
            ("", None),
        ] {
            let answer = foreign_answer(302, &response(302, &[("location", location)]).headers);
            assert_eq!(answer.redirect_host.as_deref(), host, "{location}");
            assert!(!answer.to_string().contains("sig"), "{answer}");
        }
    }
}
