//! The token of a person who has signed in with `az login`. The Azure CLI stores and renews the
//! sign-in; it is asked as Microsoft's own libraries ask it.
//!
//! Invariant: nothing that `az` prints is shown but the number of an error: its output has the
//! token.

use jobshelf::blob::{BearerToken, NextToken, TokenSource, sign_in_code};
use jobshelf::{Error, Timestamp};
use serde::Deserialize;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

const ARGUMENTS: [&str; 6] =
    ["account", "get-access-token", "--resource", "https://storage.azure.com/", "--output", "json"];
/// Far longer than it takes, with a renewal over a slow network.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How long a token is used whose expiry is unknown. The Azure CLI renews tokens that expire
/// sooner.
const UNKNOWN_LIFETIME: Duration = Duration::from_secs(5 * 60);

/// The Azure CLI, `az`.
#[derive(Debug)]
pub(super) struct AzureCli;

/// What it prints. Before version 2.54, the expiry was only a local time without a zone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    access_token: String,
    #[serde(rename = "expires_on")]
    expires_on: Option<i64>,
}

impl AzureCli {
    pub(super) fn is_installed() -> bool {
        let names: &[&str] = if cfg!(windows) { &["az.cmd", "az.exe"] } else { &["az"] };
        let folders = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&folders)
            .any(|folder| names.iter().any(|name| folder.join(name).is_file()))
    }

    async fn token(&self) -> Result<BearerToken, Error> {
        let mut az = command();
        az.args(ARGUMENTS)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let output = tokio::time::timeout(TIMEOUT, az.output()).await;
        let output = output.map_err(|_| no_token(None))?.map_err(|source| Error::File {
            action: "start",
            path: "az".to_owned(),
            source,
        })?;
        if !output.status.success() {
            return Err(no_token(sign_in_code(&String::from_utf8_lossy(&output.stderr))));
        }
        token_from(&output.stdout)
    }
}

impl TokenSource for AzureCli {
    fn next_token(&self) -> NextToken<'_> {
        Box::pin(self.token())
    }
}

/// On Windows it is a batch file, which only the shell can run.
fn command() -> Command {
    if cfg!(windows) {
        let mut shell = Command::new("cmd");
        shell.args(["/C", "az"]);
        return shell;
    }
    Command::new("az")
}

fn token_from(printed: &[u8]) -> Result<BearerToken, Error> {
    // The parser's own message could quote the token.
    let answer: Answer = serde_json::from_slice(printed).map_err(|_| no_token(None))?;
    let expiry = match answer.expires_on {
        Some(seconds) => Timestamp::from_unix(seconds),
        None => Timestamp::now().plus(UNKNOWN_LIFETIME),
    };
    Ok(BearerToken::new(answer.access_token, expiry))
}

fn no_token(code: Option<u32>) -> Error {
    Error::SignIn { object: "a token of the Azure CLI (`az`)", status: None, code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_new_versions_of_the_azure_cli_are_read() {
        let new =
            br#"{"accessToken":"T","expiresOn":"2030-01-02 04:04:05","expires_on":1893553445}"#;
        assert_eq!(token_from(new).unwrap().expiry().to_iso(), "2030-01-02T03:04:05Z");
        let old = br#"{"accessToken":"T","expiresOn":"2030-01-02 04:04:05.000000"}"#;
        let soon = Timestamp::now().plus(Duration::from_secs(10 * 60));
        assert!(token_from(old).unwrap().expiry() < soon);
    }
}
