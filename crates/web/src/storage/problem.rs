//! What went wrong, as precisely as a browser can tell: the diagnosis of failed requests.
//!
//! A browser hides why a request failed. An answer that CORS rules hide looks like no answer at
//! all, so a failed request is judged together with other evidence: whether the device is online,
//! whether a request without CORS gets through, what the SAS says of itself.

use jobshelf::transport::TransportError;
use jobshelf::{
    Error, ErrorKind, Permission, RefusalReason, SasParameters, SasValidity, Timestamp,
};

/// What is known in addition to the error.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Whether the device says it is online.
    pub is_online: bool,
    /// Whether a request without CORS reached the service; none if it was not tried.
    pub is_reachable: Option<bool>,
    /// What the SAS says of itself.
    pub sas: &'a SasParameters,
    /// The device's clock.
    pub now: Timestamp,
}

/// What is the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// The device has no network.
    Offline,
    /// The service answers, but its CORS rule does not let this page read.
    CorsRuleMissing,
    /// The service does not answer: its name, a firewall, a private endpoint, an extension.
    Unreachable,
    /// Something else than the service answers: a proxy, a sign-in page of the network.
    ForeignAnswer,
    /// The service is busy or not well.
    Busy,
    /// The SAS has ended.
    Expired {
        /// Since when.
        since: Timestamp,
    },
    /// The SAS is not valid yet.
    NotYet {
        /// When it will be.
        starts: Timestamp,
    },
    /// The service does not accept the signature.
    BadSignature,
    /// The SAS is valid and does not allow listing.
    MayNotList,
    /// The SAS is valid and does not allow reading.
    MayNotRead,
    /// The SAS is for other services or other kinds of things.
    WrongScope,
    /// The SAS works from other network addresses only.
    WrongAddress,
    /// The SAS works over https only.
    HttpsOnly,
    /// The address is http to another machine, so nothing was sent.
    Unencrypted,
    /// The SAS is bound to a user and works only with a sign-in, which this page does not have.
    NeedsSignIn,
    /// The account does not accept a SAS that its keys signed.
    KeysDisabled,
    /// The account is disabled.
    AccountDisabled,
    /// A firewall of the account, or the signature: the service does not say which.
    Refused,
    /// Another rule of the account or the container.
    NotAllowed,
    /// The service knows nothing at this address.
    WrongAccount,
    /// The blob is in the archive tier.
    Archived,
    /// The blob is on its way out of the archive tier.
    BeingRehydrated,
    /// There is no such container.
    ContainerMissing,
    /// There is no such blob.
    FileMissing,
    /// The SAS is for another container.
    OtherJob,
    /// The name cannot be one.
    BadName,
    /// The host of the page does not send the part of it that shows files.
    PartMissing,
    /// Anything else.
    Other,
}

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is the case.
    pub cause: Cause,
    /// The error in its own words, with the service's code and request ID.
    pub detail: String,
}

impl Problem {
    /// A problem that needs no further words.
    pub fn new(cause: Cause) -> Self {
        Self { cause, detail: String::new() }
    }

    /// What is behind `error`.
    pub fn from_error(error: &Error, evidence: Evidence<'_>) -> Self {
        Self { cause: cause_of(error, evidence), detail: error.to_string() }
    }

    /// Whether it may pass by itself, so that it is worth to look again.
    pub fn may_pass(&self) -> bool {
        matches!(
            self.cause,
            Cause::Offline
                | Cause::CorsRuleMissing
                | Cause::Unreachable
                | Cause::ForeignAnswer
                | Cause::Busy
                | Cause::PartMissing
                | Cause::Other
        )
    }

    /// Whether another SAS would help.
    pub fn wants_sas(&self) -> bool {
        matches!(
            self.cause,
            Cause::Expired { .. }
                | Cause::NotYet { .. }
                | Cause::BadSignature
                | Cause::MayNotList
                | Cause::MayNotRead
                | Cause::WrongScope
                | Cause::WrongAddress
                | Cause::NeedsSignIn
                | Cause::KeysDisabled
                | Cause::Refused
                | Cause::OtherJob
        )
    }

    /// Whether storage cannot be reached at all.
    pub fn is_disconnected(&self) -> bool {
        matches!(
            self.cause,
            Cause::Offline
                | Cause::CorsRuleMissing
                | Cause::Unreachable
                | Cause::ForeignAnswer
                | Cause::Busy
        )
    }
}

