//! Minting: for the same options, Microsoft's clients and ours mint the same SAS with the same
//! signature. This also covers SAS that no emulator checks: the test replaces the service that
//! lends a key of Entra ID.

use super::client::Client;
use jobshelf::blob::API_VERSION;
use jobshelf::transport::{ByteStream, Headers, Request, Response, Transport, TransportError};
use jobshelf::{
    AccountEndpoint, AccountKey, AccountSasOptions, BlobAccount, ContainerName, Credential,
    Permissions, SasKind, SasToken, ServiceSasOptions, Timestamp,
};
use serde_json::json;
use std::collections::BTreeMap;

const ACCOUNT: &str = "shelfaccount";
const EXPIRY: &str = "2030-01-02T03:04:05Z";
/// Base64 with `+`, `/` and `=`.
const KEY: &str = "+/7ha2Vk+2tleStrZXkva2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U=";

/// What to mint.
#[derive(Debug, Clone, Copy)]
struct Case {
    kind: SasKind,
    letters: &'static str,
    https_only: bool,
}

impl Case {
    fn all() -> Vec<Self> {
        let mut cases = Vec::new();
        for (kind, letters) in [
            (SasKind::Account, ["r", "rl", "rwdlacup"]),
            (SasKind::Service, ["r", "rl", "racwdxltmei"]),
            (SasKind::UserDelegation, ["r", "racwl", "racwdxltmei"]),
        ] {
            for letters in letters {
                for https_only in [false, true] {
                    cases.push(Self { kind, letters, https_only });
                }
            }
        }
        cases
    }

    /// As input of the scripts.
    fn request(self) -> serde_json::Value {
        let container = (self.kind != SasKind::Account).then_some("job-minted");
        let delegation = (self.kind == SasKind::UserDelegation).then(|| {
            let pairs = LENT.iter().map(|(name, value)| (as_attribute(name), *value));
            pairs.collect::<BTreeMap<_, _>>()
        });
        json!({
            "version": API_VERSION, "account": ACCOUNT, "key": KEY, "container": container,
            "delegation": delegation, "resource_types": "sco", "permissions": self.letters,
            "expiry": EXPIRY, "https_only": self.https_only,
        })
    }

    async fn ours(self) -> SasToken {
        let expiry = Timestamp::parse_iso(EXPIRY).unwrap();
        let (permissions, https_only) = (Permissions::from_letters(self.letters), self.https_only);
        let key = AccountKey::new(ACCOUNT, KEY).unwrap();
        let container = ContainerName::parse("job-minted").unwrap();
        let options =
            ServiceSasOptions::new(permissions.clone(), expiry).with_https_only(https_only);
        match self.kind {
            SasKind::Account => {
                let options = AccountSasOptions::new(permissions, expiry);
                key.account_sas(&options.with_https_only(https_only))
            }
            SasKind::Service => key.container_sas(&container, &options),
            SasKind::UserDelegation => {
                let endpoint = AccountEndpoint::parse("https://shelfaccount.blob.example").unwrap();
                let lender = BlobAccount::with_transport(endpoint, Credential::Anonymous, Lender);
                let key = lender.user_delegation_key(expiry).await.unwrap();
                key.container_sas(ACCOUNT, &container, &options)
            }
        }
    }
}

/// The key that the service lends, with the field names of its answer.
const LENT: [(&str, &str); 7] = [
    ("SignedOid", "11111111-2222-3333-4444-555555555555"),
    ("SignedTid", "66666666-7777-8888-9999-000000000000"),
    ("SignedStart", "2029-12-31T00:00:00Z"),
    ("SignedExpiry", "2030-01-05T00:00:00Z"),
    ("SignedService", "b"),
    ("SignedVersion", API_VERSION),
    ("Value", KEY),
];

/// `SignedOid` with the clients' name: `signed_oid`.
fn as_attribute(name: &str) -> String {
    name.replace("Signed", "signed_").to_lowercase()
}

/// Answers everything with the key.
#[derive(Debug, Clone)]
struct Lender;

impl Transport for Lender {
    async fn send(&self, _: Request) -> Result<Response, TransportError> {
        let fields = LENT.map(|(name, value)| format!("<{name}>{value}</{name}>")).concat();
        let body = format!("<UserDelegationKey>{fields}</UserDelegationKey>");
        Ok(Response {
            status: 200,
            headers: Headers::new([("x-ms-version".to_owned(), API_VERSION.to_owned())]),
            body: ByteStream::from_bytes(body.into()),
        })
    }
}

/// The parameters of a SAS, in sorted order.
fn parameters(sas: &str) -> BTreeMap<String, Vec<u8>> {
    let pairs = sas.split('&').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (name.to_owned(), decoded(value))).collect()
}

/// Each client encodes `:` and `/` in its own way.
fn decoded(value: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

#[tokio::test]
async fn every_kind_of_sas_equals_the_one_of_the_sdks() {
    let cases = Case::all();
    let requests = cases.iter().map(|case| case.request()).collect();
    for client in Client::ALL {
        let theirs = client.mint(&requests);
        assert_eq!(theirs.len(), cases.len());
        for (case, theirs) in cases.iter().zip(theirs) {
            let ours = case.ours().await;
            assert_eq!(ours.parameters().kind, case.kind);
            let ours = parameters(ours.expose_query());
            assert_eq!(ours, parameters(&theirs), "{client:?}: {case:?}");
        }
    }
}
