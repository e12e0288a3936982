//! Why a text is not a SAS, not a SAS URL or not an account key.
//!
//! Invariant: an error holds only counts, positions and the names of documented parameters of the
//! text, so it can be shown and logged.

use crate::blob::EndpointError;
use crate::conventions::NameError;

/// Why a text is not a usable SAS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SasError {
    /// There is no text.
    #[error("the SAS is empty")]
    Empty,
    /// The text has no parameter of a SAS.
    #[error("this is not a SAS: expected a query such as sv=…&sp=…&se=…&sig=…")]
    NotASas,
    /// There is no `sig`.
    #[error("the SAS has no signature (sig): it may have been cut off, copy all of it")]
    MissingSignature,
    /// There is no `sv`.
    #[error("the SAS has no version (sv): its beginning may have been cut off, copy all of it")]
    MissingVersion,
    /// The signature does not have the length and form of one.
    #[error("the SAS's signature (sig) is damaged or cut off, copy the whole SAS again")]
    TruncatedSignature,
    /// The signature has `%25`, an encoded `%`.
    #[error(
        "the SAS's signature (sig) is percent-encoded twice: what it passed through turned '%' \
         into '%25', copy it from its source"
    )]
    TwiceEncodedSignature,
    /// The signature has a bare `+`, which the service reads as a space.
    #[error(
        "the SAS's signature (sig) was percent-decoded on its way: it has a bare '+' where '%2B' \
         belongs, copy it from its source"
    )]
    DecodedSignature,
    /// A parameter of the SAS occurs twice.
    #[error("the SAS has the parameter {name} more than once")]
    Duplicate {
        /// Which one.
        name: &'static str,
    },
    /// A character that is not allowed in a query: a space, a line break, a quote.
    #[error(
        "the SAS has a character at position {position} that belongs in no URL: a space, a line \
         break or a quote, copy it in one piece"
    )]
    Character {
        /// Its position, counted in characters from 1.
        position: usize,
    },
    /// A date is malformed.
    #[error("the SAS's {name} is not a date of the form 2026-11-23T02:33:08Z")]
    Date {
        /// `st` or `se`.
        name: &'static str,
    },
    /// A decoded parameter is not UTF-8, or contains the signature.
    #[error("the SAS's {name} is damaged, copy the whole SAS again")]
    Damaged {
        /// Which one.
        name: &'static str,
    },
    /// The URL is of an account where one of a container is needed.
    #[error("the SAS URL names no container, give one such as https://…/job-ocean?sv=…")]
    NoContainer,
}

/// Why a text is not a SAS URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SasUrlError {
    /// There is no text.
    #[error("the link is empty")]
    Empty,
    /// It is not an http or https URL.
    #[error("this is not a link: expected one such as https://….blob.core.windows.net/job-…?sv=…")]
    NotAUrl,
    /// It is only a SAS, without an account.
    #[error("this is a SAS without its account: put the container's URL and a '?' before it")]
    TokenOnly,
    /// It is a connection string.
    #[error("this is a connection string, not a link")]
    ConnectionString,
    /// It is a viewer's link that carries no SAS.
    #[error("this viewer link carries no SAS: ask for one that was made with a SAS")]
    LinkWithoutSas,
    /// It has no query.
    #[error("the URL has no SAS: nothing follows a '?' in it")]
    NoSas,
    /// It has a character that is not allowed in a URL.
    #[error(
        "the link has a space or a line break at position {position}: it may have been wrapped, \
         copy it in one piece"
    )]
    Character {
        /// Its position, counted in characters from 1.
        position: usize,
    },
    /// The scheme, host or account cannot be used.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// The decoded path is not UTF-8.
    #[error("the percent-decoded path of the URL is not UTF-8")]
    NotText,
    /// The name of the container or of the blob is not valid.
    #[error("the URL names no container or blob: {0}")]
    Name(NameError),
    /// The query is not a usable SAS.
    #[error(transparent)]
    Sas(#[from] SasError),
}

// Not by `#[from]`, which would make the cause a source as well, although the text has it already.
impl From<NameError> for SasUrlError {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}

/// Why a text is not an account key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AccountKeyError {
    /// The account's name has another character than letters, digits and `-`, or none.
    #[error("the account's name is empty or has other characters than letters, digits and '-'")]
    Account,
    /// There is no key.
    #[error("the account key is empty")]
    Empty,
    /// The key is not base64.
    #[error("the account key is not base64: it may have been cut off, copy all of it")]
    NotBase64,
}
