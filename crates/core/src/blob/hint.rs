//! What to do about an error, in one sentence: there is one for each.

use super::error::{Error, ErrorKind};

impl Error {
    /// One sentence on what to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::UnknownOutcome { .. } => {
                "compare it, or save again with a SAS that can read or list"
            }
            Self::NoIdentity { .. } => "give the pool an identity, or the task a SAS",
            Self::File { .. } => "check that the file is there, and who may read and write it",
            Self::TooLarge { .. } => "fetch it into a file",
            Self::ChecksumMismatch { .. } => "fetch it again; if that does not help, save it again",
            Self::Malformed { .. } => "look whether a proxy answers in the service's place",
            _ => hint_of(self.service_code().unwrap_or_default(), self.kind()),
        }
    }
}

fn hint_of(code: &str, kind: ErrorKind) -> &'static str {
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
        (_, ErrorKind::Other) => "look the code up in the service's documentation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blob::ServiceError;

    #[test]
    fn what_to_do_depends_on_the_code_before_the_kind() {
        let hint = |code: &str, status| {
            let (action, object) = ("save", "blob `x`".to_owned());
            let (code, request_id, retry_after) = (code.to_owned(), None, None);
            let refusal = ServiceError { action, object, status, code, request_id, retry_after };
            Error::Service(Box::new(refusal)).hint()
        };
        assert!(hint("BlobAlreadyExists", 409).contains("another path"));
        assert!(hint("InvalidBlobType", 409).contains("another type"));
        assert!(hint("AuthorizationProtocolMismatch", 403).contains("https"));
        assert!(hint("AuthorizationPermissionMismatch", 403).contains("permission"));
        assert!(hint("BlobNotFound", 404).contains("jobshelf list"));
    }
}