/// Whether it is worth to send a request without CORS to learn more.
pub fn is_worth_a_probe(error: &Error) -> bool {
    // What CORS rules hide is hidden at once; silence has other causes.
    let is_silence = matches!(error, Error::Transport { source: TransportError::TimedOut, .. });
    error.kind() == ErrorKind::Unreachable && !is_silence
}

fn cause_of(error: &Error, evidence: Evidence<'_>) -> Cause {
    if let Some(cause) = error.refusal_reason().and_then(|reason| refusal(reason, evidence)) {
        return cause;
    }
    if matches!(error, Error::Endpoint(_)) {
        return Cause::Unencrypted;
    }
    match error.kind() {
        ErrorKind::Unreachable if !evidence.is_online => Cause::Offline,
        ErrorKind::Unreachable if evidence.is_reachable == Some(true) => Cause::CorsRuleMissing,
        ErrorKind::Unreachable => Cause::Unreachable,
        ErrorKind::ForeignAnswer => Cause::ForeignAnswer,
        ErrorKind::Busy => Cause::Busy,
        ErrorKind::NotAuthenticated | ErrorKind::NotAllowed => {
            // A CORS rule may hide the service's code.
            flaw_of(evidence).unwrap_or(Cause::NotAllowed)
        }
        ErrorKind::ContainerNotFound => Cause::ContainerMissing,
        ErrorKind::BlobNotFound => Cause::FileMissing,
        ErrorKind::Input => Cause::BadName,
        _ => Cause::Other,
    }
}

/// The cause behind a refusal, if its reason has one of its own.
fn refusal(reason: RefusalReason, evidence: Evidence<'_>) -> Option<Cause> {
    use RefusalReason as Reason;
    Some(match reason {
        // What the SAS says of itself decides first: the service's codes do not tell an expired SAS
        // from a damaged one.
        Reason::SasExpired | Reason::SasNotYetValid | Reason::CredentialNotAccepted => {
            flaw_of(evidence).unwrap_or(Cause::BadSignature)
        }
        Reason::NotAuthorized => flaw_of(evidence).unwrap_or(Cause::Refused),
        Reason::SignInNeeded => Cause::NeedsSignIn,
        Reason::PermissionMissing if !evidence.sas.can(Permission::List) => Cause::MayNotList,
        Reason::PermissionMissing => Cause::MayNotRead,
        Reason::ScopeMismatch => Cause::WrongScope,
        Reason::AddressMismatch => Cause::WrongAddress,
        Reason::HttpsRequired => Cause::HttpsOnly,
        Reason::KeyAccessDisabled => Cause::KeysDisabled,
        Reason::AccountDisabled => Cause::AccountDisabled,
        Reason::ResourceNotFound => Cause::WrongAccount,
        Reason::Archived => Cause::Archived,
        Reason::BeingRehydrated => Cause::BeingRehydrated,
        _ => return None,
    })
}

