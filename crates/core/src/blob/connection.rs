//! The connection string that the portal and other Azure tools show:
//! `DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…;EndpointSuffix=core.windows.net`.
//!
//! Invariant: no error here contains a part of the string.

use super::endpoint::AccountEndpoint;
use super::endpoint_error::EndpointError;
use super::origin::UrlParts;
use super::sas::{AccountKey, AccountKeyError, SasError, SasToken};
use crate::conventions::ContainerName;

/// The account name of the emulators, such as Azurite.
pub const DEVELOPMENT_ACCOUNT: &str = "devstoreaccount1";
/// The emulators' key. It is published and opens nothing else.
pub const DEVELOPMENT_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
/// Where an emulator listens by default.
const DEVELOPMENT_ORIGIN: &str = "http://127.0.0.1";
const DEVELOPMENT_PORT: u16 = 10_000;

/// An account, and the credential for it.
#[derive(Debug, Clone)]
pub enum ConnectionString {
    /// An account and its key.
    #[non_exhaustive]
    Key {
        /// Where the account's Blob service is.
        endpoint: AccountEndpoint,
        /// Its key.
        key: AccountKey,
        /// The container that `BlobEndpoint` names after the account.
        container: Option<ContainerName>,
    },
    /// An account and a SAS.
    #[non_exhaustive]
    Sas {
        /// Where the account's Blob service is.
        endpoint: AccountEndpoint,
        /// Its SAS.
        token: SasToken,
        /// The container that `BlobEndpoint` names after the account.
        container: Option<ContainerName>,
    },
}

/// Why a text is not a usable connection string.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectionStringError {
    /// There is no text.
    #[error("the connection string is empty")]
    Empty,
    /// A part is not `Name=value`.
    #[error("part {position} of the connection string is not of the form Name=value")]
    Part {
        /// Which part, counted from 1.
        position: usize,
    },
    /// A field occurs twice.
    #[error("the connection string has {field} more than once")]
    Duplicate {
        /// Which one.
        field: &'static str,
    },
    /// A field is missing.
    #[error("the connection string has no {field}")]
    Missing {
        /// Which one.
        field: &'static str,
    },
    /// `BlobEndpoint`, or the URL that the other fields form, is not the URL of an account.
    #[error("the connection string has no usable endpoint: {0}")]
    Endpoint(EndpointError),
    /// What follows the account in `BlobEndpoint` is not a container's name.
    #[error(
        "BlobEndpoint of the connection string has something after the account that is no \
         container: 3 to 63 lower-case letters, digits and single hyphens"
    )]
    Container,
    /// `AccountName` or `AccountKey` cannot be used.
    #[error("the connection string cannot be used: {0}")]
    Key(AccountKeyError),
    /// `SharedAccessSignature` cannot be used.
    #[error("the connection string cannot be used: {0}")]
    Sas(SasError),
}

// Not by `#[from]`, which would make the cause a source as well, although the text has it already.
impl From<EndpointError> for ConnectionStringError {
    fn from(error: EndpointError) -> Self {
        Self::Endpoint(error)
    }
}

impl From<AccountKeyError> for ConnectionStringError {
    fn from(error: AccountKeyError) -> Self {
        Self::Key(error)
    }
}

impl From<SasError> for ConnectionStringError {
    fn from(error: SasError) -> Self {
        Self::Sas(error)
    }
}

impl ConnectionString {
    /// Reads a connection string. The case of field names does not matter, fields of other services
    /// are ignored, and a key is preferred to a SAS. `AccountName` decides what the path of
    /// `BlobEndpoint` means: the account, if the host does not have it, and after it a container.
    ///
    /// ```
    /// use jobshelf::ConnectionString;
    ///
    /// let text = "DefaultEndpointsProtocol=https;AccountName=farm;AccountKey=ZmFrZQ==;\
    ///             EndpointSuffix=core.windows.net";
    /// let ConnectionString::Key { endpoint, key, .. } = ConnectionString::parse(text).unwrap() else {
    ///     panic!("it has a key");
    /// };
    /// assert_eq!(endpoint.as_str(), "https://farm.blob.core.windows.net");
    /// assert_eq!(format!("{key:?}"), "AccountKey(farm, redacted)");
    /// ```
    ///
    /// # Errors
    /// If a field is malformed, missing or cannot be used.
    pub fn parse(text: &str) -> Result<Self, ConnectionStringError> {
        let fields = Fields::split(text)?;
        if fields.get("UseDevelopmentStorage").is_some_and(|it| it.eq_ignore_ascii_case("true")) {
            return Self::development(fields.get("DevelopmentStorageProxyUri"));
        }
        let (endpoint, container) = fields.endpoint()?;
        if let Some(key) = fields.get("AccountKey") {
            let key = AccountKey::new(endpoint.account_name(), key)?;
            return Ok(Self::Key { endpoint, key, container });
        }
        match fields.get("SharedAccessSignature") {
            Some(sas) => Ok(Self::Sas { endpoint, token: SasToken::parse(sas)?, container }),
            None => {
                Err(ConnectionStringError::Missing { field: "AccountKey or SharedAccessSignature" })
            }
        }
    }

