//! The credentials that a request can carry, and which of them it carries now.

#[cfg(not(target_arch = "wasm32"))]
use super::bearer_token::{BearerToken, RenewableToken};
use super::endpoint::AccountEndpoint;
use super::error::Error;
#[cfg(not(target_arch = "wasm32"))]
use super::renewable_sas::RenewableSas;
use super::sas::{Permission, SasToken};
#[cfg(not(target_arch = "wasm32"))]
use std::sync::Arc;

/// What authorises a request. An account key never does: it mints a SAS, and the SAS is used.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credential {
    /// A shared access signature, put into the query of every request.
    Sas(SasToken),
    /// A SAS that is renewed before it expires, and when the service refuses it.
    #[cfg(not(target_arch = "wasm32"))]
    Renewable(Arc<RenewableSas>),
    /// A token of Entra ID.
    #[cfg(not(target_arch = "wasm32"))]
    Bearer(BearerToken),
    /// A token of Entra ID that is renewed before it expires, and when the service refuses it.
    #[cfg(not(target_arch = "wasm32"))]
    Identity(Arc<RenewableToken>),
    /// No credential: reaches only what the account offers to everyone.
    Anonymous,
}

/// The credential of one request.
pub(super) enum Authorization {
    Query(SasToken),
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "a page has a SAS or nothing"))]
    Header(String),
    None,
}

impl Credential {
    /// The credential of a request to `endpoint`: the only way to one, so that none travels over
    /// http to another machine unless that is allowed.
    pub(super) async fn authorization(
        &self,
        endpoint: &AccountEndpoint,
    ) -> Result<Authorization, Error> {
        self.check_protected(endpoint)?;
        self.current().await
    }

    /// An error if it must not travel to `endpoint`.
    pub(super) fn check_protected(&self, endpoint: &AccountEndpoint) -> Result<(), Error> {
        match self {
            Self::Anonymous => Ok(()),
            _ => Ok(endpoint.check_protected()?),
        }
    }

    async fn current(&self) -> Result<Authorization, Error> {
        Ok(match self {
            Self::Sas(token) => Authorization::Query(token.clone()),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Renewable(renewable) => Authorization::Query(renewable.token().await?),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Bearer(token) => Authorization::Header(token.expose_header()),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Identity(token) => Authorization::Header(token.token().await?.expose_header()),
            Self::Anonymous => Authorization::None,
        })
    }

    /// Another credential to try after the service refused `refused`; none if there is no other.
    pub(super) async fn replacement_for(&self, refused: &Authorization) -> Option<Authorization> {
        match (self, refused) {
            #[cfg(not(target_arch = "wasm32"))]
            (Self::Renewable(renewable), Authorization::Query(token)) => {
                renewable.replacement_for(token).await.map(Authorization::Query)
            }
            #[cfg(not(target_arch = "wasm32"))]
            (Self::Identity(token), Authorization::Header(header)) => {
                token.replacement_for(header).await.map(Authorization::Header)
            }
            _ => None,
        }
    }

    /// Whether it allows reading a blob, as far as its own text says.
    pub(super) async fn can_read(&self) -> bool {
        match self.current().await {
            Ok(Authorization::Query(token)) => token.parameters().can(Permission::Read),
            _ => true,
        }
    }
}
