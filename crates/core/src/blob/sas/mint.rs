//! Minting a SAS from an account key, as the service documentation on account SAS and service SAS
//! prescribes: certain fields, one a line, signed with HMAC-SHA256.
//!
//! An account key is used for nothing else; it never signs a request.

use super::error::AccountKeyError;
use super::grant::Grant;
use super::parameters::{SasKind, SasScope};
use super::parse::SasToken;
use super::permission::{Permission, Permissions, letters_in_order};
use super::sign::Signer;
use crate::blob::version::API_VERSION;
use crate::conventions::ContainerName;
use crate::time::Timestamp;
use std::fmt;

/// The orders of letters that the service requires.
pub(super) const SERVICE_PERMISSIONS: &str = "racwdxyltfmeopi";
const ACCOUNT_PERMISSIONS: &str = "rwdxylacupfti";
const SERVICES: &str = "bqtf";
const RESOURCE_TYPES: &str = "sco";
/// From this version on, both strings-to-sign have a line for the encryption scope.
const ENCRYPTION_SCOPE_SINCE: &str = "2020-12-06";

/// An account's name and key. The key gives full access to the account, and only mints SAS tokens
/// here. Its `Debug` is redacted.
///
/// ```
/// use jobshelf::{AccountKey, JobId, Permission, ServiceSasOptions, Timestamp};
///
/// let key = AccountKey::new("fakestorageaccount", "ZmFrZQ==").unwrap();
/// let container = JobId::parse("fakejob").unwrap().container_name();
/// let expiry = Timestamp::parse_iso("2030-01-02T03:04:05Z").unwrap();
/// let options = ServiceSasOptions::new([Permission::Read, Permission::List], expiry);
/// let token = key.container_sas(&container, &options);
/// assert!(token.parameters().https_only);
/// ```
#[derive(Clone)]
pub struct AccountKey {
    account: String,
    signer: Signer,
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountKey({}, redacted)", self.account)
    }
}

/// What an account SAS allows. New options name the Blob service with all its resource types, and
/// https only.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountSasOptions {
    /// `sp`: what it allows.
    pub permissions: Permissions,
    /// The letters of `ss`: `b` is Blob.
    pub services: String,
    /// The letters of `srt`: `s` to list containers, `c` to list blobs, `o` to read them.
    pub resource_types: String,
    /// When it expires.
    pub expiry: Timestamp,
    /// Whether the service refuses it over http.
    pub https_only: bool,
}

/// What the SAS of a container allows. New options mean https only.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceSasOptions {
    /// `sp`: what it allows.
    pub permissions: Permissions,
    /// When it expires. The conventions' own length is seven days.
    pub expiry: Timestamp,
    /// Whether the service refuses it over http.
    pub https_only: bool,
}

impl AccountSasOptions {
    /// A SAS with these permissions in the whole Blob service.
    #[must_use]
    pub fn new(permissions: impl Into<Permissions>, expiry: Timestamp) -> Self {
        Self {
            permissions: permissions.into(),
            services: "b".to_owned(),
            resource_types: "sco".to_owned(),
            expiry,
            https_only: true,
        }
    }

    /// For a viewer of all jobs: read and list, containers and blobs.
    #[must_use]
    pub fn for_viewer(expiry: Timestamp) -> Self {
        Self::new([Permission::Read, Permission::List], expiry)
    }

    /// Sets the letters of `ss`.
    #[must_use]
    pub fn with_services(mut self, services: impl Into<String>) -> Self {
        self.services = services.into();
        self
    }

    /// Sets the letters of `srt`.
    #[must_use]
    pub fn with_resource_types(mut self, resource_types: impl Into<String>) -> Self {
        self.resource_types = resource_types.into();
        self
    }

    /// Sets when the SAS expires.
    #[must_use]
    pub const fn with_expiry(mut self, expiry: Timestamp) -> Self {
        self.expiry = expiry;
        self
    }

    /// Sets whether the service refuses the SAS over http.
    #[must_use]
    pub const fn with_https_only(mut self, https_only: bool) -> Self {
        self.https_only = https_only;
        self
    }
}

impl ServiceSasOptions {
    /// A SAS with these permissions in one container.
    #[must_use]
    pub fn new(permissions: impl Into<Permissions>, expiry: Timestamp) -> Self {
        Self { permissions: permissions.into(), expiry, https_only: true }
    }

