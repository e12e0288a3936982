//! What a person at the command line can do about an error of storage, in one sentence.
//!
//! A refusal's reason decides, which the core reads from the service's code: a status alone has too
//! many reasons.

use crate::sign_in_hint::sign_in_hint;
use jobshelf::transport::TransportError;
use jobshelf::{Error, ErrorKind, RefusalReason};

/// One sentence on what to do about `error`.
pub(crate) fn hint(error: &Error) -> &'static str {
    match (error, error.refusal_reason()) {
        (Error::UnknownOutcome { .. }, _) => {
            "compare it, or save again with a SAS that can read or list"
        }
        (Error::Transport { source: TransportError::ProxyAuthentication, .. }, _) => {
            "give HTTPS_PROXY as http://USER:PASSWORD@HOST:PORT, or name the host in NO_PROXY"
        }
        (Error::SignIn { status, code, .. }, _) => sign_in_hint(*code, status.is_none()),
        (Error::NoIdentity { .. }, _) => "give the pool an identity, or the task a SAS",
        (Error::File { .. }, _) => "check that the file is there, and who may read and write it",
        (Error::FileChanged { .. }, _) => {
            "save it when nothing writes it any more; a log that grows is for `jobshelf track`"
        }
        (Error::Incomplete { source, .. }, _) => hint(source),
        (Error::TooLarge { .. }, _) => "fetch it into a file",
        (Error::ChecksumMismatch { .. }, _) => {
            "fetch it again; if that does not help, save it again"
        }
        (Error::Malformed { .. }, _) => "look whether a proxy answers in the service's place",
        (Error::NotAppendable { .. }, _) => hint_for_refusal(RefusalReason::WrongBlobType),
        (Error::Replaced { .. }, _) => hint_for_refusal(RefusalReason::Changed),
        (Error::OtherWriter { .. }, _) => hint_for_refusal(RefusalReason::PositionMismatch),
        (_, Some(reason)) => hint_for_refusal(reason),
        (_, None) => hint_for_kind(error.kind()),
    }
}

/// The same for a refusal, or for what would be one.
pub(crate) fn hint_for_refusal(reason: RefusalReason) -> &'static str {
    use RefusalReason as Reason;
    match reason {
        Reason::CredentialNotAccepted => {
            "check that the SAS is whole, not expired and for this account; else ask for a new one"
        }
        Reason::SasExpired => "ask for a new SAS, or mint one: jobshelf sas task",
        Reason::SasNotYetValid => "wait, or look whether this machine's clock is right",
        Reason::SignInNeeded => "ask for a SAS that is bound to no user (without `sduoid`)",
        Reason::CredentialMissing => {
            "give a SAS or another credential: `jobshelf list --help` names the variables"
        }
        Reason::NotAuthorized => {
            "check the account's network rules (firewall, private endpoint), then the SAS"
        }
        Reason::PermissionMissing => {
            "ask for a SAS with the permission that is missing; an identity needs a data role of \
             the account"
        }
        Reason::OverwriteNotAllowed => {
            "choose another path, or ask for a SAS with the permission to write"
        }
        Reason::ScopeMismatch => {
            "this needs a SAS of this container, or an account SAS whose `srt` covers it"
        }
        Reason::AddressMismatch => "this SAS works from other addresses only",
        Reason::HttpsRequired => "give an https address: this works over https only",
        Reason::KeyAccessDisabled => {
            "use an identity, or ask for a SAS that an identity signed (user delegation)"
        }
        Reason::PublicAccessDisabled => "give a SAS or another credential",
        Reason::AccountDisabled => "ask the owner of the subscription: it may be suspended",
        Reason::AccountRestricted => "check that this is the account's primary endpoint",
        Reason::AccountBeingCreated => "try again in a few minutes",
        Reason::EncryptionKeyUnavailable => {
            "ask the account's owner to check the key vault of its encryption key"
        }
        Reason::NotSupported => {
            "delete a blob that another program wrote here, or use an account that supports this"
        }
        Reason::ResourceNotFound => "check the account and its address",
        Reason::ContainerNotFound => {
            "create it with `jobshelf prepare`, or check the job ID and the account"
        }
        Reason::ContainerBeingDeleted => "wait until it is gone, then create it again",
        Reason::ContainerDisabled => "ask the account's administrator to enable it",
        Reason::ContainerAlreadyExists => "use it as it is, or choose another job ID",
        Reason::BlobNotFound => {
            "check the task, the kind and the path; `jobshelf list` shows what is there"
        }
        Reason::BlobAlreadyExists => "choose another path, or allow to replace what is there",
        Reason::WrongBlobType => {
            "a blob of another type has this name: delete it first, or choose another path"
        }
        Reason::BlocksDoNotFit => {
            "another program may be writing this blob: save it again when that has ended"
        }
        Reason::Archived => {
            "move it to an online tier first, which takes hours: az storage blob set-tier"
        }
        Reason::BeingRehydrated => "wait until it has left the archive tier, which takes hours",
        Reason::Immutable => "choose another path, or wait until the policy's period is over",
        Reason::LegalHold => "choose another path, or ask whoever placed the hold to remove it",
        Reason::HasSnapshots => {
            "remove its snapshots with it: `jobshelf rm --snapshots`; to replace it, do that first"
        }
        Reason::Leased => "wait until the lease ends, or break it: az storage blob lease break",
        Reason::CopyPending => "wait until the copy has ended, or abort it",
        Reason::FolderNotEmpty => "delete what is in the folder first",
        Reason::IsFolder => {
            "choose another path: on this account, a name is that of a folder or of a file"
        }
        Reason::BeingRead => "try again when the other client has read it",
        Reason::PositionMismatch => "let only one program at a time append to it",
        Reason::Changed => "look at it again: somebody has changed it meanwhile",
        Reason::TooManyBlocks => "choose another path: this blob can take no more blocks",
        Reason::TooLarge => "save it in smaller files",
        Reason::InvalidMetadata => {
            "metadata names are letters, digits and `_`, and all metadata has at most 8 KiB"
        }
        Reason::InvalidName => "choose another name or path",
        Reason::NotUnderstood => {
            "update the service if it is an emulator, or start Azurite with --skipApiVersionCheck"
        }
        Reason::LimitReached => "delete what nobody needs, or ask the account's owner",
        Reason::Damaged => "look whether a proxy or a virus scanner changes what is sent",
        Reason::Busy => "try again in a while",
        _ => "look the code up in the service's documentation",
    }
}

