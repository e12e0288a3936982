//! The readable parameters of a SAS. None of them is secret, and none is certain: only the service
//! can check the signature over them.

use super::permission::{Permission, Permissions};
use crate::time::Timestamp;

/// The decoded parameters of a SAS, without the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SasParameters {
    /// `sv`: the version, which decides how the signature is checked.
    pub version: String,
    /// `sp`; none if they are in a stored access policy, which cannot be read here.
    pub permissions: Option<Permissions>,
    /// `st`: when its validity starts; without it, at once.
    pub start: Option<Timestamp>,
    /// `se`: when it expires; none if that is in a stored access policy.
    pub expiry: Option<Timestamp>,
    /// The resources that it is valid for.
    pub scope: SasScope,
    /// `spr=https`: whether the service refuses it over http.
    pub https_only: bool,
    /// `sip`: the IP addresses that may use it.
    pub ip: Option<String>,
    /// `si`: the stored access policy that completes the SAS.
    pub policy: Option<String>,
    /// The kind of key that signed it.
    pub kind: SasKind,
    /// `sduoid`: whether it is bound to a user, who must sign in to Entra ID as well. The service
    /// accepts it only with that user's token, which this library does not send.
    pub needs_sign_in: bool,
}

/// The kind of a SAS, by the key that signed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SasKind {
    /// Signed with the account's key, for services of the account.
    Account,
    /// Signed with the account's key, for one resource.
    Service,
    /// Signed with a key that is lent to a user or a managed identity; valid for seven days at
    /// most.
    UserDelegation,
}

/// The resources that a SAS is valid for.
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
    /// `sr=d`: everything below a folder.
    Directory,
    /// `sr=bs`: a snapshot of a blob.
    Snapshot,
    /// `sr=bv`: a version of a blob.
    Version,
    /// Another `sr`, or none: a share's, a queue's, a table's.
    Other(String),
}

/// Whether a SAS is valid at a moment, by its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SasValidity {
    /// Its validity has not started.
    NotYetValid {
        /// When it starts.
        starts: Timestamp,
    },
    /// It is valid.
    Valid,
    /// It has expired.
    Expired {
        /// When it expired.
        since: Timestamp,
    },
}

impl SasParameters {
    /// Whether the SAS allows `permission`. For a SAS with a stored access policy the answer is
    /// yes, since the policy cannot be read here.
    #[must_use]
    pub fn can(&self, permission: Permission) -> bool {
        self.permissions.as_ref().is_none_or(|permissions| permissions.contains(permission))
    }

    /// The permissions of `needed` that it does not allow. Empty if they are in a stored access
    /// policy.
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

    /// The permissions that it allows beyond `needed`, to warn of a link that allows too much.
    /// Empty if they are in a stored access policy.
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

    /// Whether it is valid at `moment`, by its dates. At its expiry it is expired.
    #[must_use]
    pub fn validity_at(&self, moment: Timestamp) -> SasValidity {
        match (self.start, self.expiry) {
            (_, Some(since)) if since <= moment => SasValidity::Expired { since },
            (Some(starts), _) if starts > moment => SasValidity::NotYetValid { starts },
            _ => SasValidity::Valid,
        }
    }

    /// Whether it can list an account's containers. Only an account SAS for the Blob service itself
    /// with the permission to list can.
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
