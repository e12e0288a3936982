//! The errors of storage: a program can match on them, and their texts tell a person what failed.
//!
//! Invariants: no text here contains a URL with its query, a SAS, a key or a hidden character, which
//! a name may have. A text is whole, so it includes the cause, and `source` returns none: whoever
//! prints a chain prints nothing twice. The cause itself is a field of its variant, and so is every
//! name, unchanged.

use super::endpoint_error::EndpointError;
use super::error_kind::ErrorKind;
use super::reason::RefusalReason;
use super::sas::SasError;
use super::service_error::ServiceError;
use super::sign_in_reason::SignInReason;
use crate::conventions::NameError;
use crate::escape::Escaped;
use crate::transport::TransportError;
use std::time::Duration;

/// Why an operation on storage failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service refused the request.
    #[error(transparent)]
    Service(Box<ServiceError>),
    /// The service refused the request, and the client knows more about the cause.
    #[error("{refusal}: {}", Escaped(.cause))]
    Refused {
        /// The service's answer.
        refusal: Box<ServiceError>,
        /// The reason, which can be more precise than the code's.
        reason: RefusalReason,
        /// The cause: for example that the SAS has expired, or which account was asked.
        cause: String,
    },
    /// No answer arrived, or only a part of it.
    #[error("cannot {action} {}: {source}", Escaped(.object))]
    Transport {
        /// What was attempted, as a verb.
        action: &'static str,
        /// The object of that verb.
        object: String,
        /// Why there is no answer. As a raw identifier, it is no `source` to `thiserror`.
        r#source: TransportError,
    },
    /// Something else than the Blob service answered: a proxy or a sign-in portal. It is as if no
    /// answer had arrived: the service may have carried the request out or not.
    #[error(
        "cannot {action} {}: something else than the Blob service answered ({answer}), such as a \
         proxy or a sign-in portal",
        Escaped(.object)
    )]
    ForeignAnswer {
        /// What was attempted, as a verb.
        action: &'static str,
        /// The object of that verb.
        object: String,
        /// The answer.
        answer: ForeignAnswer,
    },
    /// The answer is not what the service would send.
    #[error(
        "cannot {action} {}: the answer cannot be understood: {}",
        Escaped(.object),
        Escaped(.detail)
    )]
    Malformed {
        /// What was attempted, as a verb.
        action: &'static str,
        /// The object of that verb.
        object: String,
        /// What is wrong with the answer.
        detail: String,
    },
    /// A name that the conventions or the service do not allow.
    #[error(transparent)]
    Name(#[from] NameError),
    /// A SAS that cannot be used this way.
    #[error(transparent)]
    Sas(#[from] SasError),
    /// The machine has no managed identity for storage.
    #[error("cannot get a token of the managed identity: status {status}")]
    NoIdentity {
        /// The HTTP status of the metadata endpoint.
        status: u16,
    },
    /// An endpoint that cannot be used, or to which no credential may travel.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// Entra ID gives no token, or the tool that asks it does not.
    #[error("cannot get {object}: {}", SignInReason(*.status, *.code))]
    SignIn {
        /// What was asked for: `a token of …`.
        object: &'static str,
        /// The HTTP status of Entra ID; none if a tool asked.
        status: Option<u16>,
        /// The number after `AADSTS`, which Entra ID's documentation explains.
        code: Option<u32>,
    },
    /// Reading or writing a local file failed.
    #[error("cannot {action} file `{}`: {}", Escaped(.path), Escaped(.source))]
    File {
        /// What was attempted, as a verb.
        action: &'static str,
        /// The file.
        path: String,
        /// Why it failed. As a raw identifier, it is no `source` to `thiserror`.
        r#source: std::io::Error,
    },
    /// A local file changed each time that it was read, so nothing of it is saved.
    #[error(
        "file `{}` keeps changing while it is read, so nothing of it is saved",
        Escaped(.path)
    )]
    FileChanged {
        /// The file.
        path: String,
    },
    /// A fetch was interrupted, and the next one can resume it.
    #[error(
        "{source}; {n_bytes} of {length} bytes are in `{}`, where the next fetch into the same \
         folder resumes",
        Escaped(.part)
    )]
    Incomplete {
        /// How many bytes are on the disk.
        n_bytes: u64,
        /// The blob's length in bytes.
        length: u64,
        /// The file that has them.
        part: String,
        /// What interrupted the fetch. As a raw identifier, it is no `source` to `thiserror`.
        r#source: Box<Self>,
    },
    /// The fetched bytes do not have the MD5 that was stored with the blob.
    #[error("the bytes of blob `{}` do not match its stored MD5", Escaped(.blob))]
    ChecksumMismatch {
        /// The blob.
        blob: String,
    },
    /// The blob was replaced while it was read.
    #[error("blob `{}` was replaced while it was read", Escaped(.blob))]
    Replaced {
        /// The blob.
        blob: String,
    },
    /// The blob is longer than the caller's limit.
    #[error("blob `{}` has {length} bytes, more than the limit of {limit}", Escaped(.blob))]
    TooLarge {
        /// The blob.
        blob: String,
        /// Its length in bytes.
        length: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// There is a blob of that name that is not an append blob.
    #[error(
        "blob `{}` is not an append blob, so nothing can be appended to it",
        Escaped(.blob)
    )]
    NotAppendable {
        /// The blob.
        blob: String,
    },
    /// The answer to a save that must not replace a blob was lost, and now there is a blob of that
    /// name.
    #[error(
        "cannot tell whether this save wrote blob `{}`: an answer was lost, and the SAS allows \
         neither to read nor to list",
        Escaped(.blob)
    )]
    UnknownOutcome {
        /// The blob.
        blob: String,
    },
    /// Another writer appended to the blob, or replaced it.
    #[error("blob `{}` was changed by another writer at byte {position}", Escaped(.blob))]
    OtherWriter {
        /// The blob.
        blob: String,
        /// Where this writer expected the blob's end.
        position: u64,
    },
}

