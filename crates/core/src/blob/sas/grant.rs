//! What a SAS that is minted here grants, whatever it is signed with.
//!
//! Invariant: its query and its parameters come from the same values, so they say the same.

use super::parameters::{SasKind, SasParameters, SasScope};
use super::parse::SasToken;
use super::permission::Permissions;
use super::sign::{Signer, query_from};
use crate::time::Timestamp;

/// What is granted, for what, and until when.
pub(super) struct Grant<'a> {
    pub(super) kind: SasKind,
    pub(super) scope: SasScope,
    /// The version that decides what is signed.
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

    /// `spr`; nothing where http is allowed too.
    pub(super) const fn protocol(&self) -> &'static str {
        if self.https_only { "https" } else { "" }
    }

    /// The SAS: what is common to all, what its kind has of its own, and the lines' signature.
    pub(super) fn signed(
        self,
        signer: &Signer,
        lines: &[&str],
        own: &[(&'static str, &str)],
    ) -> SasToken {
        let (expiry, signature) = (self.expires(), signer.sign(lines));
        let mut query = vec![("sv", self.version), ("spr", self.protocol()), ("se", &expiry)];
        query.extend_from_slice(own);
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
        };
        SasToken::from_parts(query_from(&query), parameters)
    }
}
