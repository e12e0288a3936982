//! HMAC-SHA256 over the lines of a string-to-sign, and the query of a SAS: common to all kinds.

use crate::conventions::percent;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// A key that is ready to sign. Its text is not stored, and it has no `Debug`.
#[derive(Clone)]
pub(super) struct Signer(Hmac<Sha256>);

impl Signer {
    /// None if the key is not base64.
    pub(super) fn from_base64(key: &str) -> Option<Self> {
        let key = BASE64.decode(key).ok()?;
        // HMAC accepts keys of any length, so this never fails.
        Hmac::new_from_slice(&key).ok().map(Self)
    }

    pub(super) fn sign(&self, lines: &[&str]) -> String {
        let mac = self.0.clone().chain_update(lines.join("\n"));
        BASE64.encode(mac.finalize().into_bytes())
    }
}

/// The query of the parameters that have a value.
pub(super) fn query_from(parameters: &[(&str, &str)]) -> String {
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<_> =
        given.map(|(name, value)| format!("{name}={}", percent::encode(value))).collect();
    pairs.join("&")
}