    /// For a task, as the conventions have it: read, add, create, write and list.
    #[must_use]
    pub fn for_task(expiry: Timestamp) -> Self {
        let permissions = [
            Permission::Read,
            Permission::Add,
            Permission::Create,
            Permission::Write,
            Permission::List,
        ];
        Self::new(permissions, expiry)
    }

    /// For a viewer of one job: read and list.
    #[must_use]
    pub fn for_viewer(expiry: Timestamp) -> Self {
        Self::new([Permission::Read, Permission::List], expiry)
    }

    /// Sets when the SAS expires.
    #[must_use]
    pub const fn with_expiry(mut self, expiry: Timestamp) -> Self {
        self.expiry = expiry;
        self
    }

    /// Sets whether the service refuses the SAS over http.
    #[must_use]
    pub const fn with_https_only(mut self, https_only: bool) -> Self {
        self.https_only = https_only;
        self
    }
}

impl AccountKey {
    /// Reads an account's name and its key in base64, as the portal shows them.
    ///
    /// # Errors
    /// If the name cannot be one, or the key is not base64. The error contains nothing of the key.
    pub fn new(account: &str, key: &str) -> Result<Self, AccountKeyError> {
        let in_account = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if account.is_empty() || !account.chars().all(in_account) {
            return Err(AccountKeyError::Account);
        }
        let key = key.trim();
        if key.is_empty() {
            return Err(AccountKeyError::Empty);
        }
        let signer = Signer::from_base64(key).ok_or(AccountKeyError::NotBase64)?;
        Ok(Self { account: account.to_owned(), signer })
    }

    /// The account's name.
    #[must_use]
    pub fn account_name(&self) -> &str {
        &self.account
    }

    /// Mints a SAS for the account, valid at once. Only an account SAS can list containers.
    #[must_use]
    pub fn account_sas(&self, options: &AccountSasOptions) -> SasToken {
        self.account_sas_as_of(API_VERSION, options)
    }

    /// Mints a SAS for one container and its blobs, valid at once: it has no start, so clocks that
    /// differ do no harm.
    #[must_use]
    pub fn container_sas(&self, name: &ContainerName, options: &ServiceSasOptions) -> SasToken {
        self.container_sas_as_of(API_VERSION, name, options)
    }

    fn account_sas_as_of(&self, version: &str, options: &AccountSasOptions) -> SasToken {
        let permissions = letters_in_order(&options.permissions.to_string(), ACCOUNT_PERMISSIONS);
        let services = letters_in_order(&options.services, SERVICES);
        let resource_types = letters_in_order(&options.resource_types, RESOURCE_TYPES);
        let grant = Grant {
            kind: SasKind::Account,
            scope: SasScope::Account {
                services: services.clone(),
                resource_types: resource_types.clone(),
            },
            version,
            permissions: &permissions,
            expiry: options.expiry,
            https_only: options.https_only,
        };
        let (expiry, protocol) = (grant.expires(), grant.protocol());
        let mut lines = vec![self.account.as_str(), &permissions, &services, &resource_types];
        // st, se, sip, spr, sv.
        lines.extend(["", &expiry, "", protocol, version]);
        if version >= ENCRYPTION_SCOPE_SINCE {
            lines.push("");
        }
        // Unlike the service SAS, this one ends with a line break.
        lines.push("");
        let specific = [("ss", &*services), ("srt", &*resource_types), ("sp", &*permissions)];
        grant.signed(&self.signer, &lines, &specific)
    }

    fn container_sas_as_of(
        &self,
        version: &str,
        container: &ContainerName,
        options: &ServiceSasOptions,
    ) -> SasToken {
        let permissions = letters_in_order(&options.permissions.to_string(), SERVICE_PERMISSIONS);
        let grant = Grant {
            kind: SasKind::Service,
            scope: SasScope::Container,
            version,
            permissions: &permissions,
            expiry: options.expiry,
            https_only: options.https_only,
        };
        let (expiry, protocol) = (grant.expires(), grant.protocol());
        let resource = format!("/blob/{}/{container}", self.account);
        // sp, st, se, the resource, si, sip, spr, sv, sr, snapshot.
        let mut lines =
            vec![permissions.as_str(), "", &expiry, &resource, "", "", protocol, version, "c", ""];
        if version >= ENCRYPTION_SCOPE_SINCE {
            lines.push("");
        }
        // rscc, rscd, rsce, rscl, rsct: headers of the answer.
        lines.extend([""; 5]);
        grant.signed(&self.signer, &lines, &[("sr", "c"), ("sp", &permissions)])
    }
}

#[cfg(test)]
#[path = "mint_tests.rs"]
mod tests;
