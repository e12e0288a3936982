//! The URL of an account's Blob service, without container and query.
//!
//! Invariant: an [`AccountEndpoint`] is `http` or `https`, has an ASCII host in lower case, no
//! user, no default port and no trailing slash; equal endpoints are the same service.

use std::fmt;

/// The URL of an account's Blob service.
///
/// In Azure the account is part of the host. With the emulator Azurite it is the first segment of
/// the path; that form applies to IP addresses, `localhost` and any host without dots.
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
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AccountEndpoint {
    /// The whole, without trailing slash.
    url: String,
    /// Scheme, host and port.
    origin: String,
    account: String,
}

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
        let (endpoint, rest) = Self::from_parts(&parts)?;
        if !rest.is_empty() || parts.query.is_some() {
            return Err(EndpointError::NotOnlyAccount);
        }
        Ok(endpoint)
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
    pub(super) fn from_parts<'a>(parts: &UrlParts<'a>) -> Result<(Self, &'a str), EndpointError> {
        let authority = parts.authority.to_ascii_lowercase();
        let (host, port) = host_and_port(&authority)?;
        let port = match (parts.scheme, port) {
            ("https", Some(443)) | ("http", Some(80)) | (_, None) => String::new(),
            (_, Some(port)) => format!(":{port}"),
        };
        let origin = format!("{}://{host}{port}", parts.scheme);
        let path = parts.path.strip_prefix('/').unwrap_or(parts.path);
        let (account, rest) = match account_of_host(host) {
            Some(account) => return Ok((Self { url: origin.clone(), account, origin }, path)),
            None => path.split_once('/').unwrap_or((path, "")),
        };
        if account.is_empty() || !account.chars().all(in_label) {
            return Err(EndpointError::NoAccount);
        }
        let url = format!("{origin}/{account}");
        Ok((Self { url, origin, account: account.to_owned() }, rest))
    }

    /// The account's name. For a custom domain, the first part of the domain.
    #[must_use]
    pub fn account_name(&self) -> &str {
        // The host of the secondary region belongs to the same account.
        self.account.strip_suffix("-secondary").unwrap_or(&self.account)
    }

    /// The host, with its port unless that is the scheme's own.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }

    /// Scheme, host and port, as a browser compares them.
    #[must_use]
    pub fn origin(&self) -> String {
        self.origin.clone()
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

/// An http or https URL, split at its separators and otherwise unchanged.
pub(super) struct UrlParts<'a> {
    pub(super) scheme: &'static str,
    pub(super) authority: &'a str,
    /// With its leading slash, unless it is empty.
    pub(super) path: &'a str,
    /// What follows the first `?`.
    pub(super) query: Option<&'a str>,
}

impl<'a> UrlParts<'a> {
    /// `None` if it is not http or https.
    pub(super) fn split(text: &'a str) -> Option<Self> {
        let (scheme, rest) = match text.split_once("://")? {
            (scheme, rest) if scheme.eq_ignore_ascii_case("https") => ("https", rest),
            (scheme, rest) if scheme.eq_ignore_ascii_case("http") => ("http", rest),
            _ => return None,
        };
        let (before, query) = match rest.split_once('?') {
            Some((before, query)) => (before, Some(query)),
            None => (rest, None),
        };
        let end = before.find('/').unwrap_or(before.len());
        let (authority, path) = before.split_at(end);
        Some(Self { scheme, authority, path, query })
    }
}

fn host_and_port(authority: &str) -> Result<(&str, Option<u16>), EndpointError> {
    if authority.contains('@') {
        return Err(EndpointError::User);
    }
    // The colons inside the brackets of an IPv6 address are not the port's.
    let after_host = authority.rfind(']').map_or(0, |end| end + 1);
    let (head, tail) = authority.split_at(after_host);
    let (name, port) = match tail.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (tail, None),
    };
    let (host, fits) = match head {
        "" => (name, is_domain_or_ipv4(name)),
        _ => (head, name.is_empty() && is_ipv6(head)),
    };
    if !fits {
        return Err(EndpointError::Host);
    }
    let port = match port {
        // A browser accepts "host:" too, but it is a mistake.
        Some(port) if !port.bytes().all(|b| b.is_ascii_digit()) => return Err(EndpointError::Port),
        Some(port) => match port.parse() {
            Ok(0) | Err(_) => return Err(EndpointError::Port),
            Ok(port) => Some(port),
        },
        None => None,
    };
    Ok((host, port))
}

fn is_ipv6(host: &str) -> bool {
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|address| {
        address.matches(':').count() >= 2
            && address.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'))
    })
}

fn is_domain_or_ipv4(host: &str) -> bool {
    let labels_fit =
        host.len() <= 253 && host.split('.').all(|l| !l.is_empty() && l.chars().all(in_label));
    // A browser reads a host whose last part is a number as an IPv4 address in any notation; only
    // the plain notation is accepted here.
    let last = host.rsplit('.').next().unwrap_or_default();
    let ends_in_number = last.starts_with("0x") || last.bytes().all(|b| b.is_ascii_digit());
    labels_fit && (!ends_in_number || is_ipv4(host))
}

fn is_ipv4(host: &str) -> bool {
    let is_byte = |part: &str| {
        part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()) && part.parse::<u8>().is_ok()
    };
    host.split('.').count() == 4 && host.split('.').all(is_byte)
}

fn in_label(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// The account that a checked host names, if hosts of its form do.
fn account_of_host(host: &str) -> Option<String> {
    if host.starts_with('[') || is_ipv4(host) {
        return None;
    }
    let (account, _) = host.split_once('.')?;
    Some(account.to_owned())
}

#[cfg(test)]
#[path = "endpoint_tests.rs"]
mod tests;
