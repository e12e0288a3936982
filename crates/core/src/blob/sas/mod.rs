//! The shared access signature (SAS), which authorises the requests of this library.
//!
//! * [`SasToken`] is the secret, the query of a SAS URL; [`SasParameters`] are its readable parts.
//! * [`SasUrl`] is a SAS with its account, container and blob.
//! * [`AccountKey`] mints a SAS; so does [`UserDelegationKey`], for an identity without that key.
//!
//! Only the service can check a signature. This module detects damage from copying: a link that is
//! cut short, encoded twice or decoded once.
//!
//! Invariant: neither the token nor the key can be printed. Both lack `Display`, their `Debug` is
//! redacted, and no error here contains a part of them. Methods that return the secret are named
//! `expose…`.

#[cfg(not(target_arch = "wasm32"))]
mod delegation;
mod error;
mod grant;
mod intent;
mod mint;
mod parameters;
mod parse;
mod permission;
mod sign;
mod url;

#[cfg(not(target_arch = "wasm32"))]
pub use delegation::UserDelegationKey;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use delegation::user_delegation_key_from_xml;
pub use error::{AccountKeyError, SasError, SasUrlError};
pub use intent::Intent;
pub use mint::{AccountKey, AccountSasOptions, ServiceSasOptions};
pub use parameters::{SasKind, SasParameters, SasScope, SasValidity};
pub use parse::SasToken;
pub use permission::{Permission, Permissions};
pub use url::SasUrl;
