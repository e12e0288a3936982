//! A token of Entra ID, which authorises a request by a header, and its renewal. Native only.
//!
//! The next token comes from a [`TokenSource`]: a managed identity (`identity.rs`), a service
//! principal (`service_principal.rs`), or a tool that a person has signed in with.

use super::error::Error;
use crate::time::Timestamp;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::sync::Mutex;

/// A token that expires sooner than this is renewed before it is used.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// A token of Entra ID for storage. Its `Debug` says `redacted`.
#[derive(Clone)]
pub struct BearerToken {
    token: String,
    expiry: Timestamp,
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BearerToken(until {}, redacted)", self.expiry.to_iso())
    }
}

impl BearerToken {
    /// A token whose audience is `https://storage.azure.com/`.
    pub fn new(token: impl Into<String>, expiry: Timestamp) -> Self {
        Self { token: token.into(), expiry }
    }

    /// When it expires.
    pub fn expiry(&self) -> Timestamp {
        self.expiry
    }

    /// The value of the `authorization` header: the one place where the token is not redacted.
    pub(super) fn expose_header(&self) -> String {
        format!("Bearer {}", self.token)
    }
}

/// The next token, in a box, since the sources of tokens differ.
pub type NextToken<'a> = Pin<Box<dyn Future<Output = Result<BearerToken, Error>> + Send + 'a>>;

/// Where tokens of Entra ID for storage come from.
pub trait TokenSource: fmt::Debug + Send + Sync {
    /// Gets a token, in one try: the request that needs the token is retried.
    fn next_token(&self) -> NextToken<'_>;
}

/// A token that is renewed before it expires.
#[derive(Debug)]
pub struct RenewableToken {
    source: Box<dyn TokenSource>,
    current: Mutex<Option<BearerToken>>,
}

impl RenewableToken {
    /// The tokens of `source`.
    pub fn new(source: impl TokenSource + 'static) -> Self {
        Self { source: Box::new(source), current: Mutex::new(None) }
    }

    /// The token to use now. A token that cannot be renewed is used until it expires.
    ///
    /// # Errors
    /// Those of the source: [`ErrorKind::NotAuthenticated`](crate::ErrorKind::NotAuthenticated)
    /// when the sign-in is refused, [`ErrorKind::Unreachable`](crate::ErrorKind::Unreachable) when
    /// nothing answers, [`ErrorKind::Input`](crate::ErrorKind::Input) when a file cannot be read or
    /// a secret would travel unencrypted.
    pub async fn token(&self) -> Result<BearerToken, Error> {
        let mut current = self.current.lock().await;
        let now = Timestamp::now();
        if let Some(token) = current.as_ref().filter(|token| token.expiry > now.plus(MARGIN)) {
            return Ok(token.clone());
        }
        match (self.source.next_token().await, current.as_ref()) {
            (Ok(token), _) => Ok(current.insert(token).clone()),
            (Err(_), Some(token)) if token.expiry > Timestamp::now() => Ok(token.clone()),
            (Err(error), _) => Err(error),
        }
    }

    /// The header of another token than the one that the service refused; none if there is no
    /// other.
    pub(super) async fn replacement_for(&self, refused: &str) -> Option<String> {
        let mut current = self.current.lock().await;
        if let Some(token) = current.as_ref().filter(|token| token.expose_header() != refused) {
            return Some(token.expose_header());
        }
        let token = self.source.next_token().await.ok()?;
        let header = Some(token.expose_header()).filter(|header| header != refused)?;
        *current = Some(token);
        Some(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex as StdMutex;

    /// Tokens with these lifetimes in seconds, in turn; then errors.
    #[derive(Debug)]
    struct Source(StdMutex<Vec<u64>>);

    impl TokenSource for Source {
        fn next_token(&self) -> NextToken<'_> {
            let mut lifetimes = self.0.lock().unwrap();
            let next = (!lifetimes.is_empty()).then(|| lifetimes.remove(0));
            let name = lifetimes.len().to_string();
            Box::pin(std::future::ready(match next {
                Some(seconds) => {
                    let expiry = Timestamp::now().plus(Duration::from_secs(seconds));
                    Ok(BearerToken::new(name, expiry))
                }
                None => Err(Error::NoIdentity { status: 400 }),
            }))
        }
    }

    async fn headers(lifetimes: &[u64], n_uses: usize) -> Vec<Option<String>> {
        let renewable = RenewableToken::new(Source(StdMutex::new(lifetimes.to_vec())));
        let mut used = Vec::new();
        for _ in 0..n_uses {
            used.push(renewable.token().await.ok().map(|token| token.expose_header()));
        }
        used
    }

    #[tokio::test]
    async fn a_token_is_renewed_before_it_expires_and_not_sooner() {
        let bearer = |name: &str| Some(format!("Bearer {name}"));
        let hour = 3600;
        assert_eq!(headers(&[hour, hour], 3).await, [bearer("1"), bearer("1"), bearer("1")]);
        assert_eq!(headers(&[60, hour], 3).await, [bearer("1"), bearer("0"), bearer("0")]);
        // It cannot be renewed, and is still valid.
        assert_eq!(headers(&[60], 3).await, [bearer("0"), bearer("0"), bearer("0")]);
        // It has expired.
        assert_eq!(headers(&[0], 2).await, [bearer("0"), None]);
    }

    #[tokio::test]
    async fn a_refused_token_is_replaced_by_another_one() {
        let renewable = RenewableToken::new(Source(StdMutex::new(vec![3600, 3600])));
        let refused = renewable.token().await.unwrap().expose_header();
        let replacement = renewable.replacement_for(&refused).await.unwrap();
        assert_ne!(replacement, refused);
        // Another request that was refused with the old one gets the same.
        assert_eq!(renewable.replacement_for(&refused).await, Some(replacement.clone()));
        assert_eq!(renewable.replacement_for(&replacement).await, None);
    }

    #[test]
    fn a_token_is_never_printed() {
        let token = BearerToken::new("SECRET", Timestamp::from_unix(1_893_553_445));
        assert_eq!(format!("{token:?}"), "BearerToken(until 2030-01-02T03:04:05Z, redacted)");
    }
}