/// What is known of an answer that is not the Blob service's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignAnswer {
    /// The HTTP status; 0 for a redirect in a browser, which hides the rest of it.
    pub status: u16,
    /// The host of a redirect, with its port.
    pub redirect_host: Option<String>,
}

impl std::fmt::Display for ForeignAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.status, &self.redirect_host) {
            (0, _) => f.write_str("a redirect"),
            (status, Some(host)) => {
                write!(f, "status {status}, a redirect to `{}`", Escaped(host))
            }
            (407, None) => f.write_str("status 407: a proxy wants a sign-in"),
            (status, None) => write!(f, "status {status}"),
        }
    }
}

impl Error {
    /// The kind of failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Service(error) | Self::Refused { refusal: error, .. } => error.kind(),
            Self::Transport { source: TransportError::Invalid(_), .. }
            | Self::Name(_)
            | Self::Sas(_)
            | Self::Endpoint(_)
            | Self::File { .. } => ErrorKind::Input,
            Self::Transport { .. } => ErrorKind::Unreachable,
            Self::ForeignAnswer { .. } => ErrorKind::ForeignAnswer,
            Self::NotAppendable { .. } => ErrorKind::Conflict,
            Self::OtherWriter { .. } | Self::Replaced { .. } | Self::FileChanged { .. } => {
                ErrorKind::ConditionNotMet
            }
            Self::Incomplete { source, .. } => source.kind(),
            Self::TooLarge { .. } => ErrorKind::Input,
            Self::NoIdentity { .. } | Self::SignIn { .. } => ErrorKind::NotAuthenticated,
            Self::UnknownOutcome { .. } => ErrorKind::NotAllowed,
            Self::Malformed { .. } | Self::ChecksumMismatch { .. } => ErrorKind::Other,
        }
    }

    /// Whether the same request may succeed later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Service(error) => {
                error.reason().is_temporary() || error.kind() == ErrorKind::Busy
            }
            Self::Transport { source, .. } => source.is_retryable(),
            // If a listing ends in the middle of its XML, the service has timed out.
            Self::Malformed { .. } => true,
            Self::Incomplete { source, .. } => source.is_retryable(),
            // A proxy that restarts, or a portal that somebody signs in to.
            Self::ForeignAnswer { .. } => true,
            _ => false,
        }
    }

    /// Whether the service is throttling.
    pub(crate) fn is_throttled(&self) -> bool {
        matches!(self, Self::Service(error) if matches!(error.status, 429 | 503))
    }

    /// Whether a write that must not replace a blob was refused because the blob exists.
    pub(crate) fn is_already_exists(&self) -> bool {
        matches!(
            self.service_code(),
            Some("BlobAlreadyExists" | "UnauthorizedBlobOverwrite" | "ConditionNotMet")
        )
    }

    /// Whether the service may have carried out the request although no answer confirms it.
    pub(crate) fn is_ambiguous(&self) -> bool {
        match self {
            Self::Service(error) => matches!(error.status, 408 | 500 | 502 | 504),
            Self::Transport { source, .. } => source.is_retryable(),
            // Whatever it says, the request may have passed through to the service.
            Self::ForeignAnswer { .. } => true,
            _ => false,
        }
    }

    /// Why the service refused; none if it did not.
    pub fn refusal_reason(&self) -> Option<RefusalReason> {
        match self {
            Self::Service(error) => Some(error.reason()),
            Self::Refused { reason, .. } => Some(*reason),
            Self::Incomplete { source, .. } => source.refusal_reason(),
            _ => None,
        }
    }

    /// The service's error code, such as `BlobNotFound`.
    pub fn service_code(&self) -> Option<&str> {
        match self {
            Self::Service(error) | Self::Refused { refusal: error, .. } => {
                Some(error.code.as_str()).filter(|code| !code.is_empty())
            }
            Self::Incomplete { source, .. } => source.service_code(),
            _ => None,
        }
    }

    /// The HTTP status of the answer; none if there was none, or if a browser hides it.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Service(error) | Self::Refused { refusal: error, .. } => Some(error.status),
            Self::ForeignAnswer { answer, .. } => Some(answer.status).filter(|status| *status > 0),
            Self::Incomplete { source, .. } => source.status(),
            _ => None,
        }
    }

    /// The service's request ID.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Service(error) | Self::Refused { refusal: error, .. } => {
                error.request_id.as_deref()
            }
            Self::Incomplete { source, .. } => source.request_id(),
            _ => None,
        }
    }

    /// How long the service asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Service(error) => error.retry_after,
            Self::Incomplete { source, .. } => source.retry_after(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(code: &str, status: u16) -> Error {
        Error::Service(Box::new(ServiceError {
            action: "read",
            object: "blob `t/$TaskLog/stdout.txt`".to_owned(),
            status,
            code: code.to_owned(),
            request_id: Some("r-1".to_owned()),
            retry_after: None,
        }))
    }

    #[test]
    fn a_refusal_names_what_was_attempted_the_code_and_the_request() {
        let text = service("AuthorizationPermissionMismatch", 403).to_string();
        assert_eq!(
            text,
            "cannot read blob `t/$TaskLog/stdout.txt`: the permission for it is missing \
             (AuthorizationPermissionMismatch, status 403, request r-1)"
        );
    }

    #[test]
    fn busy_answers_are_retryable_and_refusals_are_not() {
        for status in [408, 429, 500, 502, 503, 504] {
            assert!(service("", status).is_retryable(), "{status}");
        }
        assert!(service("Crc64Mismatch", 400).is_retryable(), "it was damaged on its way");
        assert!(service("BlobModifiedWhileReading", 409).is_retryable(), "a reader was in the way");
        assert!(service("LeaseIdMissing", 412).is_retryable(), "a lease may end");
        for status in [400, 403, 404, 409, 412, 413] {
            assert!(!service("", status).is_retryable(), "{status}");
        }
    }

    #[test]
    fn both_codes_for_a_bad_signature_have_one_kind() {
        assert_eq!(service("AuthenticationFailed", 403).kind(), ErrorKind::NotAuthenticated);
        assert_eq!(service("AuthorizationFailure", 403).kind(), ErrorKind::NotAuthenticated);
    }
}
