//! Reads a SAS from its text.
//!
//! Invariant: a request carries the text unchanged. The text is split to read its parameters and
//! never joined again, since one byte that is encoded differently breaks the signature.

use super::error::SasError;
use super::parameters::{SasKind, SasParameters, SasScope};
use super::permission::Permissions;
use crate::conventions::percent;
use crate::time::Timestamp;
use std::fmt;
use std::sync::Arc;

/// The parameters of a SAS for blobs, by the service documentation.
const SAS_PARAMETERS: [&str; 31] = [
    "sv", "ss", "srt", "sr", "sp", "st", "se", "sip", "spr", "si", "sig", "ses", "sdd", "skoid",
    "sktid", "skt", "ske", "sks", "skv", "saoid", "suoid", "scid", "skdutid", "sduoid", "srh",
    "srq", "rscc", "rscd", "rsce", "rscl", "rsct",
];

/// The parameters of a request, which remain when somebody copies the URL of a request.
const REQUEST_PARAMETERS: [&str; 11] = [
    "restype",
    "comp",
    "prefix",
    "delimiter",
    "marker",
    "maxresults",
    "include",
    "timeout",
    "api-version",
    "snapshot",
    "versionid",
];

/// A shared access signature: the secret query of a SAS URL.
///
/// It can neither be printed nor serialised; its `Debug` is `SasToken(redacted)`.
///
/// ```
/// use jobshelf::{SasKind, SasScope, SasToken};
///
/// // Not a real one: forty-three A and a `=` are the form of a signature.
/// let signature = "A".repeat(43);
/// let text = format!("?sv=2026-04-06&sr=c&sp=rl&se=2026-11-30T00%3A00%3A00Z&sig={signature}%3D");
/// let token = SasToken::parse(&text).unwrap();
/// assert_eq!(token.parameters().kind, SasKind::Service);
/// assert_eq!(token.parameters().scope, SasScope::Container);
/// assert_eq!(token.parameters().expiry.unwrap().to_iso(), "2026-11-30T00:00:00Z");
/// assert_eq!(format!("{token:?}"), "SasToken(redacted)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SasToken {
    /// Shared, since every container and blob of an account has the token.
    inner: Arc<Inner>,
}

#[derive(PartialEq, Eq)]
struct Inner {
    query: String,
    parameters: SasParameters,
}

impl fmt::Debug for SasToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SasToken(redacted)")
    }
}

impl SasToken {
    /// Reads a SAS: a query with at least `sv` and `sig`. White space around it, a leading `?` and
    /// the parameters of a request (`comp`, `restype`, `prefix` and so on) are removed; nothing
    /// else is changed.
    ///
    /// # Errors
    /// If it is no SAS, or is damaged. The error contains nothing of it.
    pub fn parse(text: &str) -> Result<Self, SasError> {
        let text = text.trim();
        let text = text.strip_prefix('?').unwrap_or(text);
        if text.is_empty() {
            return Err(SasError::Empty);
        }
        let in_query = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '`' | '#');
        if let Some((position, _)) = (1..).zip(text.chars()).find(|(_, c)| !in_query(*c)) {
            return Err(SasError::Character { position });
        }
        let pairs: Vec<_> = text.split('&').filter(|pair| !is_of_request(pair)).collect();
        let query = pairs.join("&");
        let parameters = QueryPairs(&pairs).parameters()?;
        Ok(Self::from_parts(query, parameters))
    }

    /// A token that was minted or just read.
    pub(super) fn from_parts(query: String, parameters: SasParameters) -> Self {
        Self { inner: Arc::new(Inner { query, parameters }) }
    }

    /// Its readable parameters.
    #[must_use]
    pub fn parameters(&self) -> &SasParameters {
        &self.inner.parameters
    }

    /// The secret: the query without `?`, for the URL of a request. Never show it.
    #[must_use]
    pub fn expose_query(&self) -> &str {
        &self.inner.query
    }
}

