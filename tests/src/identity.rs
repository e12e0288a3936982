//! Answers for an identity of Entra ID, for tests outside of Azure.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jobshelf::Timestamp;

/// The answer of the metadata endpoint: a token.
pub const TOKEN: &str = r#"{"access_token":"TOKEN","expires_on":"4102444800"}"#;
/// The answer of storage to that token: a delegation key.
pub const KEY: &str = "<UserDelegationKey><SignedOid>oid</SignedOid><SignedTid>tid</SignedTid>\
    <SignedStart>2026-01-01T00:00:00Z</SignedStart><SignedExpiry>2099-01-01T00:00:00Z</SignedExpiry>\
    <SignedService>b</SignedService><SignedVersion>2026-04-06</SignedVersion>\
    <Value>ZmFrZQ==</Value></UserDelegationKey>";
/// The answer of storage to a SAS of that key: an empty container.
pub const LISTING: &str = "<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>";

/// A token that Entra ID could have signed, for an hour. An emulator that is started with OAuth
/// accepts it.
pub fn entra_token() -> String {
    let now = Timestamp::now().unix();
    let claims = format!(
        r#"{{"aud":"https://storage.azure.com","iss":"https://sts.windows.net/tenant/","iat":{now},
        "nbf":{now},"exp":{},"oid":"an-object","tid":"a-tenant"}}"#,
        now + 3600
    );
    let parts = [r#"{"typ":"JWT","alg":"RS256"}"#, &claims, "signature"];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}