    /// Where the account's Blob service is.
    #[must_use]
    pub const fn endpoint(&self) -> &AccountEndpoint {
        match self {
            Self::Key { endpoint, .. } | Self::Sas { endpoint, .. } => endpoint,
        }
    }

    /// The container that `BlobEndpoint` names after the account.
    #[must_use]
    pub const fn container(&self) -> Option<&ContainerName> {
        match self {
            Self::Key { container, .. } | Self::Sas { container, .. } => container.as_ref(),
        }
    }

    /// The emulator, on this machine or on the one that `proxy` names.
    fn development(proxy: Option<&str>) -> Result<Self, ConnectionStringError> {
        let origin = proxy.unwrap_or(DEVELOPMENT_ORIGIN).trim_end_matches('/');
        let url = format!("{origin}:{DEVELOPMENT_PORT}/{DEVELOPMENT_ACCOUNT}");
        Ok(Self::Key {
            endpoint: AccountEndpoint::parse(&url)?,
            key: AccountKey::new(DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY)?,
            container: None,
        })
    }
}

/// The fields that matter for blobs.
const FIELDS: [&str; 8] = [
    "UseDevelopmentStorage",
    "DevelopmentStorageProxyUri",
    "DefaultEndpointsProtocol",
    "AccountName",
    "AccountKey",
    "SharedAccessSignature",
    "BlobEndpoint",
    "EndpointSuffix",
];

/// The fields of a connection string.
struct Fields<'a>(Vec<(&'static str, &'a str)>);

impl<'a> Fields<'a> {
    fn split(text: &'a str) -> Result<Self, ConnectionStringError> {
        let text = text.trim().trim_matches(['"', '\'']);
        if text.is_empty() {
            return Err(ConnectionStringError::Empty);
        }
        let mut fields = Self(Vec::new());
        for (position, part) in (1..).zip(text.split(';')) {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            // Only the first `=` separates: keys and SAS tokens contain more of them.
            let Some((name, value)) = part.split_once('=') else {
                return Err(ConnectionStringError::Part { position });
            };
            let name = name.trim();
            let known = FIELDS.iter().copied().find(|field| field.eq_ignore_ascii_case(name));
            let Some(field) = known else {
                continue;
            };
            if fields.get(field).is_some() {
                return Err(ConnectionStringError::Duplicate { field });
            }
            fields.0.push((field, value.trim()));
        }
        Ok(fields)
    }

    fn get(&self, field: &str) -> Option<&'a str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, value)| *value)
    }

    /// Where the account's Blob service is, and the container that is named with it.
    fn endpoint(&self) -> Result<(AccountEndpoint, Option<ContainerName>), ConnectionStringError> {
        let account = self.get("AccountName").filter(|name| !name.is_empty());
        if let Some(url) = self.get("BlobEndpoint") {
            return endpoint_from_url(url, account);
        }
        let Some(account) = account else {
            return Err(ConnectionStringError::Missing { field: "BlobEndpoint or AccountName" });
        };
        let protocol = self.get("DefaultEndpointsProtocol").unwrap_or("https");
        let suffix = self.get("EndpointSuffix").unwrap_or("core.windows.net");
        let url = format!("{protocol}://{account}.blob.{suffix}");
        Ok((AccountEndpoint::parse(&url)?, None))
    }
}

fn endpoint_from_url(
    url: &str,
    account: Option<&str>,
) -> Result<(AccountEndpoint, Option<ContainerName>), ConnectionStringError> {
    let Some(parts) = UrlParts::split(url) else {
        return Err(EndpointError::Scheme.into());
    };
    let (endpoint, rest) = AccountEndpoint::from_parts(&parts, account)?;
    if parts.query.is_some() {
        return Err(EndpointError::NotOnlyAccount.into());
    }
    let container = match rest.strip_suffix('/').unwrap_or(rest) {
        "" => None,
        // The error of the name would contain a part of the string.
        name => Some(ContainerName::parse(name).map_err(|_| ConnectionStringError::Container)?),
    };
    Ok((endpoint, container))
}

#[cfg(test)]
#[path = "connection_tests.rs"]
mod tests;