fn is_of_request(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    REQUEST_PARAMETERS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The `name=value` pairs of a query, still encoded.
struct QueryPairs<'a>(&'a [&'a str]);

impl<'a> QueryPairs<'a> {
    /// The encoded value.
    fn raw(&self, name: &'static str) -> Option<&'a str> {
        let mut pairs = self.0.iter().filter_map(|pair| pair.split_once('='));
        pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    /// The decoded value; none if it is empty.
    fn text(&self, name: &'static str) -> Result<Option<String>, SasError> {
        match self.raw(name) {
            None | Some("") => Ok(None),
            Some(value) => match percent::decode_parameter(value) {
                Some(value) if !self.is_signature_in(&value) => Ok(Some(value)),
                _ => Err(SasError::Damaged { name }),
            },
        }
    }

    /// Whether a value contains the signature. Parameters are shown, and after two SAS were pasted
    /// into one another a parameter can contain a secret.
    fn is_signature_in(&self, value: &str) -> bool {
        let written = self.raw("sig").unwrap_or_default();
        let decoded = percent::decode(written).unwrap_or_default();
        [written, decoded.trim_end_matches('='), "sig="].iter().any(|part| value.contains(part))
    }

    fn date(&self, name: &'static str) -> Result<Option<Timestamp>, SasError> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        match Timestamp::parse_iso(&text) {
            Some(moment) => Ok(Some(moment)),
            None => Err(SasError::Date { name }),
        }
    }

    fn n_times(&self, name: &str) -> usize {
        let names = self.0.iter().map(|pair| pair.split('=').next());
        names.filter(|found| *found == Some(name)).count()
    }

    fn parameters(&self) -> Result<SasParameters, SasError> {
        if SAS_PARAMETERS.iter().all(|name| self.n_times(name) == 0) {
            return Err(SasError::NotASas);
        }
        if let Some(name) = SAS_PARAMETERS.iter().find(|name| self.n_times(name) > 1) {
            return Err(SasError::Duplicate { name });
        }
        check_signature(self.raw("sig").unwrap_or_default())?;
        let Some(version) = self.text("sv")? else {
            return Err(SasError::MissingVersion);
        };
        let services = self.text("ss")?;
        let kind = if services.is_some() {
            SasKind::Account
        } else if self.raw("skoid").is_some() {
            SasKind::UserDelegation
        } else {
            SasKind::Service
        };
        let scope = match services {
            Some(services) => SasScope::Account {
                services,
                resource_types: self.text("srt")?.unwrap_or_default(),
            },
            None => scope_of_resource(self.text("sr")?.unwrap_or_default()),
        };
        Ok(SasParameters {
            version,
            permissions: self.text("sp")?.map(|letters| Permissions::from_letters(&letters)),
            start: self.date("st")?,
            expiry: self.date("se")?,
            scope,
            https_only: self.text("spr")?.as_deref() == Some("https"),
            ip: self.text("sip")?,
            policy: self.text("si")?,
            kind,
            needs_sign_in: self.raw("sduoid").is_some_and(|user| !user.is_empty()),
        })
    }
}

fn scope_of_resource(resource: String) -> SasScope {
    match resource.as_str() {
        "c" => SasScope::Container,
        "b" => SasScope::Blob,
        "d" => SasScope::Directory,
        "bs" => SasScope::Snapshot,
        "bv" => SasScope::Version,
        _ => SasScope::Other(resource),
    }
}

/// Checks the form of an encoded signature: the base64 of 32 bytes, which is 43 characters and a
/// `=`.
fn check_signature(written: &str) -> Result<(), SasError> {
    if written.is_empty() {
        return Err(SasError::MissingSignature);
    }
    if written.contains("%25") {
        return Err(SasError::TwiceEncodedSignature);
    }
    if written.contains('+') {
        return Err(SasError::DecodedSignature);
    }
    let signature = percent::decode(written).unwrap_or_default();
    let in_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
    match signature.strip_suffix('=') {
        Some(digits) if digits.len() == 43 && digits.chars().all(in_base64) => Ok(()),
        _ => Err(SasError::TruncatedSignature),
    }
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
