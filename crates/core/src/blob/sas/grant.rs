//! What a new SAS grants, whatever key signs it.
//!
//! Invariant: the query and the parameters of the token come from the same values, so they agree.

use super::parameters::{SasKind, SasParameters, SasScope};
use super::parse::SasToken;
use super::permission::Permissions;
use super::sign::{Signer, query_from};
use crate::time::Timestamp;

/// The grant of a SAS: its scope, permissions and expiry.
pub(super) struct Grant<'a> {
    pub(super) kind: SasKind,
    pub(super) scope: SasScope,
    /// The version, which decides what is signed.
    pub(super) version: &'a str,
    /// The letters of `sp`, in the service's order.
    pub(super) permissions: &'a str,
    pub(super) expiry: Timestamp,
    pub(super) https_only: bool,
}

impl Grant<'_> {
    /// `se`.
    pub(super) fn expires(&self) -> String {
        self.expiry.to_iso()
    }

    /// `spr`; empty if http is allowed too.
    pub(super) const fn protocol(&self) -> &'static str {
        if self.https_only { "https" } else { "" }
    }

    /// The SAS: the common parameters, those of its kind, and the signature over `lines`.
    pub(super) fn signed(
        self,
        signer: &Signer,
        lines: &[&str],
        specific: &[(&'static str, &str)],
    ) -> SasToken {
        let (expiry, signature) = (self.expires(), signer.sign(lines));
        let mut query = vec![("sv", self.version), ("spr", self.protocol()), ("se", &expiry)];
        query.extend_from_slice(specific);
        query.push(("sig", &signature));
        let parameters = SasParameters {
            version: self.version.to_owned(),
            permissions: Some(Permissions::from_letters(self.permissions)),
            start: None,
            expiry: Some(self.expiry),
            scope: self.scope,
            https_only: self.https_only,
            ip: None,
            policy: None,
            kind: self.kind,
            needs_sign_in: false,
        };
        SasToken::from_parts(query_from(&query), parameters)
    }
}
