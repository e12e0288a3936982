//! Why a URL cannot be an endpoint, or a credential must not travel to it.
//!
//! Invariant: no text here contains a part of the URL but its host.

use crate::escape::Escaped;

/// Why a URL cannot be that of an account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// It does not start with `https://` or `http://`.
    #[error("the URL does not start with https:// or http://")]
    Scheme,
    /// It has a user or a password before the host, which can make a host look like another.
    #[error("the URL has a user name before its host; storage uses none")]
    User,
    /// The host is missing or cannot be one.
    #[error("the URL's host is missing or has characters that no storage host has")]
    Host,
    /// The port is not a number from 1 to 65535.
    #[error("the URL's port is not a number from 1 to 65535")]
    Port,
    /// The host names no account, and neither does the path.
    #[error(
        "the URL names no account: with an IP address or a local host, the account is the first \
         part of the path, as in http://127.0.0.1:10000/devstoreaccount1"
    )]
    NoAccount,
    /// Something follows the account.
    #[error("the account's URL has a path or a query after the account: remove it")]
    NotOnlyAccount,
    /// Something follows the host and the port.
    #[error("the URL has a path or a query after its host: remove it")]
    NotOnlyHost,
    /// The path begins with another account than the one that was given.
    #[error("the path of the URL begins with another account than the one that is named with it")]
    OtherAccount,
    /// It is http to another machine, so a credential would travel unencrypted.
    #[error(
        "the URL is http, and whoever is on the way to `{}` could read the credential in it",
        Escaped(.host)
    )]
    Unprotected {
        /// The host, without its port.
        host: String,
    },
}
