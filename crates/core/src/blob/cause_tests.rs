//! What the client adds to a refusal, and the whole chains of all errors.

use super::*;
use crate::conventions::{BlobName, ContainerName};
use crate::transport::{ByteStream, Headers, Request, Response, Transport, TransportError};
use std::error::Error as StdError;

/// Refuses every request with this code.
#[derive(Debug, Clone)]
struct Refusing {
    status: u16,
    code: &'static str,
}

impl Transport for Refusing {
    async fn send(&self, _: Request) -> Result<Response, TransportError> {
        let pairs = [("x-ms-error-code", self.code), ("x-ms-request-id", "r-1")];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let body = ByteStream::from_bytes(bytes::Bytes::new());
        Ok(Response { status: self.status, headers: Headers::new(pairs), body })
    }
}

/// The error after a refusal with a SAS of these parameters.
async fn refused(status: u16, code: &'static str, sas: &str) -> Error {
    let endpoint = AccountEndpoint::parse("https://farm.blob.core.windows.net").unwrap();
    let signature = "A".repeat(43);
    let token = SasToken::parse(&format!("sv=2026-04-06&sr=c&{sas}&sig={signature}%3D")).unwrap();
    let transport = Refusing { status, code };
    let account = BlobAccount::with_transport(endpoint, Credential::Sas(token), transport);
    let container = account.with_retry(RetryPolicy::ONCE).container(&container_name());
    container.list_page(&ListOptions::new()).await.unwrap_err()
}

fn container_name() -> ContainerName {
    ContainerName::parse("job-x").unwrap()
}

#[tokio::test]
async fn a_sas_that_is_not_accepted_tells_its_own_flaw() {
    for code in ["AuthenticationFailed", "AuthorizationFailure"] {
        for (sas, reason, part) in [
            ("se=2020-01-01", RefusalReason::SasExpired, "expired at 2020-01-01"),
            ("st=2099-01-01", RefusalReason::SasNotYetValid, "only from 2099-01-01"),
            ("skoid=x&sduoid=y", RefusalReason::SignInNeeded, "with a sign-in of the user"),
        ] {
            let error = refused(403, code, sas).await;
            assert_eq!(error.refusal_reason(), Some(reason), "{error}");
            assert!(error.to_string().contains(part), "{error}");
        }
    }
}

#[tokio::test]
async fn only_the_codes_of_a_signature_or_a_network_blame_those() {
    let text = refused(403, "AuthenticationFailed", "sp=rl").await.to_string();
    assert!(text.contains("not for account `farm`") && !text.contains("network"), "{text}");
    let text = refused(403, "AuthorizationFailure", "sp=rl").await.to_string();
    assert!(text.contains("a network rule of account `farm`"), "{text}");
    for (status, code) in [
        (403, "KeyBasedAuthenticationNotPermitted"),
        (403, "AccountIsDisabled"),
        (403, "InsufficientAccountPermissions"),
        (403, "AuthorizationPermissionMismatch"),
        (403, "SomethingNew"),
        (409, "PublicAccessNotPermitted"),
        (409, "BlobArchived"),
    ] {
        let error = refused(status, code, "sp=rl&se=2020-01-01").await;
        assert!(matches!(error, Error::Service(_)), "{error}");
        let text = error.to_string();
        assert!(!text.contains("damaged") && !text.contains("network"), "{text}");
    }
}

/// The texts of an error and of its causes.
fn chain(error: &dyn StdError) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut next = error.source();
    while let Some(cause) = next {
        texts.push(cause.to_string());
        next = cause.source();
    }
    texts
}

fn refusal() -> Box<ServiceError> {
    let mut refusal = ServiceError::new("save", "blob `x`", 409);
    (refusal.code, refusal.request_id) = ("BlobArchived".to_owned(), Some("r-1".to_owned()));
    Box::new(refusal)
}

fn not_found() -> std::io::Error {
    std::io::Error::from_raw_os_error(2)
}

