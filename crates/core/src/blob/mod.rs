//! Blob REST: requests, answers, retries, errors. It knows no jobs and no tasks.
//!
//! [`BlobAccount`] and [`BlobContainer`] are cheap to clone and share their transport. Reads send
//! no header outside the CORS-safelisted set, so that a browser needs no preflight: the service
//! version is `api-version` in the query, and ranges are `bytes=N-` or `bytes=N-M`.

mod account;
mod append;
#[cfg(not(target_arch = "wasm32"))]
mod bearer_token;
mod block_upload;
mod blocks;
mod body;
#[cfg(test)]
mod cause_tests;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod checksum;
mod client;
mod connection;
mod container;
mod credential;
#[cfg(not(target_arch = "wasm32"))]
mod credential_file;
#[cfg(not(target_arch = "wasm32"))]
mod delegated_sas;
mod endpoint;
mod endpoint_error;
mod error;
mod error_kind;
#[cfg(test)]
mod error_text_tests;
mod foreign;
#[cfg(test)]
mod foreign_tests;
#[cfg(not(target_arch = "wasm32"))]
mod identity;
mod list;
mod operation;
mod origin;
mod pages;
#[cfg(not(target_arch = "wasm32"))]
mod probe;
mod read;
mod reason;
mod refusal;
#[cfg(not(target_arch = "wasm32"))]
mod renewable_sas;
mod replace;
#[cfg(test)]
mod replace_tests;
mod request_ahead;
mod retry;
mod same_blob;
mod sas;
mod service;
mod service_error;
#[cfg(not(target_arch = "wasm32"))]
mod service_principal;
mod sign_in_reason;
mod version;
mod write;
mod xml;

pub use account::BlobAccount;
pub use append::PendingAppend;
#[cfg(not(target_arch = "wasm32"))]
pub use bearer_token::{BearerToken, NextToken, RenewableToken, TokenSource};
pub use block_upload::BlockUpload;
pub use blocks::StagedBlock;
pub use body::BlobBody;
pub use connection::{
    ConnectionString, ConnectionStringError, DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY,
};
pub use container::BlobContainer;
pub use credential::Credential;
pub use endpoint::AccountEndpoint;
pub use endpoint_error::EndpointError;
pub use error::{Error, ForeignAnswer};
pub use error_kind::ErrorKind;
#[cfg(not(target_arch = "wasm32"))]
pub use identity::ManagedIdentity;
pub use list::{BlobItem, BlobPage, BlobType, ContainerItem, ContainerPage, ListOptions};
pub use origin::check_protected;
pub use pages::{BlobPages, ContainerPages};
#[cfg(not(target_arch = "wasm32"))]
pub use probe::Probe;
pub use read::{BlobProperties, BlobRead, ReadRange};
pub use reason::RefusalReason;
#[cfg(not(target_arch = "wasm32"))]
pub use renewable_sas::RenewableSas;
pub use retry::RetryPolicy;
pub(crate) use same_blob::has_other_content_of_same_length;
pub use same_blob::{is_other_blob, may_have_other_content};
#[cfg(not(target_arch = "wasm32"))]
pub use sas::UserDelegationKey;
pub use sas::{
    AccountKey, AccountKeyError, AccountSasOptions, Intent, Permission, Permissions, SasError,
    SasKind, SasParameters, SasScope, SasToken, SasUrl, SasUrlError, SasValidity,
    ServiceSasOptions,
};
pub use service::{CorsRule, origin_of};
pub use service_error::ServiceError;
#[cfg(not(target_arch = "wasm32"))]
pub use service_principal::{ServicePrincipal, sign_in_code};
pub use version::API_VERSION;
pub use write::{IfExists, WriteOptions};

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use block_upload::is_in_the_way;
pub(crate) use retry::random_fraction;
