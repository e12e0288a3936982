//! A user delegation SAS: signed with a key that Entra ID lends to an identity, not with the
//! account's own key. It expires with that key, after seven days at most.

use super::grant::Grant;
use super::mint::{SERVICE_PERMISSIONS, ServiceSasOptions};
use super::parameters::{SasKind, SasScope};
use super::parse::SasToken;
use super::permission::letters_in_order;
use super::sign::Signer;
use crate::blob::version::API_VERSION;
use crate::blob::xml::{XmlError, walk};
use crate::conventions::ContainerName;
use crate::time::Timestamp;
use std::fmt;

/// A key that the service lends to an identity, which mints SAS tokens until it expires. Its
/// `Debug` is redacted.
#[derive(Clone)]
pub struct UserDelegationKey {
    object_id: String,
    tenant_id: String,
    start: String,
    expiry: Timestamp,
    service: String,
    version: String,
    signer: Signer,
}

impl fmt::Debug for UserDelegationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UserDelegationKey(until {}, redacted)", self.expiry.to_iso())
    }
}

impl UserDelegationKey {
    /// When it expires, and with it every SAS that it signs.
    #[must_use]
    pub fn expiry(&self) -> Timestamp {
        self.expiry
    }

    /// Mints a SAS for one container of `account`; the SAS expires no later than the key.
    #[must_use]
    pub fn container_sas(
        &self,
        account: &str,
        container: &ContainerName,
        options: &ServiceSasOptions,
    ) -> SasToken {
        let permissions = letters_in_order(&options.permissions.to_string(), SERVICE_PERMISSIONS);
        let grant = Grant {
            kind: SasKind::UserDelegation,
            scope: SasScope::Container,
            version: API_VERSION,
            permissions: &permissions,
            expiry: options.expiry.min(self.expiry),
            https_only: options.https_only,
        };
        let (expiry, key_expiry) = (grant.expires(), self.expiry.to_iso());
        let resource = format!("/blob/{account}/{container}");
        let mut lines = vec![permissions.as_str(), "", &expiry, &resource];
        lines.extend([self.object_id.as_str(), &self.tenant_id, &self.start, &key_expiry]);
        lines.extend([self.service.as_str(), &self.version]);
        // saoid, suoid, scid, skdutid, sduoid, sip.
        lines.extend([""; 6]);
        lines.extend([grant.protocol(), API_VERSION, "c"]);
        // snapshot, ses, srh, srq, rscc, rscd, rsce, rscl, rsct.
        lines.extend([""; 9]);
        let specific = [
            ("sr", "c"),
            ("sp", &permissions),
            ("skoid", &self.object_id),
            ("sktid", &self.tenant_id),
            ("skt", &self.start),
            ("ske", &key_expiry),
            ("sks", &self.service),
            ("skv", &self.version),
        ];
        grant.signed(&self.signer, &lines, &specific)
    }
}

/// Reads the answer of Get User Delegation Key.
pub(crate) fn user_delegation_key_from_xml(xml: &[u8]) -> Result<UserDelegationKey, XmlError> {
    let mut fields: Vec<(String, String)> = Vec::new();
    walk(xml, "UserDelegationKey", |element| {
        if element.parent() == "UserDelegationKey" {
            fields.push((element.name.to_owned(), element.text.to_owned()));
        }
    })?;
    let field = |name: &str| {
        let found = fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        found.ok_or_else(|| XmlError(format!("it has no {name}")))
    };
    let expiry = Timestamp::parse_iso(&field("SignedExpiry")?);
    Ok(UserDelegationKey {
        object_id: field("SignedOid")?,
        tenant_id: field("SignedTid")?,
        start: field("SignedStart")?,
        expiry: expiry.ok_or_else(|| XmlError("its SignedExpiry is not a date".to_owned()))?,
        service: field("SignedService")?,
        version: field("SignedVersion")?,
        signer: Signer::from_base64(&field("Value")?)
            .ok_or_else(|| XmlError("its Value is not base64".to_owned()))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conventions::JobId;

    const KEY: &str = "<?xml version=\"1.0\"?><UserDelegationKey>\
        <SignedOid>11111111-1111-1111-1111-111111111111</SignedOid>\
        <SignedTid>22222222-2222-2222-2222-222222222222</SignedTid>\
        <SignedStart>2029-12-31T00:00:00Z</SignedStart>\
        <SignedExpiry>2030-01-05T00:00:00Z</SignedExpiry><SignedService>b</SignedService>\
        <SignedVersion>2026-04-06</SignedVersion><Value>ZmFrZQ==</Value></UserDelegationKey>";

    fn options(expiry: &str) -> ServiceSasOptions {
        ServiceSasOptions::for_task(Timestamp::parse_iso(expiry).unwrap())
    }

    /// The signature is that of Microsoft's Python SDK for the same input.
    #[test]
    fn a_sas_is_signed_as_the_python_sdk_signs_it() {
        let key = user_delegation_key_from_xml(KEY.as_bytes()).unwrap();
        let container = JobId::parse("fakejob").unwrap().container_name();
        let token =
            key.container_sas("fakestorageaccount", &container, &options("2030-01-02T03:04:05Z"));
        let query = token.expose_query();
        assert!(query.ends_with("sig=RXTXsRuxAxMDwrm%2FORbM%2B1CMXw%2FDoBOE3%2FWoPThx6Bc%3D"));
        let parsed = SasToken::parse(query).unwrap();
        assert_eq!(parsed.parameters().kind, SasKind::UserDelegation);
    }

    #[test]
    fn a_sas_never_outlives_its_key() {
        let key = user_delegation_key_from_xml(KEY.as_bytes()).unwrap();
        let container = JobId::parse("fakejob").unwrap().container_name();
        let token = key.container_sas("a", &container, &options("2031-01-01T00:00:00Z"));
        assert_eq!(token.parameters().expiry, Some(key.expiry()));
        assert!(!format!("{key:?}").contains("ZmFrZQ"));
    }

    #[test]
    fn an_answer_without_a_field_is_refused_and_the_field_named() {
        let xml = KEY.replace("SignedTid", "Other");
        let error = user_delegation_key_from_xml(xml.as_bytes()).unwrap_err();
        assert!(error.0.contains("SignedTid"), "{error:?}");
    }
}