fn hint_for_kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Unreachable => "check the address, the network and the firewall",
        ErrorKind::ForeignAnswer => {
            "sign in to the network or its proxy, or check the proxy's settings and the address"
        }
        ErrorKind::Input => "correct it and try again",
        _ => "look at the error's own text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jobshelf::ServiceError;
    use std::collections::HashMap;

    fn hint_after(code: &str, status: u16) -> &'static str {
        let mut refusal = ServiceError::new("save", "blob `x`", status);
        refusal.code = code.to_owned();
        hint(&Error::Service(Box::new(refusal)))
    }

    #[test]
    fn the_service_code_decides_and_not_the_status() {
        for (status, code, part) in [
            (403, "AuthenticationFailed", "the SAS is whole"),
            (403, "AuthorizationFailure", "network rules"),
            (403, "AuthorizationPermissionMismatch", "permission"),
            (403, "AuthorizationProtocolMismatch", "https"),
            (403, "AccountIsDisabled", "subscription"),
            (403, "KeyBasedAuthenticationNotPermitted", "identity"),
            (403, "UnauthorizedBlobOverwrite", "another path"),
            (404, "BlobNotFound", "jobshelf list"),
            (409, "BlobAlreadyExists", "another path"),
            (409, "InvalidBlobType", "another type"),
            (409, "BlobArchived", "online tier"),
            (409, "BlobBeingRehydrated", "archive tier"),
            (409, "BlobImmutableDueToPolicy", "policy"),
            (409, "BlobImmutableDueToLegalHold", "hold"),
            (409, "SnapshotsPresent", "snapshots"),
            (409, "DirectoryIsNotEmpty", "folder"),
            (409, "ContainerBeingDeleted", "wait"),
            (409, "PublicAccessNotPermitted", "credential"),
            (412, "LeaseIdMissing", "lease"),
            (409, "LeaseAlreadyPresent", "lease"),
            (412, "ConditionNotMet", "changed"),
            (412, "MaxBlobSizeConditionNotMet", "smaller"),
        ] {
            assert!(
                hint_after(code, status).contains(part),
                "{code}: {}",
                hint_after(code, status)
            );
        }
    }

    #[test]
    fn an_unknown_code_gets_a_neutral_hint_whatever_its_status() {
        for status in [400, 403, 404, 409, 412] {
            assert_eq!(
                hint_after("SomethingNew", status),
                hint_for_refusal(RefusalReason::Unknown)
            );
        }
    }

    #[test]
    fn every_reason_has_a_hint_of_its_own() {
        let mut seen = HashMap::new();
        for reason in RefusalReason::all() {
            let other = seen.insert(hint_for_refusal(reason), reason);
            assert_eq!(other, None, "{reason:?} has the same hint");
        }
    }
}
