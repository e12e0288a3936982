//! The answers by which a machine is let in by what it is, where no machine of Azure is at hand.

/// What the metadata endpoint answers: a token.
pub const TOKEN: &str = r#"{"access_token":"TOKEN","expires_on":"4102444800"}"#;
/// What storage answers to that token: a key to mint with.
pub const KEY: &str = "<UserDelegationKey><SignedOid>oid</SignedOid><SignedTid>tid</SignedTid>\
    <SignedStart>2026-01-01T00:00:00Z</SignedStart><SignedExpiry>2099-01-01T00:00:00Z</SignedExpiry>\
    <SignedService>b</SignedService><SignedVersion>2026-04-06</SignedVersion>\
    <Value>ZmFrZQ==</Value></UserDelegationKey>";
/// What storage answers to a SAS of that key: a container with nothing in it.
pub const LISTING: &str = "<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>";
