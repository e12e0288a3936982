//! Credentials for an [`Azurite`]: its published account key, and SAS minted with it.

use crate::{Azurite, FixtureError};
use jobshelf::blob::{DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY};
use jobshelf::{
    AccountEndpoint, AccountKey, AccountSasOptions, BlobAccount, BlobContainer, ContainerName,
    Permissions, SasToken, SasUrl, ServiceSasOptions, Timestamp,
};
use std::time::Duration;

/// Longer than any test or demo.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

impl Azurite {
    /// The account's endpoint, `http://127.0.0.1:PORT/devstoreaccount1`.
    pub fn endpoint(&self) -> String {
        format!("{}/{DEVELOPMENT_ACCOUNT}", self.origin())
    }

    /// The connection string of this account.
    pub fn connection_string(&self) -> String {
        format!(
            "DefaultEndpointsProtocol=http;AccountName={DEVELOPMENT_ACCOUNT};\
             AccountKey={DEVELOPMENT_KEY};BlobEndpoint={};",
            self.endpoint()
        )
    }

    /// The account, with all permissions.
    ///
    /// # Errors
    /// When the SAS cannot be minted, or the transport cannot be set up.
    pub fn account(&self) -> Result<BlobAccount, FixtureError> {
        let url = self.account_sas_url("rwdlacup")?;
        BlobAccount::from_sas_url(&url).map_err(|error| FixtureError::NoAccess(error.to_string()))
    }

    /// A container of this name, with all permissions. It is created if it does not exist.
    ///
    /// # Errors
    /// When the name is not valid, or the container cannot be created.
    pub async fn container(&self, name: &str) -> Result<BlobContainer, FixtureError> {
        let no_access = |error: jobshelf::Error| FixtureError::NoAccess(error.to_string());
        let name = ContainerName::parse(name).map_err(|error| no_access(error.into()))?;
        let container = self.account()?.container(&name);
        container.create_if_missing().await.map_err(no_access)?;
        Ok(container)
    }

    /// A SAS URL of the whole account with these permissions, such as `rl`.
    ///
    /// # Errors
    /// When it cannot be minted.
    pub fn account_sas_url(&self, permissions: &str) -> Result<SasUrl, FixtureError> {
        let permissions = Permissions::from_letters(permissions);
        let options = AccountSasOptions::new(permissions, Timestamp::now().plus(LIFETIME))
            .with_https_only(false);
        self.url(None, key()?.account_sas(&options))
    }

    /// A SAS URL of one container with these permissions, such as `racwl`.
    ///
    /// # Errors
    /// When it cannot be minted.
    pub fn container_sas_url(
        &self,
        container: &ContainerName,
        permissions: &str,
    ) -> Result<SasUrl, FixtureError> {
        let permissions = Permissions::from_letters(permissions);
        let options = ServiceSasOptions::new(permissions, Timestamp::now().plus(LIFETIME))
            .with_https_only(false);
        self.url(Some(container.clone()), key()?.container_sas(container, &options))
    }

    fn url(
        &self,
        container: Option<ContainerName>,
        token: SasToken,
    ) -> Result<SasUrl, FixtureError> {
        let account = AccountEndpoint::parse(&self.endpoint())
            .map_err(|error| FixtureError::NoAccess(error.to_string()))?;
        Ok(SasUrl { account, container, blob: None, token })
    }
}

/// The key that Azurite publishes.
fn key() -> Result<AccountKey, FixtureError> {
    AccountKey::new(DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY)
        .map_err(|error| FixtureError::NoAccess(error.to_string()))
}
