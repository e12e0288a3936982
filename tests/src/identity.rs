//! Answers for a managed identity, for tests outside of Azure.

/// The answer of the metadata endpoint: a token.
pub const TOKEN: &str = r#"{"access_token":"TOKEN","expires_on":"4102444800"}"#;
/// The answer of storage to that token: a delegation key.
pub const KEY: &str = "<UserDelegationKey><SignedOid>oid</SignedOid><SignedTid>tid</SignedTid>\
    <SignedStart>2026-01-01T00:00:00Z</SignedStart><SignedExpiry>2099-01-01T00:00:00Z</SignedExpiry>\
    <SignedService>b</SignedService><SignedVersion>2026-04-06</SignedVersion>\
    <Value>ZmFrZQ==</Value></UserDelegationKey>";
/// The answer of storage to a SAS of that key: an empty container.
pub const LISTING: &str = "<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>";
