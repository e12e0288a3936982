//! The credential for an account: key, SAS, or an identity of Entra ID.
//!
//! A key never signs a request: it mints a SAS for the container and the rights that a command
//! needs, and the SAS is used.

use crate::allowed_http::checked_endpoint;
use crate::environment::{secret, set_name, variable, withheld_advice};
use crate::report::usage;
use crate::sign_in;
use anyhow::{Context as _, Result};
use jobshelf::{
    AccountEndpoint, AccountKey, AccountSasOptions, BlobAccount, BlobContainer, ConnectionString,
    ContainerName, Credential, Permission, RenewableSas, RenewableToken, SasToken,
    ServiceSasOptions, Timestamp,
};
use std::sync::Arc;
use std::time::Duration;

/// How long a SAS is valid that a command mints for itself. It is renewed for longer tasks.
const OWN_SAS_LIFETIME: Duration = Duration::from_secs(6 * 3600);
const CONNECTION: &str = "AZURE_STORAGE_CONNECTION_STRING";

/// What a command does in a container, which decides the rights of a SAS that it mints for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// List and read.
    View,
    /// Save and track, and look at what is there.
    Save,
    /// Delete, and look at what is there.
    Remove,
}

impl Purpose {
    const fn needs(self) -> &'static [Permission] {
        use Permission::{Add, Create, Delete, List, Read, Write};
        match self {
            Self::View => &[Read, List],
            Self::Save => &[Read, Add, Create, Write, List],
            Self::Remove => &[Read, Delete, List],
        }
    }
}

/// A whole account with a credential, from the environment.
#[derive(Debug)]
pub(crate) struct AccountAccess {
    endpoint: AccountEndpoint,
    pub(crate) credential: AccountCredential,
    /// The container that the connection string names.
    pub(crate) container: Option<ContainerName>,
}

/// A credential for a whole account.
#[derive(Debug)]
pub(crate) enum AccountCredential {
    /// The account's key.
    Key(AccountKey),
    /// A SAS of the account.
    Sas(SasToken),
    /// An identity of Entra ID.
    Identity(Arc<RenewableToken>),
}

/// The variables of credentials, the preferred one first. A container's URL counts for its own
/// container only.
const CREDENTIALS: [&str; 8] = [
    "JOBSHELF_CONTAINER_URL",
    "JOB_CONTAINER_URL",
    CONNECTION,
    "AZURE_STORAGE_KEY",
    "AZURE_STORAGE_SAS_TOKEN",
    sign_in::IDENTITY,
    sign_in::CLIENT_SECRET,
    sign_in::TOKEN_FILE,
];

/// The variables that are set and hold or name a credential, the one that counts first.
/// `is_of_node` says that a container's URL is used.
pub(crate) fn credentials_set(is_of_node: bool) -> Vec<String> {
    let (of_node, of_account) = CREDENTIALS.split_at(2);
    let (first, second) = if is_of_node { (of_node, of_account) } else { (of_account, of_node) };
    let mut set: Vec<String> =
        first.iter().chain(second).filter_map(|name| set_name(name)).collect();
    if set.is_empty() && sign_in::has_azure_cli() {
        set.push("`az login`".to_owned());
    }
    set
}

/// Reads the credential for the account from the environment.
pub(crate) fn account_access() -> Result<Option<AccountAccess>> {
    if let Some(text) = secret(CONNECTION)? {
        return from_connection_string(&text).map(Some);
    }
    let Some(account) = variable("AZURE_STORAGE_ACCOUNT") else { return Ok(None) };
    let endpoint = endpoint_of(&account)?;
    let credential = if let Some(key) = secret("AZURE_STORAGE_KEY")? {
        let key = AccountKey::new(&account, &key);
        let key = key.map_err(|error| usage(format!("AZURE_STORAGE_KEY is not a key: {error}")))?;
        AccountCredential::Key(key)
    } else if let Some(sas) = secret("AZURE_STORAGE_SAS_TOKEN")? {
        let token = SasToken::parse(&sas).context("AZURE_STORAGE_SAS_TOKEN cannot be used")?;
        AccountCredential::Sas(token)
    } else if let Some(token) = sign_in::identity()? {
        AccountCredential::Identity(token)
    } else {
        let advice = withheld_advice().unwrap_or(
            "set AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN; or JOBSHELF_IDENTITY=system on a \
             machine with an identity; or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET \
             of an application; or sign in with `az login`",
        );
        return Err(usage(format!("AZURE_STORAGE_ACCOUNT is set without a credential: {advice}")));
    };
    Ok(Some(AccountAccess { endpoint, credential, container: None }))
}

