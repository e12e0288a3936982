//! The credentials that a request can carry, and which of them it carries now.

#[cfg(not(target_arch = "wasm32"))]
use super::bearer_token::BearerToken;
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
    pub(super) async fn authorization(&self) -> Result<Authorization, Error> {
        Ok(match self {
            Self::Sas(token) => Authorization::Query(token.clone()),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Renewable(renewable) => Authorization::Query(renewable.token().await?),
            #[cfg(not(target_arch = "wasm32"))]
            Self::Bearer(token) => Authorization::Header(token.expose_header()),
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
            _ => None,
        }
    }

    /// Whether it allows reading a blob, as far as its own text says.
    pub(super) async fn can_read(&self) -> bool {
        match self.authorization().await {
            Ok(Authorization::Query(token)) => token.parameters().can(Permission::Read),
            _ => true,
        }
    }
}
