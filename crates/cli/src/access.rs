//! The credential for an account: key, SAS or managed identity.
//!
//! A key never signs a request: it mints a SAS, and the SAS is used.

use crate::environment::{secret, variable};
use crate::report::usage;
use anyhow::{Context as _, Result};
use jobshelf::{
    AccountEndpoint, AccountKey, AccountSasOptions, BlobAccount, BlobContainer, ConnectionString,
    ContainerName, Credential, ManagedIdentity, Permission, RenewableSas, SasToken,
    ServiceSasOptions, Timestamp,
};
use std::sync::Arc;
use std::time::Duration;

/// How long a SAS is valid that a command mints for itself. It is renewed for longer tasks.
const OWN_SAS_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);
/// The permissions of a SAS that a command mints for itself.
const OWN_PERMISSIONS: [Permission; 6] = [
    Permission::Read,
    Permission::Add,
    Permission::Create,
    Permission::Write,
    Permission::Delete,
    Permission::List,
];

/// A credential for a whole account, from the environment.
#[derive(Debug)]
pub(crate) enum AccountAccess {
    /// The account's key.
    Key { endpoint: AccountEndpoint, key: AccountKey },
    /// A SAS of the account.
    Sas { endpoint: AccountEndpoint, token: SasToken },
    /// A managed identity of this machine.
    Identity { endpoint: AccountEndpoint, identity: ManagedIdentity },
}

/// Reads the credential for the account from the environment.
pub(crate) fn account_access() -> Result<Option<AccountAccess>> {
    if let Some(text) = secret("AZURE_STORAGE_CONNECTION_STRING")? {
        let parsed = ConnectionString::parse(&text).map_err(anyhow::Error::from);
        return match parsed.context("AZURE_STORAGE_CONNECTION_STRING cannot be used")? {
            ConnectionString::Key { endpoint, key } => {
                Ok(Some(AccountAccess::Key { endpoint, key }))
            }
            ConnectionString::Sas { endpoint, token } => {
                Ok(Some(AccountAccess::Sas { endpoint, token }))
            }
        };
    }
    let Some(account) = variable("AZURE_STORAGE_ACCOUNT") else { return Ok(None) };
    let endpoint = match variable("AZURE_STORAGE_SERVICE_ENDPOINT") {
        Some(url) => AccountEndpoint::parse(&url)
            .context("AZURE_STORAGE_SERVICE_ENDPOINT is not the URL of an account's Blob service"),
        None => AccountEndpoint::in_public_cloud(&account)
            .context("AZURE_STORAGE_ACCOUNT is not an account's name"),
    }
    .map_err(|error| usage(format!("{error:#}")))?;
    if let Some(key) = secret("AZURE_STORAGE_KEY")? {
        let key = AccountKey::new(&account, &key);
        let key = key.map_err(|error| usage(format!("AZURE_STORAGE_KEY is not a key: {error}")))?;
        return Ok(Some(AccountAccess::Key { endpoint, key }));
    }
    if let Some(sas) = secret("AZURE_STORAGE_SAS_TOKEN")? {
        let token = SasToken::parse(&sas).context("AZURE_STORAGE_SAS_TOKEN cannot be used")?;
        return Ok(Some(AccountAccess::Sas { endpoint, token }));
    }
    if let Some(identity) = variable("JOBSHELF_IDENTITY") {
        let client_id = Some(identity.as_str()).filter(|id| *id != "system");
        let mut identity = ManagedIdentity::new(client_id);
        // The variable of Azure's own SDKs for another metadata endpoint.
        if let Some(host) = variable("AZURE_POD_IDENTITY_AUTHORITY_HOST") {
            identity = identity.with_host(&host);
        }
        return Ok(Some(AccountAccess::Identity { endpoint, identity }));
    }
    Err(usage(
        "AZURE_STORAGE_ACCOUNT is set without a credential: set AZURE_STORAGE_KEY, \
         AZURE_STORAGE_SAS_TOKEN, or JOBSHELF_IDENTITY=system on a machine with an identity",
    ))
}

impl AccountAccess {
    pub(crate) fn endpoint(&self) -> &AccountEndpoint {
        match self {
            Self::Key { endpoint, .. }
            | Self::Sas { endpoint, .. }
            | Self::Identity { endpoint, .. } => endpoint,
        }
    }

    /// A container of the account.
    pub(crate) fn container(&self, name: &ContainerName) -> Result<BlobContainer> {
        let credential = match self {
            Self::Key { key, .. } => Credential::Renewable(Arc::new(RenewableSas::from_key(
                key.clone(),
                self.own_sas(),
                OWN_SAS_LIFETIME,
            ))),
            Self::Sas { token, .. } => Credential::Sas(token.clone()),
            Self::Identity { endpoint, identity } => {
                Credential::Renewable(Arc::new(RenewableSas::from_identity(
                    identity.clone(),
                    endpoint.clone(),
                    name.clone(),
                    OWN_PERMISSIONS,
                )))
            }
        };
        Ok(BlobAccount::new(self.endpoint().clone(), credential)?.container(name))
    }

    /// A container that may not exist yet, which the SAS of the container cannot create.
    pub(crate) async fn container_to_create(&self, name: &ContainerName) -> Result<BlobContainer> {
        match self {
            Self::Identity { endpoint, identity } => {
                let credential = Credential::Bearer(identity.token().await?);
                Ok(BlobAccount::new(endpoint.clone(), credential)?.container(name))
            }
            _ => self.container(name),
        }
    }

    /// A SAS for one container, to be passed on.
    pub(crate) async fn mint(
        &self,
        container: &ContainerName,
        options: &ServiceSasOptions,
    ) -> Result<SasToken> {
        match self {
            Self::Key { key, .. } => Ok(key.container_sas(container, options)),
            Self::Identity { endpoint, identity } => {
                let credential = Credential::Bearer(identity.token().await?);
                let account = BlobAccount::new(endpoint.clone(), credential)?;
                let key = account.user_delegation_key(options.expiry).await?;
                Ok(key.container_sas(endpoint.account_name(), container, options))
            }
            Self::Sas { .. } => Err(usage(NO_KEY)),
        }
    }

    fn own_sas(&self) -> AccountSasOptions {
        AccountSasOptions::new(OWN_PERMISSIONS, Timestamp::now().plus(OWN_SAS_LIFETIME))
            .with_https_only(is_https(self.endpoint()))
    }
}

/// Whether a SAS for it should be valid for https only.
pub(crate) fn is_https(endpoint: &AccountEndpoint) -> bool {
    endpoint.as_str().starts_with("https:")
}

/// Why no SAS can be minted, and what to set.
pub(crate) const NO_KEY: &str = "a SAS is minted with the account's key: set \
     AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY";
