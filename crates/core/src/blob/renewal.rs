//! A SAS that is renewed while it is used: from a file that someone keeps fresh, or by a managed
//! identity. So a task can run for weeks with SAS that last a week at most. Native only.

use super::AccountEndpoint;
use super::error::Error;
use super::identity::ManagedIdentity;
use super::sas::{SasToken, SasUrl, ServiceSasOptions};
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

/// A SAS with a way to get the next one.
#[derive(Debug)]
pub struct RenewedSas {
    source: Source,
    current: Mutex<Option<SasToken>>,
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
}

/// Boxed: to mint a SAS takes a request, and a request takes a SAS.
type Renewal<'a> = Pin<Box<dyn Future<Output = Result<SasToken, Error>> + Send + 'a>>;

impl RenewedSas {
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

    fn new(source: Source) -> Self {
        Self { source, current: Mutex::new(None) }
    }

    /// The SAS to use now.
    pub(super) async fn token(&self) -> Result<SasToken, Error> {
        let mut current = self.current.lock().await;
        let soon = Timestamp::now().plus(MARGIN);
        match &*current {
            Some(token) if token.facts().expiry.is_none_or(|expiry| expiry > soon) => {
                Ok(token.clone())
            }
            _ => Ok(current.insert(self.renew().await?).clone()),
        }
    }

    /// Another SAS than the one that the service refused; none if there is no other.
    pub(super) async fn instead_of(&self, refused: &SasToken) -> Option<SasToken> {
        let mut current = self.current.lock().await;
        let is_other = |token: &SasToken| token.expose_query() != refused.expose_query();
        if let Some(token) = current.as_ref().filter(|token| is_other(token)) {
            return Some(token.clone());
        }
        let renewed = self.renew().await.ok().filter(is_other)?;
        Some(current.insert(renewed).clone())
    }

    fn renew(&self) -> Renewal<'_> {
        Box::pin(async move {
            match &self.source {
                Source::File(path) => read_token(path).await,
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
