//! A token of Entra ID, which authorises a request by a header.

use crate::time::Timestamp;
use std::fmt;

/// A token of Entra ID. Its `Debug` says `redacted`.
#[derive(Clone)]
pub struct BearerToken {
    pub(super) token: String,
    pub(super) expiry: Timestamp,
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BearerToken(until {}, redacted)", self.expiry.to_iso())
    }
}

impl BearerToken {
    /// When it expires.
    pub fn expiry(&self) -> Timestamp {
        self.expiry
    }

    /// The value of the `authorization` header: the one place where the token is not redacted.
    pub(super) fn expose_header(&self) -> String {
        format!("Bearer {}", self.token)
    }
}
