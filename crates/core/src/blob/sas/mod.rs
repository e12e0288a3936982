//! The shared access signature (SAS): the one way this library is let in.
//!
//! * [`SasToken`] is the secret itself, the query of a SAS URL; [`SasParameters`] is what it says.
//! * [`SasUrl`] is where it leads: account, container, blob.
//! * [`AccountKey`] mints one; [`UserDelegationKey`] does for an identity without the account's key.
//!
//! A signature is never checked here: only the service can do that. What is checked is what gets
//! lost on the way: a link cut short, encoded twice or decoded once.
//!
//! Invariant: neither the token nor the key can be printed. Both lack `Display`, their `Debug` says
//! `redacted`, and no error here holds a part of them. Whoever needs the text calls a method whose
//! name says `expose`.

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
