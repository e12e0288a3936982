//! The URL of an account's Blob service, without container and query.
//!
//! Invariant: an [`AccountEndpoint`] is `http` or `https`, has an ASCII host in lower case, no
//! user, no default port and no trailing slash; equal endpoints are the same service. A credential
//! meets an endpoint only after [`check_protected`](AccountEndpoint::check_protected).

use super::endpoint_error::EndpointError;
use super::origin::{Origin, UrlParts, in_label, is_ipv4};
use std::fmt;
use std::hash::{Hash, Hasher};

/// The URL of an account's Blob service.
///
/// In Azure the account is part of the host. With the emulator Azurite it is the first segment of
/// the path; that form applies to IP addresses, `localhost` and any host without dots, and to any
/// other host if the account is known ([`parse_for_account`](Self::parse_for_account)).
///
/// A credential travels to it over https, or to this machine; over http to another machine only
/// [`with_http_allowed`](Self::with_http_allowed).
///
/// ```
/// use jobshelf::AccountEndpoint;
///
/// let azure = AccountEndpoint::parse("https://farm.blob.core.windows.net/").unwrap();
/// assert_eq!(azure.account_name(), "farm");
/// assert_eq!(azure.as_str(), "https://farm.blob.core.windows.net");
///
/// let azurite = AccountEndpoint::parse("http://127.0.0.1:10000/devstoreaccount1").unwrap();
/// assert_eq!(azurite.account_name(), "devstoreaccount1");
/// assert_eq!(azurite.origin(), "http://127.0.0.1:10000");
/// ```
#[derive(Debug, Clone)]
pub struct AccountEndpoint {
    /// The whole, without trailing slash.
    url: String,
    origin: Origin,
    account: String,
    allows_http: bool,
}

impl PartialEq for AccountEndpoint {
    fn eq(&self, other: &Self) -> bool {
        self.url == other.url
    }
}

impl Eq for AccountEndpoint {}

impl Hash for AccountEndpoint {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.url.hash(state);
    }
}

impl AccountEndpoint {
    /// Reads the URL of an account's Blob service.
    ///
    /// # Errors
    /// If it is another URL, or names more than the account.
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        let Some(parts) = UrlParts::split(text.trim()) else {
            return Err(EndpointError::Scheme);
        };
        Self::only(Self::from_parts(&parts, None)?, &parts)
    }

    /// Reads the URL of the Blob service of an account whose name is known. The name decides where
    /// a host with dots has its account: in the path, if that begins with the name and the host
    /// does not, or else in no part of it (a custom domain).
    ///
    /// ```
    /// use jobshelf::AccountEndpoint;
    ///
    /// let parse = |url| AccountEndpoint::parse_for_account(url, "dev").unwrap();
    /// assert_eq!(parse("https://azurite.example/dev").as_str(), "https://azurite.example/dev");
    /// assert_eq!(parse("https://files.example").account_name(), "dev");
    /// ```
    ///
    /// # Errors
    /// If it is another URL, names more than the account, or names another account in its path.
    pub fn parse_for_account(text: &str, account: &str) -> Result<Self, EndpointError> {
        let Some(parts) = UrlParts::split(text.trim()) else {
            return Err(EndpointError::Scheme);
        };
        Self::only(Self::from_parts(&parts, Some(account))?, &parts)
    }

    fn only(found: (Self, &str), parts: &UrlParts<'_>) -> Result<Self, EndpointError> {
        let (endpoint, rest) = found;
        if !rest.is_empty() || parts.query.is_some() {
            return Err(EndpointError::NotOnlyAccount);
        }
        Ok(endpoint)
    }

    /// Allows http to this host although it is another machine. Whoever is on the way can then read
    /// the credential of every request: for an emulator in a network of containers.
    #[must_use]
    pub const fn with_http_allowed(mut self) -> Self {
        self.allows_http = true;
        self
    }

    /// Checks that a credential may travel to it: over https, to this machine, or
    /// [over http that is allowed](Self::with_http_allowed). Every request with a credential checks
    /// this.
    ///
    /// # Errors
    /// [`EndpointError::Unprotected`] if not.
    pub fn check_protected(&self) -> Result<(), EndpointError> {
        if self.allows_http { Ok(()) } else { self.origin.check_protected() }
    }

    /// The endpoint of an account in Azure's public cloud.
    ///
    /// ```
    /// use jobshelf::AccountEndpoint;
    ///
    /// let endpoint = AccountEndpoint::in_public_cloud("farm").unwrap();
    /// assert_eq!(endpoint.as_str(), "https://farm.blob.core.windows.net");
    /// assert!(AccountEndpoint::in_public_cloud("farm.example/").is_err());
    /// ```
    ///
    /// # Errors
    /// If `account` cannot be an account's name.
    pub fn in_public_cloud(account: &str) -> Result<Self, EndpointError> {
        if account.is_empty() || !account.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(EndpointError::Host);
        }
        Self::parse(&format!("https://{account}.blob.core.windows.net"))
    }

    /// The endpoint, and the path that follows it without its leading slash.
    pub(super) fn from_parts<'a>(
        parts: &UrlParts<'a>,
        known: Option<&str>,
    ) -> Result<(Self, &'a str), EndpointError> {
        let origin = Origin::from_parts(parts)?;
        let path = parts.path.strip_prefix('/').unwrap_or(parts.path);
        let (first, after) = path.split_once('/').unwrap_or((path, ""));
        let is_known = |account: &str| known == Some(without_secondary(account));
        let of_host = account_of_host(origin.host());
        let is_in_path = match of_host {
            Some(account) => !is_known(account) && is_known(first),
            None => true,
        };
        let (url, account, rest) = match of_host {
            Some(account) if !is_in_path => {
                (origin.as_str().to_owned(), known.unwrap_or(account).to_owned(), path)
            }
            _ if first.is_empty() || !first.chars().all(in_label) => {
                return Err(EndpointError::NoAccount);
            }
            _ if known.is_some() && !is_known(first) => return Err(EndpointError::OtherAccount),
            _ => (format!("{}/{first}", origin.as_str()), first.to_owned(), after),
        };
        Ok((Self { url, origin, account, allows_http: false }, rest))
    }

    /// The account's name. For a custom domain, the first part of the domain.
    #[must_use]
    pub fn account_name(&self) -> &str {
        without_secondary(&self.account)
    }

    /// The host, with its port unless that is the scheme's own.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.as_str().split_once("://").map_or("", |(_, host)| host)
    }

    /// Scheme, host and port, as a browser compares them.
    #[must_use]
    pub fn origin(&self) -> String {
        self.origin.as_str().to_owned()
    }

    /// The URL, without trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }
}

impl fmt::Display for AccountEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// The account that a checked host names, if hosts of its form do.
fn account_of_host(host: &str) -> Option<&str> {
    if host.starts_with('[') || is_ipv4(host) {
        return None;
    }
    host.split_once('.').map(|(account, _)| account)
}

/// The host of the secondary region belongs to the same account.
fn without_secondary(account: &str) -> &str {
    account.strip_suffix("-secondary").unwrap_or(account)
}

#[cfg(test)]
#[path = "endpoint_tests.rs"]
mod tests;