/// What is wrong with the SAS, as far as it tells that itself.
fn flaw_of(evidence: Evidence<'_>) -> Option<Cause> {
    match evidence.sas.validity_at(evidence.now) {
        SasValidity::Expired { since } => Some(Cause::Expired { since }),
        SasValidity::NotYetValid { starts } => Some(Cause::NotYet { starts }),
        SasValidity::Valid if evidence.sas.needs_sign_in => Some(Cause::NeedsSignIn),
        SasValidity::Valid => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jobshelf::{AccountEndpoint, SasToken, ServiceError};

    fn sas(query: &str) -> SasToken {
        let signature = "A".repeat(43);
        SasToken::parse(&format!("sv=2026-04-06&sr=c&{query}&sig={signature}%3D")).unwrap()
    }

    fn refused(code: &str, status: u16) -> Error {
        let mut refusal = ServiceError::new("list", "container `job-x`", status);
        refusal.code = code.to_owned();
        Error::Service(Box::new(refusal))
    }

    fn cause(error: &Error, sas_query: &str, is_online: bool, is_reachable: Option<bool>) -> Cause {
        let token = sas(sas_query);
        let now = Timestamp::from_unix(1_795_400_000);
        let evidence = Evidence { is_online, is_reachable, sas: token.parameters(), now };
        Problem::from_error(error, evidence).cause
    }

    fn no_answer() -> Error {
        without_answer(TransportError::Unreachable("Failed to fetch".to_owned()))
    }

    fn without_answer(source: TransportError) -> Error {
        Error::Transport { action: "list", object: "container `job-x`".to_owned(), source }
    }

    #[test]
    fn no_answer_is_told_apart_by_the_device_and_the_probe() {
        assert_eq!(cause(&no_answer(), "sp=rl", false, None), Cause::Offline);
        assert_eq!(cause(&no_answer(), "sp=rl", true, Some(true)), Cause::CorsRuleMissing);
        assert_eq!(cause(&no_answer(), "sp=rl", true, Some(false)), Cause::Unreachable);
        assert_eq!(cause(&no_answer(), "sp=rl", true, None), Cause::Unreachable);
        let silence = without_answer(TransportError::TimedOut);
        assert!(is_worth_a_probe(&no_answer()) && !is_worth_a_probe(&silence));
    }

    #[test]
    fn an_expired_sas_is_named_so_whatever_code_the_service_gives() {
        for code in ["AuthenticationFailed", "AuthorizationFailure"] {
            let found = cause(&refused(code, 403), "sp=rl&se=2020-01-01", true, None);
            assert!(matches!(found, Cause::Expired { .. }), "{code}");
        }
    }

    #[test]
    fn refusals_are_told_apart_by_the_service_s_code() {
        for (code, expected) in [
            ("AuthenticationFailed", Cause::BadSignature),
            ("AuthorizationPermissionMismatch", Cause::MayNotRead),
            ("AuthorizationResourceTypeMismatch", Cause::WrongScope),
            ("AuthorizationSourceIPMismatch", Cause::WrongAddress),
            ("AuthorizationProtocolMismatch", Cause::HttpsOnly),
            ("AuthorizationFailure", Cause::Refused),
            ("KeyBasedAuthenticationNotPermitted", Cause::KeysDisabled),
            ("AccountIsDisabled", Cause::AccountDisabled),
            ("InsufficientAccountPermissions", Cause::NotAllowed),
            ("SomethingNew", Cause::NotAllowed),
        ] {
            assert_eq!(cause(&refused(code, 403), "sp=rl", true, None), expected, "{code}");
        }
        for (code, status, expected) in [
            ("BlobArchived", 409, Cause::Archived),
            ("BlobBeingRehydrated", 409, Cause::BeingRehydrated),
            ("PublicAccessNotPermitted", 409, Cause::NotAllowed),
            ("ContainerBeingDeleted", 409, Cause::ContainerMissing),
            ("ResourceNotFound", 404, Cause::WrongAccount),
            ("SomethingNew", 409, Cause::Other),
        ] {
            assert_eq!(cause(&refused(code, status), "sp=rl", true, None), expected, "{code}");
        }
        for code in ["AuthenticationFailed", "AuthorizationFailure", ""] {
            let error = refused(code, 403);
            assert_eq!(cause(&error, "sp=rl&sduoid=1", true, None), Cause::NeedsSignIn, "{code}");
        }
        let error = refused("AuthorizationPermissionMismatch", 403);
        assert_eq!(cause(&error, "sp=r", true, None), Cause::MayNotList);
    }

    #[test]
    fn an_http_address_of_another_machine_is_named_so() {
        let endpoint = AccountEndpoint::parse("http://azurite:10000/dev").unwrap();
        let error = endpoint.check_protected().unwrap_err().into();
        assert_eq!(cause(&error, "sp=rl", true, None), Cause::Unencrypted);
    }

    #[test]
    fn what_is_not_there_is_told_apart() {
        let missing = |code| cause(&refused(code, 404), "sp=rl", true, None);
        assert_eq!(missing("ContainerNotFound"), Cause::ContainerMissing);
        assert_eq!(missing("BlobNotFound"), Cause::FileMissing);
    }

    #[test]
    fn what_may_pass_is_tried_again_and_what_needs_a_sas_is_not() {
        let problem = |cause| Problem::new(cause);
        for cause in [Cause::Offline, Cause::Unreachable, Cause::CorsRuleMissing, Cause::Busy] {
            assert!(problem(cause.clone()).may_pass() && !problem(cause).wants_sas());
        }
        for cause in [Cause::BadSignature, Cause::MayNotList, Cause::Refused] {
            assert!(!problem(cause.clone()).may_pass() && problem(cause).wants_sas());
        }
    }
}
