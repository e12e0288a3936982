//! What the client adds to a refusal.

use super::*;
use crate::conventions::ContainerName;
use crate::transport::{ByteStream, Headers, Request, Response, Transport, TransportError};

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
