//! A refusal by the service, as a value.
//!
//! Invariant: the code decides what it means, and the status only where there is no code: almost
//! every refusal is a 403, a 409 or a 412, whatever its reason.

use super::error_kind::ErrorKind;
use super::reason::RefusalReason;
use crate::escape::Escaped;
use std::time::Duration;

/// A refusal by the service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot {action} {}: {}", Escaped(.object), Escaped(self.explanation()))]
#[non_exhaustive]
pub struct ServiceError {
    /// What was attempted, as a verb.
    pub action: &'static str,
    /// The object of that verb.
    pub object: String,
    /// The HTTP status.
    pub status: u16,
    /// The service's error code, empty if the answer had none.
    pub code: String,
    /// The service's request ID, which its support asks for.
    pub request_id: Option<String>,
    /// How long the service asks to wait before the next try.
    pub retry_after: Option<Duration>,
}

impl ServiceError {
    /// A refusal with this status, without a code or a request ID.
    pub fn new(action: &'static str, object: impl Into<String>, status: u16) -> Self {
        Self {
            action,
            object: object.into(),
            status,
            code: String::new(),
            request_id: None,
            retry_after: None,
        }
    }

    /// Why the service refused, by its code.
    pub fn reason(&self) -> RefusalReason {
        if let Some(reason) = RefusalReason::from_code(&self.code) {
            return reason;
        }
        match (self.status, self.code.is_empty()) {
            (408 | 429 | 500 | 502 | 503 | 504, _) => RefusalReason::Busy,
            (401, true) => RefusalReason::CredentialNotAccepted,
            (404, true) => RefusalReason::BlobNotFound,
            (412, true) => RefusalReason::Changed,
            _ => RefusalReason::Unknown,
        }
    }

    /// The kind, by the reason, or by the status of an unknown one.
    pub fn kind(&self) -> ErrorKind {
        match (self.reason(), self.status) {
            (RefusalReason::Unknown, 401) => ErrorKind::NotAuthenticated,
            (RefusalReason::Unknown, 403) => ErrorKind::NotAllowed,
            (RefusalReason::Unknown, 409) => ErrorKind::Conflict,
            (RefusalReason::Unknown, 412) => ErrorKind::ConditionNotMet,
            (reason, _) => reason.kind(),
        }
    }

    /// The reason, and what the service's documentation and support ask for.
    fn explanation(&self) -> String {
        let Self { code, status, request_id, .. } = self;
        let code = if code.is_empty() { String::new() } else { format!("{code}, ") };
        let request = request_id.as_ref().map(|id| format!(", request {id}")).unwrap_or_default();
        format!("{} ({code}status {status}{request})", self.reason().text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(code: &str, status: u16) -> ServiceError {
        let mut refusal = ServiceError::new("save", "blob `x`", status);
        refusal.code = code.to_owned();
        refusal
    }

    #[test]
    fn the_code_decides_what_a_status_means() {
        for (status, code, kind, part) in [
            (409, "BlobArchived", ErrorKind::Conflict, "archive tier"),
            (409, "BlobImmutableDueToPolicy", ErrorKind::Conflict, "immutable"),
            (409, "SnapshotsPresent", ErrorKind::Conflict, "snapshots"),
            (409, "DirectoryIsNotEmpty", ErrorKind::Conflict, "not empty"),
            (409, "ContainerBeingDeleted", ErrorKind::ContainerNotFound, "being deleted"),
            (409, "PublicAccessNotPermitted", ErrorKind::NotAllowed, "without a credential"),
            (412, "LeaseIdMissing", ErrorKind::Conflict, "lease"),
            (409, "LeaseIdMismatchWithLeaseOperation", ErrorKind::Conflict, "lease"),
            (412, "ConditionNotMet", ErrorKind::ConditionNotMet, "has changed"),
            (412, "MaxBlobSizeConditionNotMet", ErrorKind::Other, "too large"),
            (403, "KeyBasedAuthenticationNotPermitted", ErrorKind::NotAllowed, "keys"),
            (403, "AuthorizationPermissionMismatch", ErrorKind::NotAllowed, "permission"),
            (403, "AccountIsDisabled", ErrorKind::NotAllowed, "disabled"),
            (403, "AuthorizationFailure", ErrorKind::NotAuthenticated, "does not authorise"),
            (403, "AuthenticationFailed", ErrorKind::NotAuthenticated, "does not accept"),
            (404, "ResourceNotFound", ErrorKind::Other, "nothing at this address"),
        ] {
            let refusal = refusal(code, status);
            assert_eq!(refusal.kind(), kind, "{code}");
            assert!(refusal.to_string().contains(part), "{refusal}");
        }
    }

    #[test]
    fn an_unknown_code_gets_a_neutral_text_and_the_kind_of_its_status() {
        for (status, kind) in [
            (400, ErrorKind::Other),
            (401, ErrorKind::NotAuthenticated),
            (403, ErrorKind::NotAllowed),
            (404, ErrorKind::Other),
            (409, ErrorKind::Conflict),
            (412, ErrorKind::ConditionNotMet),
        ] {
            let refusal = refusal("SomethingNew", status);
            assert_eq!(refusal.kind(), kind, "{status}");
            let text = format!("the service refused it (SomethingNew, status {status})");
            assert!(refusal.to_string().ends_with(&text), "{refusal}");
        }
        assert_eq!(refusal("SomethingNew", 503).kind(), ErrorKind::Busy);
    }

    #[test]
    fn without_a_code_the_status_decides() {
        assert_eq!(refusal("", 404).kind(), ErrorKind::BlobNotFound);
        assert_eq!(refusal("", 412).kind(), ErrorKind::ConditionNotMet);
        assert_eq!(refusal("", 401).kind(), ErrorKind::NotAuthenticated);
        assert_eq!(refusal("", 429).kind(), ErrorKind::Busy);
    }
}
