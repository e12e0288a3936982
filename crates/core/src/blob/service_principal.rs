//! A service principal: an application of Entra ID that signs in without a person. Native only.
//!
//! It proves itself by a client secret, or by the token of another issuer that Entra ID trusts
//! (workload identity federation, as of a Kubernetes cluster or a CI service). The requests are
//! those of the OAuth 2.0 client credentials flow:
//! <https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow>.
//!
//! Invariant: neither the secret, nor the other issuer's token, nor the description in an answer of
//! Entra ID, which could quote them, is in an error or a `Debug`.

use super::bearer_token::{BearerToken, NextToken, TokenSource};
use super::credential_file::read_credential;
use super::endpoint_error::EndpointError;
use super::error::Error;
use super::origin::Origin;
use super::service_error::ServiceError;
use crate::conventions::percent;
use crate::time::Timestamp;
use crate::transport::{Method, PlatformTransport, Request, Transport, TransportError};
use bytes::Bytes;
use serde::Deserialize;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Entra ID in Azure's public cloud.
const PUBLIC_AUTHORITY: &str = "login.microsoftonline.com";
/// Storage as the resource of a token, in every cloud.
const SCOPE: &str = "https://storage.azure.com/.default";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const MAX_ANSWER: usize = 64 << 10;
const OBJECT: &str = "a token of the service principal";

/// An application of Entra ID, and how it proves itself.
#[derive(Debug, Clone)]
pub struct ServicePrincipal {
    authority: Origin,
    tenant: String,
    client_id: String,
    proof: Proof,
    allows_http: bool,
}

#[derive(Clone)]
enum Proof {
    Secret(String),
    TokenFile(PathBuf),
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(_) => f.write_str("Secret(redacted)"),
            Self::TokenFile(path) => f.debug_tuple("TokenFile").field(path).finish(),
        }
    }
}

/// Entra ID's answer to an application that may sign in.
#[derive(Deserialize)]
struct TokenResponse {
    access_token: String,
    /// In seconds.
    expires_in: u64,
}

/// Its answer to one that may not.
#[derive(Default, Deserialize)]
struct Refusal {
    #[serde(default)]
    error_codes: Vec<u32>,
    #[serde(default)]
    error_description: String,
}

impl ServicePrincipal {
    /// An application that proves itself by a client secret.
    pub fn with_secret(tenant: &str, client_id: &str, secret: &str) -> Self {
        Self::new(tenant, client_id, Proof::Secret(secret.to_owned()))
    }

    /// An application that proves itself by another issuer's token, which is in a file. The file is
    /// read for each sign-in, since the issuer renews it.
    pub fn with_token_file(tenant: &str, client_id: &str, file: &Path) -> Self {
        Self::new(tenant, client_id, Proof::TokenFile(file.to_owned()))
    }

    fn new(tenant: &str, client_id: &str, proof: Proof) -> Self {
        Self {
            authority: Origin::https(PUBLIC_AUTHORITY),
            tenant: tenant.to_owned(),
            client_id: client_id.to_owned(),
            proof,
            allows_http: false,
        }
    }

    /// The same application at the Entra ID of another cloud, such as
    /// `https://login.chinacloudapi.cn`; a host alone means https.
    ///
    /// # Errors
    /// If it is not a URL, or has something after its host.
    pub fn with_authority_host(self, host: &str) -> Result<Self, EndpointError> {
        let authority = match host.contains("://") {
            true => Origin::parse(host),
            false => Origin::parse(&format!("https://{host}")),
        }?;
        Ok(Self { authority, ..self })
    }

    /// Allows http to an authority on another machine: whoever is on the way can read the secret.
    #[must_use]
    pub fn with_http_allowed(mut self) -> Self {
        self.allows_http = true;
        self
    }

    /// Checks that the secret may travel to the authority: over https, to this machine, or
    /// [over http that is allowed](Self::with_http_allowed). Every sign-in checks this.
    ///
    /// # Errors
    /// [`EndpointError::Unprotected`] if not.
    pub fn check_protected(&self) -> Result<(), EndpointError> {
        if self.allows_http { Ok(()) } else { self.authority.check_protected() }
    }

    /// One try: the request that needs the token is retried.
    async fn sign_in(&self) -> Result<BearerToken, Error> {
        self.check_protected()?;
        let transport = PlatformTransport::new().map_err(no_answer)?;
        let answer = transport.send(self.request().await?).await.map_err(no_answer)?;
        let status = answer.status;
        let body = answer.body.collect(MAX_ANSWER).await.map_err(no_answer)?;
        match status {
            200 => token_from(&body),
            408 | 429 | 500.. => {
                Err(Error::Service(Box::new(ServiceError::new("get", OBJECT, status))))
            }
            _ => {
                Err(Error::SignIn { object: OBJECT, status: Some(status), code: code_from(&body) })
            }
        }
    }

