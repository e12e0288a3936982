//! The words for a sign-in that is refused. They contain no word of the answer, which could quote a
//! secret.

use std::fmt;

/// Why there is no token: the HTTP status of Entra ID, and the number after `AADSTS`.
pub(super) struct SignInReason(pub(super) Option<u16>, pub(super) Option<u32>);

impl fmt::Display for SignInReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.1, self.0) {
            (Some(code), _) => write!(f, "the sign-in is refused (AADSTS{code})"),
            (None, Some(status)) => write!(f, "status {status}, and the answer is not Entra ID's"),
            (None, None) => f.write_str("it is not signed in, or its answer is no token"),
        }
    }
}
