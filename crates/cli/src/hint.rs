//! What a person at the command line can do about an error of storage, in one sentence.

use jobshelf::{Error, ErrorKind};

/// One sentence on what to do about `error`.
pub(crate) fn hint(error: &Error) -> &'static str {
    match error {
        Error::UnknownOutcome { .. } => {
            "compare it, or save again with a SAS that can read or list"
        }
        Error::NoIdentity { .. } => "give the pool an identity, or the task a SAS",
        Error::File { .. } => "check that the file is there, and who may read and write it",
        Error::TooLarge { .. } => "fetch it into a file",
        Error::ChecksumMismatch { .. } => "fetch it again; if that does not help, save it again",
        Error::Malformed { .. } => "look whether a proxy answers in the service's place",
        _ => hint_for(error.service_code().unwrap_or_default(), error.kind()),
    }
}

fn hint_for(code: &str, kind: ErrorKind) -> &'static str {
    match (code, kind) {
        ("AuthorizationProtocolMismatch", _) => "this SAS works over https only",
        ("AuthorizationSourceIPMismatch", _) => "this SAS works from other addresses only",
        ("AuthorizationResourceTypeMismatch", _) => {
            "this needs an account SAS whose `srt` covers it"
        }
        ("BlobAlreadyExists", _) => "choose another path, or allow to replace what is there",
        ("ContainerBeingDeleted", _) => "wait until it is gone, then create it again",
        (_, ErrorKind::Conflict) => "a blob of another type has this name: delete it first",
        (_, ErrorKind::ConditionNotMet) => "look at it anew: somebody has changed it meanwhile",
        (_, ErrorKind::Unreachable) => "check the address, the network and the firewall",
        (_, ErrorKind::Busy) => "try again in a while",
        (_, ErrorKind::NotAuthenticated) => {
            "check that the SAS is whole, not expired and for this account; else ask for a new one"
        }
        (_, ErrorKind::NotAllowed) => "ask for a SAS with the permission that is missing",
        (_, ErrorKind::ContainerNotFound) => {
            "create it with `jobshelf prepare`, or check the job ID and the account"
        }
        (_, ErrorKind::BlobNotFound) => {
            "check the task, the kind and the path; `jobshelf list` shows what is there"
        }
        (_, ErrorKind::Input) => "correct it and try again",
        (_, _) => "look the code up in the service's documentation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jobshelf::ServiceError;

    fn hint_after(code: &str, status: u16) -> &'static str {
        let mut refusal = ServiceError::new("save", "blob `x`", status);
        refusal.code = code.to_owned();
        hint(&Error::Service(Box::new(refusal)))
    }

    #[test]
    fn the_service_code_decides_before_the_kind() {
        assert!(hint_after("BlobAlreadyExists", 409).contains("another path"));
        assert!(hint_after("InvalidBlobType", 409).contains("another type"));
        assert!(hint_after("AuthorizationProtocolMismatch", 403).contains("https"));
        assert!(hint_after("AuthorizationPermissionMismatch", 403).contains("permission"));
        assert!(hint_after("BlobNotFound", 404).contains("jobshelf list"));
    }

    #[test]
    fn a_refused_sas_is_to_be_checked_or_replaced() {
        assert!(hint_after("AuthenticationFailed", 403).contains("the SAS is whole"));
    }
}
