//! Blob REST: requests, answers, retries, errors. No word of jobs or tasks.
//!
//! [`BlobAccount`] and [`BlobContainer`] are cheap to clone and share their transport. Reads send
//! no header outside the CORS-safelisted set, so that a browser needs no preflight: the service
//! version travels as `api-version` in the query, ranges as `bytes=N-` or `bytes=N-M`.

mod account;
mod append;
mod blocks;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod checksum;
mod connection;
mod container;
mod endpoint;
mod error;
mod hint;
#[cfg(not(target_arch = "wasm32"))]
mod identity;
mod list;
#[cfg(not(target_arch = "wasm32"))]
mod probe;
mod read;
#[cfg(not(target_arch = "wasm32"))]
mod renewable_sas;
mod request;
mod retry;
mod sas;
mod service;
mod version;
mod write;
mod xml;

pub use account::{BlobAccount, Credential};
pub use append::PendingAppend;
pub use blocks::StagedBlock;
pub use connection::*;
pub use container::BlobContainer;
pub use endpoint::*;
pub use error::{Error, ErrorKind, ServiceError};
#[cfg(not(target_arch = "wasm32"))]
pub use identity::{BearerToken, ManagedIdentity};
pub use list::{BlobItem, BlobPage, BlobType, ContainerItem, ContainerPage, ListOptions};
#[cfg(not(target_arch = "wasm32"))]
pub use probe::Probe;
pub use read::{BlobProperties, BlobRead, ReadRange};
#[cfg(not(target_arch = "wasm32"))]
pub use renewable_sas::RenewableSas;
pub use retry::RetryPolicy;
pub use sas::*;
pub use service::{CorsRule, origin_of};
pub use version::API_VERSION;
pub use write::{IfExists, WriteOptions};

pub(crate) use retry::random_fraction;
