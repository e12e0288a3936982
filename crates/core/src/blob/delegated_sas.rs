//! A SAS from an identity of Entra ID: the Blob service lends a key for the identity's token, and
//! the key mints the SAS. Native only.

use super::account::BlobAccount;
use super::bearer_token::RenewableToken;
use super::credential::Credential;
use super::endpoint::AccountEndpoint;
use super::error::Error;
use super::renewable_sas::{NextSas, RenewableSas, SasSource};
use super::retry::RetryPolicy;
use super::sas::{Permissions, SasToken, ServiceSasOptions};
use crate::conventions::ContainerName;
use crate::time::Timestamp;
use std::sync::Arc;
use std::time::Duration;

impl RenewableSas {
    /// SAS tokens for one container that an identity mints. Each expires after `lifetime`, which
    /// the service limits to seven days.
    ///
    /// ```no_run
    /// use jobshelf::{AccountEndpoint, ContainerName, ManagedIdentity, Permission};
    /// use jobshelf::{RenewableSas, RenewableToken};
    /// use std::sync::Arc;
    /// use std::time::Duration;
    ///
    /// let token = Arc::new(RenewableToken::new(ManagedIdentity::new(None)));
    /// let endpoint = AccountEndpoint::in_public_cloud("farm").unwrap();
    /// let container = ContainerName::parse("job-ocean").unwrap();
    /// let permissions = [Permission::Read, Permission::List];
    /// let hours = Duration::from_secs(6 * 3600);
    /// let sas = RenewableSas::from_identity(token, endpoint, container, permissions, hours);
    /// ```
    pub fn from_identity(
        token: Arc<RenewableToken>,
        endpoint: AccountEndpoint,
        container: ContainerName,
        permissions: impl Into<Permissions>,
        lifetime: Duration,
    ) -> Self {
        let permissions = permissions.into();
        Self::from_source(IdentitySource { token, endpoint, container, permissions, lifetime })
    }
}

#[derive(Debug)]
struct IdentitySource {
    token: Arc<RenewableToken>,
    endpoint: AccountEndpoint,
    container: ContainerName,
    permissions: Permissions,
    lifetime: Duration,
}

impl SasSource for IdentitySource {
    fn next_sas(&self) -> NextSas<'_> {
        Box::pin(self.mint())
    }
}

impl IdentitySource {
    async fn mint(&self) -> Result<SasToken, Error> {
        let credential = Credential::Identity(Arc::clone(&self.token));
        // The request that needs the SAS is retried: tries within tries would take minutes.
        let account =
            BlobAccount::new(self.endpoint.clone(), credential)?.with_retry(RetryPolicy::ONCE);
        let key = account.user_delegation_key(Timestamp::now().plus(self.lifetime)).await?;
        let options = ServiceSasOptions::new(self.permissions.clone(), key.expiry())
            .with_https_only(self.endpoint.as_str().starts_with("https:"));
        Ok(key.container_sas(self.endpoint.account_name(), &self.container, &options))
    }
}
