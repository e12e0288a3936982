//! Files that hold a credential: a SAS, or the token of another issuer. Native only.

use super::error::Error;
use crate::escape::text_from_path;
use std::path::Path;

/// The text of such a file, without white space around it.
pub(super) async fn read_credential(path: &Path) -> Result<String, Error> {
    match tokio::fs::read_to_string(path).await {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(source) => Err(Error::File { action: "read", path: text_from_path(path), source }),
    }
}
