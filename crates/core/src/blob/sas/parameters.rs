//! What a SAS says about itself. All of it is readable without the key, none of it is secret, and
//! none of it is sure: only the service can check the signature over it.

use super::permission::{Permission, Permissions};
use crate::time::Timestamp;

/// What a SAS says: its parameters decoded, without the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SasParameters {
    /// `sv`: the version that decides how the signature is checked.
    pub version: String,
    /// `sp`; `None` if a stored access policy holds them, which cannot be read here.
    pub permissions: Option<Permissions>,
    /// `st`: from when it is valid; at once if there is none.
    pub start: Option<Timestamp>,
    /// `se`: until when it is valid; `None` if a stored access policy says.
    pub expiry: Option<Timestamp>,
    /// For what it is valid.
    pub scope: SasScope,
    /// `spr=https`: refused over http.
    pub https_only: bool,
    /// `sip`: the addresses that may use it.
    pub ip: Option<String>,
    /// `si`: the stored access policy that holds what the SAS itself does not say.
    pub policy: Option<String>,
    /// What it was signed with.
    pub kind: SasKind,
}

/// What a SAS was signed with, and so what it can be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SasKind {
    /// The account's key, for the account's services.
    Account,
    /// The account's key, for one resource.
    Service,
    /// A key delegated to a user or a managed identity; at most seven days.
    UserDelegation,
}

/// For what a SAS is valid.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SasScope {
    /// The account.
    Account {
        /// `ss`: which services; `b` is Blob.
        services: String,
        /// `srt`: `s` the service itself, `c` containers, `o` blobs.
        resource_types: String,
    },
    /// `sr=c`: a container and its blobs.
    Container,
    /// `sr=b`: one blob.
    Blob,
    /// `sr=d`: what lies below a folder.
    Directory,
    /// `sr=bs`: a snapshot of a blob.
    Snapshot,
    /// `sr=bv`: a version of a blob.
    Version,
    /// Another `sr`, or none: a share's, a queue's, a table's.
    Other(String),
}

/// Whether a SAS is valid at some moment, as far as its dates tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SasValidity {
    /// Its start lies ahead.
    NotYetValid {
        /// When that is.
        starts: Timestamp,
    },
    /// It can be used.
    Valid,
    /// It is over.
    Expired {
        /// Since when.
        since: Timestamp,
    },
}

impl SasParameters {
    /// Whether the SAS allows it. A SAS with a stored access policy is given the benefit of the
    /// doubt, as what it allows cannot be read here.
    #[must_use]
    pub fn can(&self, permission: Permission) -> bool {
        self.permissions.as_ref().is_none_or(|permissions| permissions.contains(permission))
    }

    /// What of `needed` it does not allow, to say so before an operation is tried. Nothing if that
    /// cannot be read here.
    ///
    /// ```
    /// use jobshelf::{Permission, SasToken};
    ///
    /// let signature = "A".repeat(43);
    /// let sas = format!("sv=2026-04-06&sr=c&sp=rl&se=2026-11-30&sig={signature}%3D");
    /// let token = SasToken::parse(&sas).unwrap();
    /// let lacking = token.parameters().missing(&[Permission::Read, Permission::Write]);
    /// assert_eq!(lacking, [Permission::Write]);
    /// ```
    #[must_use]
    pub fn missing(&self, needed: &[Permission]) -> Vec<Permission> {
        needed.iter().copied().filter(|permission| !self.can(*permission)).collect()
    }

    /// What it allows beyond `needed`, to warn of a link that can do more than its reader should.
    /// Nothing if that cannot be read here.
    ///
    /// ```
    /// use jobshelf::{Permission, SasToken};
    ///
    /// let signature = "A".repeat(43);
    /// let sas = format!("sv=2026-04-06&sr=c&sp=rwl&se=2026-11-30&sig={signature}%3D");
    /// let token = SasToken::parse(&sas).unwrap();
    /// let beyond = token.parameters().beyond(&[Permission::Read, Permission::List]);
    /// assert_eq!(beyond, [Permission::Write]);
    /// ```
    #[must_use]
    pub fn beyond(&self, needed: &[Permission]) -> Vec<Permission> {
        let Some(permissions) = &self.permissions else {
            return Vec::new();
        };
        permissions.iter().filter(|permission| !needed.contains(permission)).collect()
    }

    /// Whether it is valid at `moment`, by its dates. From its expiry on it is expired.
    #[must_use]
    pub fn validity_at(&self, moment: Timestamp) -> SasValidity {
        match (self.start, self.expiry) {
            (_, Some(since)) if since <= moment => SasValidity::Expired { since },
            (Some(starts), _) if starts > moment => SasValidity::NotYetValid { starts },
            _ => SasValidity::Valid,
        }
    }

    /// Whether it can list an account's containers: an account SAS for the Blob service itself
    /// that allows to list. No other kind can.
    #[must_use]
    pub fn can_list_containers(&self) -> bool {
        match &self.scope {
            SasScope::Account { services, resource_types } => {
                services.contains('b') && resource_types.contains('s') && self.can(Permission::List)
            }
            _ => false,
        }
    }
}