#[test]
fn every_chain_of_errors_says_each_cause_once() {
    let (action, object, blob) = ("save", "blob `x`".to_owned(), "x".to_owned());
    let foreign = ForeignAnswer { status: 302, redirect_host: Some("portal.example".to_owned()) };
    let name = BlobName::parse("a/../b").unwrap_err();
    let errors: [(Error, &str); 14] = [
        (
            Error::Service(refusal()),
            "cannot save blob `x`: it is in the archive tier (BlobArchived, status 409, request \
             r-1)",
        ),
        (
            Error::Refused {
                refusal: refusal(),
                reason: RefusalReason::Archived,
                cause: "the cause".to_owned(),
            },
            "cannot save blob `x`: it is in the archive tier (BlobArchived, status 409, request \
             r-1): the cause",
        ),
        (
            Error::Transport { action, object: object.clone(), source: TransportError::TimedOut },
            "cannot save blob `x`: the service took too long to answer",
        ),
        (
            Error::ForeignAnswer { action, object: object.clone(), answer: foreign },
            "cannot save blob `x`: something else than the Blob service answered (status 302, a \
             redirect to `portal.example`), such as a proxy or a sign-in portal",
        ),
        (
            Error::Malformed { action, object, detail: "it is not UTF-8".to_owned() },
            "cannot save blob `x`: the answer cannot be understood: it is not UTF-8",
        ),
        (Error::Name(name), "blob name `a/../b` has a segment '.' or '..'; write it without"),
        (
            Error::Sas(SasError::Date { name: "se" }),
            "the SAS's se is not a date of the form 2026-11-23T02:33:08Z",
        ),
        (
            Error::NoIdentity { status: 400 },
            "cannot get a token of the managed identity: status 400",
        ),
        (
            Error::File { action: "read", path: "a.txt".to_owned(), source: not_found() },
            "cannot read file `a.txt`: No such file or directory (os error 2)",
        ),
        (
            Error::ChecksumMismatch { blob: blob.clone() },
            "the bytes of blob `x` do not match its stored MD5",
        ),
        (
            Error::TooLarge { blob: blob.clone(), length: 2, limit: 1 },
            "blob `x` has 2 bytes, more than the limit of 1",
        ),
        (
            Error::NotAppendable { blob: blob.clone() },
            "blob `x` is not an append blob, so nothing can be appended to it",
        ),
        (
            Error::UnknownOutcome { blob: blob.clone() },
            "cannot tell whether this save wrote blob `x`: an answer was lost, and the SAS allows \
             neither to read nor to list",
        ),
        (
            Error::OtherWriter { blob, position: 7 },
            "blob `x` was changed by another writer at byte 7",
        ),
    ];
    for (error, text) in &errors {
        assert_eq!(chain(error), [*text]);
    }
}

#[test]
fn every_chain_of_other_errors_says_each_cause_once() {
    let key = AccountKey::new("farm", "").unwrap_err();
    let signature = "A".repeat(43);
    let url = format!("https://farm.blob.core.windows.net/A!?sv=2026-04-06&sig={signature}%3D");
    let url = SasUrl::parse(&url);
    let strings: [(Box<dyn StdError>, &str); 5] = [
        (
            Box::new(ConnectionStringError::from(key)),
            "the connection string cannot be used: the account key is empty",
        ),
        (
            Box::new(ConnectionStringError::from(SasError::Empty)),
            "the connection string cannot be used: the SAS is empty",
        ),
        (
            Box::new(ConnectionStringError::from(EndpointError::User)),
            "the connection string has no usable endpoint: the URL has a user name before its \
             host; storage uses none",
        ),
        (Box::new(SasUrlError::from(SasError::Empty)), "the SAS is empty"),
        (
            Box::new(SasUrlError::from(EndpointError::User)),
            "the URL has a user name before its host; storage uses none",
        ),
    ];
    for (error, text) in &strings {
        assert_eq!(chain(error.as_ref()), [*text]);
    }
    let texts = chain(&url.unwrap_err());
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(
        texts[0].starts_with("the URL names no container or blob: container name"),
        "{texts:?}"
    );
}