fn from_connection_string(text: &str) -> Result<AccountAccess> {
    let parsed = ConnectionString::parse(text).map_err(anyhow::Error::from);
    let parsed = parsed.context("AZURE_STORAGE_CONNECTION_STRING cannot be used")?;
    let endpoint = checked_endpoint(CONNECTION, parsed.endpoint().clone())?;
    let container = parsed.container().cloned();
    let credential = match parsed {
        ConnectionString::Key { key, .. } => AccountCredential::Key(key),
        ConnectionString::Sas { token, .. } => AccountCredential::Sas(token),
    };
    Ok(AccountAccess { endpoint, credential, container })
}

fn endpoint_of(account: &str) -> Result<AccountEndpoint> {
    const URL: &str = "AZURE_STORAGE_SERVICE_ENDPOINT";
    let endpoint = match variable(URL) {
        Some(url) => AccountEndpoint::parse_for_account(&url, account)
            .context("AZURE_STORAGE_SERVICE_ENDPOINT is not the URL of an account's Blob service"),
        None => AccountEndpoint::in_public_cloud(account)
            .context("AZURE_STORAGE_ACCOUNT is not an account's name"),
    };
    checked_endpoint(URL, endpoint.map_err(|error| usage(format!("{error:#}")))?)
}

impl AccountAccess {
    pub(crate) fn endpoint(&self) -> &AccountEndpoint {
        &self.endpoint
    }

    /// Whether it reaches this container, as far as its own text says.
    pub(crate) fn reaches(&self, name: &ContainerName) -> bool {
        match (&self.credential, &self.container) {
            (AccountCredential::Sas(token), Some(own)) => {
                own == name || token.parameters().kind == jobshelf::SasKind::Account
            }
            _ => true,
        }
    }

    /// A container of the account.
    pub(crate) fn container(
        &self,
        name: &ContainerName,
        purpose: Purpose,
    ) -> Result<BlobContainer> {
        let credential = match &self.credential {
            AccountCredential::Key(key) => {
                let options = ServiceSasOptions::new(purpose.needs(), Timestamp::now())
                    .with_https_only(is_https(&self.endpoint));
                let (key, name) = (key.clone(), name.clone());
                let sas = RenewableSas::from_key(key, name, options, OWN_SAS_LIFETIME);
                Credential::Renewable(Arc::new(sas))
            }
            AccountCredential::Sas(token) => Credential::Sas(token.clone()),
            AccountCredential::Identity(token) => {
                Credential::Renewable(Arc::new(RenewableSas::from_identity(
                    Arc::clone(token),
                    self.endpoint.clone(),
                    name.clone(),
                    purpose.needs(),
                    OWN_SAS_LIFETIME,
                )))
            }
        };
        Ok(BlobAccount::new(self.endpoint.clone(), credential)?.container(name))
    }

    /// A container that may not exist yet, which the SAS of the container cannot create.
    pub(crate) fn container_to_create(&self, name: &ContainerName) -> Result<BlobContainer> {
        Ok(self.account("c", [Permission::Create])?.container(name))
    }

    /// The account, for what the SAS of a container does not allow, such as listing containers.
    /// `resource_types` are the letters of `srt`.
    pub(crate) fn account<const N: usize>(
        &self,
        resource_types: &str,
        permissions: [Permission; N],
    ) -> Result<BlobAccount> {
        let credential = match &self.credential {
            AccountCredential::Key(key) => {
                let options = AccountSasOptions::new(permissions, Timestamp::now())
                    .with_resource_types(resource_types)
                    .with_https_only(is_https(&self.endpoint));
                let sas =
                    RenewableSas::from_key_for_account(key.clone(), options, OWN_SAS_LIFETIME);
                Credential::Renewable(Arc::new(sas))
            }
            AccountCredential::Sas(token) => Credential::Sas(token.clone()),
            AccountCredential::Identity(token) => Credential::Identity(Arc::clone(token)),
        };
        Ok(BlobAccount::new(self.endpoint.clone(), credential)?)
    }

    /// A SAS for one container, to be passed on.
    pub(crate) async fn mint(
        &self,
        container: &ContainerName,
        options: &ServiceSasOptions,
    ) -> Result<SasToken> {
        match &self.credential {
            AccountCredential::Key(key) => Ok(key.container_sas(container, options)),
            AccountCredential::Identity(token) => {
                let credential = Credential::Identity(Arc::clone(token));
                let account = BlobAccount::new(self.endpoint.clone(), credential)?;
                let key = account.user_delegation_key(options.expiry).await?;
                Ok(key.container_sas(self.endpoint.account_name(), container, options))
            }
            AccountCredential::Sas(_) => Err(usage(NO_KEY)),
        }
    }
}

/// Whether a SAS for it should be valid for https only.
pub(crate) fn is_https(endpoint: &AccountEndpoint) -> bool {
    endpoint.as_str().starts_with("https:")
}

/// Why no SAS can be minted, and what to set.
pub(crate) const NO_KEY: &str = "a SAS is minted with the account's key: set \
     AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY";
