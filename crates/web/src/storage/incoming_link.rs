//! A link with a SAS before it is used: whether it is whole, and whether this page may connect to its
//! host.

use crate::browser::{address, document};
use crate::route::Route;
use crate::storage::connection::Connection;
use crate::storage::policy::allows_connection;
use crate::storage::sas_text;
use std::sync::Arc;

/// A link that can be used: its SAS, and the page that it leads to.
pub type Link = (Arc<Connection>, Option<Route>);

/// A link in the address bar that was not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnfollowedLink {
    /// It cannot be used; the sentence says why.
    Refused(String),
    /// It leads to another account than the one in use: the reader decides.
    OtherAccount(Box<Link>),
}

/// Reads a link.
///
/// # Errors
/// If it cannot be used: the sentence says why, and holds nothing of the SAS.
pub fn read_link(text: &str) -> Result<Link, String> {
    let (connection, route) = Connection::parse(text).map_err(|error| sas_text::refused(&error))?;
    let host = connection.url().account.origin();
    let policy = document::content_policy();
    let is_allowed =
        policy.is_none_or(|policy| allows_connection(&policy, &address::origin(), &host));
    if !is_allowed {
        return Err(sas_text::host_not_allowed(connection.host()));
    }
    Ok((Arc::new(connection), route))
}
