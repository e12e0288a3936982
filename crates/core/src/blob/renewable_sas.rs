//! A SAS that is renewed while it is used: from a file that someone keeps fresh, by a managed
//! identity, or by the account's key. So a task can run for weeks with SAS that last a week at most. Native only.

use super::AccountEndpoint;
use super::error::Error;
use super::identity::ManagedIdentity;
use super::sas::{AccountKey, AccountSasOptions, SasToken, SasUrl, SasValidity, ServiceSasOptions};
use crate::conventions::ContainerName;
use crate::time::Timestamp;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::Mutex;

/// How long a minted SAS lasts: as long as the service lends the key for it.
const LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);
/// A SAS that expires sooner than this is renewed before it is used.
const MARGIN: Duration = Duration::from_secs(15 * 60);
/// How long a request waits for another SAS while the one at hand is still good.
const PATIENCE: Duration = Duration::from_secs(5);
/// After that, how long until another is asked for again.
const RENEWAL_PAUSE: Duration = Duration::from_secs(60);

/// A SAS with a way to get the next one.
#[derive(Debug)]
pub struct RenewableSas {
    source: Source,
    current: Mutex<Option<Current>>,
}

/// The SAS at hand.
#[derive(Debug)]
struct Current {
    token: SasToken,
    /// From when on another is asked for before it is used; never if it does not say when it ends.
    renew_from: Option<Timestamp>,
}

impl Current {
    fn new(token: SasToken) -> Self {
        let before = |expiry: Timestamp| {
            Timestamp::from_unix(expiry.unix().saturating_sub(MARGIN.as_secs().cast_signed()))
        };
        Self { renew_from: token.parameters().expiry.map(before), token }
    }
}

#[derive(Debug)]
enum Source {
    File(PathBuf),
    Identity {
        identity: ManagedIdentity,
        endpoint: AccountEndpoint,
        container: ContainerName,
        permissions: String,
    },
    Key {
        key: AccountKey,
        options: AccountSasOptions,
        lifetime: Duration,
    },
}

/// Boxed: to mint a SAS takes a request, and a request takes a SAS.
type Renewal<'a> = Pin<Box<dyn Future<Output = Result<SasToken, Error>> + Send + 'a>>;

impl RenewableSas {
    /// The SAS, or SAS URL, in a file. It is read again when the service refuses what was read.
    pub fn from_file(path: &Path) -> Self {
        Self::new(Source::File(path.to_owned()))
    }

    /// SAS for one container that a managed identity mints, each for a week.
    pub fn from_identity(
        identity: ManagedIdentity,
        endpoint: AccountEndpoint,
        container: ContainerName,
        permissions: &str,
    ) -> Self {
        let permissions = permissions.to_owned();
        Self::new(Source::Identity { identity, endpoint, container, permissions })
    }

    /// SAS that an account's key mints, each as `options` say but for its expiry, which is
    /// `lifetime` from then.
    pub fn from_key(key: AccountKey, options: AccountSasOptions, lifetime: Duration) -> Self {
        Self::new(Source::Key { key, options, lifetime })
    }

    fn new(source: Source) -> Self {
        Self { source, current: Mutex::new(None) }
    }

    /// The SAS to use now. One that cannot be renewed is used to its end.
    pub(super) async fn token(&self) -> Result<SasToken, Error> {
        let mut current = self.current.lock().await;
        let now = Timestamp::now();
        if let Some(at_hand) = current.as_mut().filter(|it| is_good(&it.token, now)) {
            if at_hand.renew_from.is_some_and(|from| from <= now) {
                match tokio::time::timeout(PATIENCE, self.renew()).await {
                    Ok(Ok(token)) => *at_hand = Current::new(token),
                    _ => at_hand.renew_from = Some(now.plus(RENEWAL_PAUSE)),
                }
            }
            return Ok(at_hand.token.clone());
        }
        let renewed = Current::new(self.renew().await?);
        Ok(current.insert(renewed).token.clone())
    }

    /// Another SAS than the one that the service refused; none if there is no other.
    pub(super) async fn instead_of(&self, refused: &SasToken) -> Option<SasToken> {
        if matches!(self.source, Source::Key { .. }) {
            // The same key would be refused again.
            return None;
        }
        let mut current = self.current.lock().await;
        let is_other = |token: &SasToken| token.expose_query() != refused.expose_query();
        if let Some(at_hand) = current.as_ref().filter(|at_hand| is_other(&at_hand.token)) {
            return Some(at_hand.token.clone());
        }
        let renewed = self.renew().await.ok().filter(is_other)?;
        Some(current.insert(Current::new(renewed)).token.clone())
    }

    fn renew(&self) -> Renewal<'_> {
        Box::pin(async move {
            match &self.source {
                Source::File(path) => read_token(path).await,
                Source::Key { key, options, lifetime } => {
                    let expiry = Timestamp::now().plus(*lifetime);
                    Ok(key.account_sas(&AccountSasOptions { expiry, ..options.clone() }))
                }
                Source::Identity { identity, endpoint, container, permissions } => {
                    let account = identity.account(endpoint).await?;
                    let expiry = Timestamp::now().plus(LIFETIME);
                    let key = account.user_delegation_key(expiry).await?;
                    let options = ServiceSasOptions {
                        permissions: permissions.clone(),
                        expiry,
                        https_only: endpoint.as_str().starts_with("https:"),
                    };
                    Ok(key.container_sas(endpoint.account_name(), container, &options))
                }
            }
        })
    }
}

/// Whether it is valid at `moment`, by what it says.
fn is_good(token: &SasToken, moment: Timestamp) -> bool {
    !matches!(token.parameters().validity_at(moment), SasValidity::Expired { .. })
}

async fn read_token(path: &Path) -> Result<SasToken, Error> {
    let text = tokio::fs::read_to_string(path).await.map_err(|source| Error::File {
        action: "read",
        path: path.display().to_string(),
        source,
    })?;
    let text = text.trim();
    match SasUrl::parse(text) {
        Ok(url) => Ok(url.token),
        Err(_) => Ok(SasToken::parse(text)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_mints_another_sas_before_the_one_at_hand_expires_and_not_sooner() {
        let key = AccountKey::new("account", "ZmFrZQ==").unwrap();
        let options = AccountSasOptions {
            permissions: "rl".to_owned(),
            services: "b".to_owned(),
            resource_types: "co".to_owned(),
            expiry: Timestamp::now(),
            https_only: true,
        };
        for (lifetime, is_renewed) in [(LIFETIME, false), (MARGIN, true)] {
            let renewed = RenewableSas::from_key(key.clone(), options.clone(), lifetime);
            let first = renewed.token().await.unwrap();
            tokio::time::sleep(Duration::from_millis(1_100)).await;
            let second = renewed.token().await.unwrap();
            assert_eq!(first.parameters().expiry < second.parameters().expiry, is_renewed);
            assert!(renewed.instead_of(&second).await.is_none());
        }
    }
}
