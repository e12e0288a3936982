//! A SAS URL, from whatever text a person pastes.
//!
//! Parsed by hand, since the `url` crate would be larger than the rest of the page's network code.
//! It accepts less than that crate: http and https, ASCII hosts, no user before the host.

use super::error::SasUrlError;
use super::parse::SasToken;
use crate::blob::endpoint::AccountEndpoint;
use crate::blob::origin::UrlParts;
use crate::conventions::{BlobName, ContainerName, percent};
use crate::fragment::split_fragment;

/// The URL of an account, a container or a blob, with a SAS for it.
///
/// ```
/// use jobshelf::SasUrl;
///
/// let signature = "A".repeat(43);
/// let text = format!(
///     "https://farm.blob.core.windows.net/job-ocean?sv=2026-04-06&sr=c&sp=rl&sig={signature}%3D"
/// );
/// let url = SasUrl::parse(&text).unwrap();
/// assert_eq!(url.account.account_name(), "farm");
/// assert_eq!(url.container.as_ref().unwrap().as_str(), "job-ocean");
/// assert_eq!(url.expose(), text);
/// assert!(!format!("{url:?}").contains(&signature));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SasUrl {
    /// The URL of the account's Blob service.
    pub account: AccountEndpoint,
    /// The container; none in the URL of an account.
    pub container: Option<ContainerName>,
    /// The decoded name of the blob; none in other URLs.
    pub blob: Option<String>,
    /// The SAS.
    pub token: SasToken,
}

impl SasUrl {
    /// Reads a SAS URL. White space, quotes and angle brackets around it are removed. A link to the
    /// viewer is read as the SAS URL that it carries.
    ///
    /// The host names the account (`{account}.blob.core.windows.net`). With an IP address,
    /// `localhost` or a host without dots, the first segment of the path does, as with the emulator
    /// Azurite.
    ///
    /// # Errors
    /// If it is something else, names no valid container or blob, or its SAS is missing or damaged.
    /// The error contains nothing of the SAS.
    pub fn parse(text: &str) -> Result<Self, SasUrlError> {
        Self::parse_with(text, None)
    }

    /// Reads a SAS URL of the account with this name, which decides where a host with dots has its
    /// account, as in [`AccountEndpoint::parse_for_account`].
    ///
    /// ```
    /// use jobshelf::SasUrl;
    ///
    /// let signature = "A".repeat(43);
    /// let text = format!("https://azurite.example/dev/job-ocean?sv=2026-04-06&sig={signature}%3D");
    /// let url = SasUrl::parse_for_account(&text, "dev").unwrap();
    /// assert_eq!(url.account.as_str(), "https://azurite.example/dev");
    /// assert_eq!(url.container.unwrap().as_str(), "job-ocean");
    /// ```
    ///
    /// # Errors
    /// As for [`parse`](Self::parse), and if the path begins with another account.
    pub fn parse_for_account(text: &str, account: &str) -> Result<Self, SasUrlError> {
        Self::parse_with(text, Some(account))
    }

    fn parse_with(text: &str, account: Option<&str>) -> Result<Self, SasUrlError> {
        let text = trimmed(text);
        let Some((before, fragment)) = text.split_once('#') else {
            return Self::parse_plain(text, account);
        };
        match split_fragment(fragment) {
            (_, Some(carried)) => Self::parse_plain(trimmed(&carried), account),
            // A SAS URL with a fragment.
            (_, None) if before.contains("sig=") => Self::parse_plain(before, account),
            (_, None) => Err(SasUrlError::LinkWithoutSas),
        }
    }

    fn parse_plain(text: &str, account: Option<&str>) -> Result<Self, SasUrlError> {
        if text.is_empty() {
            return Err(SasUrlError::Empty);
        }
        let Some(parts) = UrlParts::split(text) else {
            return Err(error_for_other_text(text));
        };
        let is_invalid = |c: char| c.is_whitespace() || c.is_control();
        if let Some((position, _)) = (1..).zip(text.chars()).find(|(_, c)| is_invalid(*c)) {
            return Err(SasUrlError::Character { position });
        }
        let (account, path) = AccountEndpoint::from_parts(&parts, account)?;
        let Some(query) = parts.query.filter(|query| !query.is_empty()) else {
            return Err(SasUrlError::NoSas);
        };
        let token = SasToken::parse(query)?;
        let (container, blob) = match path.split_once('/') {
            Some((container, blob)) => (container, blob),
            None => (path, ""),
        };
        let decode = |text| percent::decode(text).ok_or(SasUrlError::NotText);
        let container = match (container, blob) {
            ("", "") => None,
            _ => Some(ContainerName::parse(&decode(container)?)?),
        };
        let blob = match blob {
            "" => None,
            _ => Some(BlobName::new(&decode(blob)?)?.as_str().to_owned()),
        };
        Ok(Self { account, container, blob, token })
    }

    /// The secret: the whole URL, for passing it on.
    #[must_use]
    pub fn expose(&self) -> String {
        let mut url = format!("{}/", self.account.as_str());
        if let Some(container) = &self.container {
            url.push_str(container.as_str());
        }
        if let Some(blob) = &self.blob {
            url.push('/');
            url.push_str(&percent::encode_path(blob));
        }
        url.push('?');
        url.push_str(self.token.expose_query());
        url
    }

    /// Whether it can list an account's jobs, which needs an account SAS.
    #[must_use]
    pub fn can_list_jobs(&self) -> bool {
        self.token.parameters().can_list_containers()
    }
}

/// Without the characters around a link in a mail, a shell or a sentence.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>'))
}

/// The error for a text that does not start with http:// or https://.
fn error_for_other_text(text: &str) -> SasUrlError {
    let lower = text.to_ascii_lowercase();
    if lower.contains("accountkey=") || lower.contains("sharedaccesssignature=") {
        return SasUrlError::ConnectionString;
    }
    if SasToken::parse(text).is_ok() {
        return SasUrlError::TokenOnly;
    }
    SasUrlError::NotAUrl
}

#[cfg(test)]
#[path = "url_tests.rs"]
mod tests;