    async fn request(&self) -> Result<Request, Error> {
        let (authority, tenant) = (self.authority.as_str(), percent::encode(&self.tenant));
        let mut form = format!(
            "grant_type=client_credentials&client_id={}&scope={}",
            percent::encode(&self.client_id),
            percent::encode(SCOPE)
        );
        match &self.proof {
            Proof::Secret(secret) => {
                form.push_str("&client_secret=");
                form.push_str(&percent::encode(secret));
            }
            Proof::TokenFile(path) => {
                let token = read_credential(path).await?;
                form.push_str("&client_assertion_type=");
                form.push_str(&percent::encode(ASSERTION_TYPE));
                form.push_str("&client_assertion=");
                form.push_str(&percent::encode(&token));
            }
        }
        let content_type = "application/x-www-form-urlencoded".to_owned();
        Ok(Request {
            method: Method::Post,
            url: format!("{authority}/{tenant}/oauth2/v2.0/token"),
            headers: vec![("content-type".to_owned(), content_type)],
            body: Bytes::from(form),
        })
    }
}

impl TokenSource for ServicePrincipal {
    fn next_token(&self) -> NextToken<'_> {
        Box::pin(self.sign_in())
    }
}

fn token_from(body: &[u8]) -> Result<BearerToken, Error> {
    // The parser's own message could quote the token.
    let answer: TokenResponse = serde_json::from_slice(body).map_err(|_| Error::Malformed {
        action: "get",
        object: OBJECT.to_owned(),
        detail: "it is not the JSON of a token".to_owned(),
    })?;
    let expiry = Timestamp::now().plus(Duration::from_secs(answer.expires_in));
    Ok(BearerToken::new(answer.access_token, expiry))
}

/// The number after `AADSTS`, by which the documentation explains the refusal.
fn code_from(body: &[u8]) -> Option<u32> {
    let refusal: Refusal = serde_json::from_slice(body).unwrap_or_default();
    refusal.error_codes.first().copied().or_else(|| sign_in_code(&refusal.error_description))
}

/// The first `AADSTS…` number in a text of Entra ID, or of a tool that asked it.
///
/// ```
/// use jobshelf::blob::sign_in_code;
///
/// assert_eq!(sign_in_code("ERROR: AADSTS700082: The refresh token has expired"), Some(700082));
/// assert_eq!(sign_in_code("Please run 'az login'"), None);
/// ```
#[must_use]
pub fn sign_in_code(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once("AADSTS")?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest.split_at(end).0.parse().ok()
}

fn no_answer(source: TransportError) -> Error {
    Error::Transport { action: "get", object: OBJECT.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "s3cret&=~%";

    fn principal() -> ServicePrincipal {
        ServicePrincipal::with_secret("a/tenant", "an app", SECRET)
    }

    #[tokio::test]
    async fn nothing_in_a_request_can_end_a_field_or_the_path_early() {
        let request = principal().request().await.unwrap();
        assert_eq!(request.url, "https://login.microsoftonline.com/a%2Ftenant/oauth2/v2.0/token");
        let form = String::from_utf8(request.body.to_vec()).unwrap();
        assert!(form.contains("&client_id=an%20app&"), "{form}");
        assert!(form.ends_with("&client_secret=s3cret%26%3D~%25"), "{form}");
    }

    #[test]
    fn a_secret_is_never_printed() {
        let (principal, error) = (principal(), token_from(SECRET.as_bytes()).unwrap_err());
        let shown = format!("{principal:?} {principal:#?} {error} {error:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }

    #[test]
    fn the_authority_is_a_host_with_or_without_https() {
        let url = |host: &str| {
            principal().with_authority_host(host).map(|it| it.authority.as_str().to_owned())
        };
        for host in ["login.chinacloudapi.cn", "https://login.chinacloudapi.cn/"] {
            assert_eq!(url(host).unwrap(), "https://login.chinacloudapi.cn");
        }
        assert_eq!(url("https://a.b/tenant"), Err(EndpointError::NotOnlyHost));
        assert_eq!(url("https://u@a.b"), Err(EndpointError::User));
    }

    #[tokio::test]
    async fn a_secret_is_not_sent_over_http_to_another_machine() {
        let principal = principal().with_authority_host("http://192.0.2.1:1").unwrap();
        let error = principal.sign_in().await.unwrap_err();
        let expected = EndpointError::Unprotected { host: "192.0.2.1".to_owned() };
        assert!(matches!(error, Error::Endpoint(found) if found == expected));
        assert_eq!(principal.with_http_allowed().check_protected(), Ok(()));
    }

    #[test]
    fn the_code_of_a_refusal_is_a_number_and_nothing_else() {
        for (body, code) in [
            (r#"{"error":"x","error_codes":[7000215]}"#, Some(7_000_215)),
            (r#"{"error_description":"AADSTS90002: Tenant"}"#, Some(90_002)),
            (r#"{"error_description":"AADSTSx"}"#, None),
            ("<html>AADSTS1</html>", None),
            ("", None),
        ] {
            assert_eq!(code_from(body.as_bytes()), code, "{body}");
        }
    }
}
