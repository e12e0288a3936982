//! A SAS that is renewed while it is used, so that a task can run for longer than the week that a
//! SAS lasts at most. Native only.
//!
//! The next SAS comes from a [`SasSource`]: a file that another program keeps fresh, the account's
//! key, or an identity (`delegated_sas.rs`).

use super::credential_file::read_credential;
use super::error::Error;
use super::sas::{AccountKey, AccountSasOptions, SasToken, SasUrl, SasValidity, ServiceSasOptions};
use crate::conventions::ContainerName;
use crate::time::Timestamp;
use std::fmt;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::Mutex;

/// A SAS that expires sooner than this is renewed before it is used.
const MARGIN: Duration = Duration::from_secs(15 * 60);
/// How long a request waits for a new SAS while the current one is still valid.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(5);
/// The pause before the next renewal after one that failed or timed out.
const RENEWAL_PAUSE: Duration = Duration::from_secs(60);

/// Boxed, since a source may send a request to mint a SAS, and a request needs a credential.
pub(super) type NextSas<'a> = Pin<Box<dyn Future<Output = Result<SasToken, Error>> + Send + 'a>>;

/// Where the next SAS comes from.
pub(super) trait SasSource: fmt::Debug + Send + Sync {
    /// Reads or mints a SAS.
    fn next_sas(&self) -> NextSas<'_>;

    /// Whether another SAS of this source may be accepted after the service refused one.
    fn can_replace_refused(&self) -> bool {
        true
    }
}

/// A SAS with a way to get the next one.
#[derive(Debug)]
pub struct RenewableSas {
    source: Box<dyn SasSource>,
    current: Mutex<Option<CurrentSas>>,
}

/// The SAS that requests use now.
#[derive(Debug)]
struct CurrentSas {
    token: SasToken,
    /// When the renewal begins; never if the SAS does not name its expiry.
    renew_from: Option<Timestamp>,
}

impl CurrentSas {
    fn new(token: SasToken) -> Self {
        let before = |expiry: Timestamp| {
            Timestamp::from_unix(expiry.unix().saturating_sub(MARGIN.as_secs().cast_signed()))
        };
        Self { renew_from: token.parameters().expiry.map(before), token }
    }
}

impl RenewableSas {
    /// The SAS, or SAS URL, in a file. The file is read again when the service refuses its SAS.
    pub fn from_file(path: &Path) -> Self {
        Self::from_source(FileSource(path.to_owned()))
    }

    /// SAS tokens for one container that an account's key mints by `options`. Each expires after
    /// `lifetime`; the expiry in `options` does not count.
    pub fn from_key(
        key: AccountKey,
        container: ContainerName,
        options: ServiceSasOptions,
        lifetime: Duration,
    ) -> Self {
        Self::from_source(KeySource { key, scope: Scope::Container(container, options), lifetime })
    }

    /// SAS tokens for an account that its key mints by `options`: to list or create containers,
    /// which the SAS of a container cannot. Each expires after `lifetime`; the expiry in `options`
    /// does not count.
    pub fn from_key_for_account(
        key: AccountKey,
        options: AccountSasOptions,
        lifetime: Duration,
    ) -> Self {
        Self::from_source(KeySource { key, scope: Scope::Account(options), lifetime })
    }

    pub(super) fn from_source(source: impl SasSource + 'static) -> Self {
        Self { source: Box::new(source), current: Mutex::new(None) }
    }

    /// The SAS to use now. A SAS that cannot be renewed is used until it expires.
    pub(super) async fn token(&self) -> Result<SasToken, Error> {
        let mut current = self.current.lock().await;
        let now = Timestamp::now();
        if let Some(valid) = current.as_mut().filter(|it| !is_expired(&it.token, now)) {
            if valid.renew_from.is_some_and(|from| from <= now) {
                match tokio::time::timeout(RENEWAL_TIMEOUT, self.source.next_sas()).await {
                    Ok(Ok(token)) => *valid = CurrentSas::new(token),
                    _ => valid.renew_from = Some(now.plus(RENEWAL_PAUSE)),
                }
            }
            return Ok(valid.token.clone());
        }
        let renewed = CurrentSas::new(self.source.next_sas().await?);
        Ok(current.insert(renewed).token.clone())
    }

    /// Another SAS than the one that the service refused; none if there is no other.
    pub(super) async fn replacement_for(&self, refused: &SasToken) -> Option<SasToken> {
        if !self.source.can_replace_refused() {
            return None;
        }
        let mut current = self.current.lock().await;
        let is_other = |token: &SasToken| token.expose_query() != refused.expose_query();
        if let Some(current) = current.as_ref().filter(|current| is_other(&current.token)) {
            return Some(current.token.clone());
        }
        let renewed = self.source.next_sas().await.ok().filter(is_other)?;
        Some(current.insert(CurrentSas::new(renewed)).token.clone())
    }
}

/// Whether the SAS has expired at `moment`, by its own expiry.
fn is_expired(token: &SasToken, moment: Timestamp) -> bool {
    matches!(token.parameters().validity_at(moment), SasValidity::Expired { .. })
}

#[derive(Debug)]
struct FileSource(PathBuf);

impl SasSource for FileSource {
    fn next_sas(&self) -> NextSas<'_> {
        Box::pin(read_token(&self.0))
    }
}

async fn read_token(path: &Path) -> Result<SasToken, Error> {
    let text = read_credential(path).await?;
    match SasUrl::parse(&text) {
        Ok(url) => Ok(url.token),
        Err(_) => Ok(SasToken::parse(&text)?),
    }
}

#[derive(Debug)]
struct KeySource {
    key: AccountKey,
    scope: Scope,
    lifetime: Duration,
}

#[derive(Debug)]
enum Scope {
    Container(ContainerName, ServiceSasOptions),
    Account(AccountSasOptions),
}

impl SasSource for KeySource {
    fn next_sas(&self) -> NextSas<'_> {
        let expiry = Timestamp::now().plus(self.lifetime);
        let token = match &self.scope {
            Scope::Container(name, options) => {
                self.key.container_sas(name, &options.clone().with_expiry(expiry))
            }
            Scope::Account(options) => self.key.account_sas(&options.clone().with_expiry(expiry)),
        };
        Box::pin(std::future::ready(Ok(token)))
    }

    /// The service would refuse the same key again.
    fn can_replace_refused(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::sas::Permission;
    use super::*;

    #[tokio::test]
    async fn a_key_mints_the_next_sas_shortly_before_expiry_and_not_sooner() {
        let key = AccountKey::new("account", "ZmFrZQ==").unwrap();
        let permissions = [Permission::Read, Permission::List];
        let options = ServiceSasOptions::new(permissions, Timestamp::now());
        let container = ContainerName::parse("job-x").unwrap();
        let week = Duration::from_secs(7 * 24 * 3600);
        for (lifetime, is_renewed) in [(week, false), (MARGIN, true)] {
            let (container, options) = (container.clone(), options.clone());
            let renewable = RenewableSas::from_key(key.clone(), container, options, lifetime);
            let first = renewable.token().await.unwrap();
            tokio::time::sleep(Duration::from_millis(1_100)).await;
            let second = renewable.token().await.unwrap();
            assert_eq!(first.parameters().expiry < second.parameters().expiry, is_renewed);
            assert!(renewable.replacement_for(&second).await.is_none());
        }
    }
}
