//! `cargo deny`: every package in Cargo.lock against deny.toml, and against the known advisories.
//!
//! The advisories are in a database on the network, which many machines cannot reach. A command of
//! its own fetches it: if that cannot connect, the summary says that no advisory was checked. The
//! check then runs without the network, so that its failure is never one of the connection.

use super::steps::Summary;
use crate::{process, setup};
use anyhow::bail;

/// How cargo-deny begins the reason why git did not bring the database.
const NOT_FETCHED: &str = "failed to fetch advisory database";
/// How git begins the reason of a request that failed, whether its cause is DNS, TLS or a status.
const NO_CONNECTION: &str = "fatal: unable to access ";

pub(super) async fn licences() -> anyhow::Result<Summary> {
    let mut check = setup::cargo_deny().await?;
    check.args(["--locked", "check", "bans", "licenses", "sources"]);
    process::run("cargo deny", &mut check).await?;
    Ok(vec!["licences, sources and version bounds are as in deny.toml".to_owned()])
}

pub(super) async fn advisories() -> anyhow::Result<Summary> {
    let mut fetch = setup::cargo_deny().await?;
    // Neither a password nor another language, in which the reason would not be recognized.
    fetch.args(["fetch", "db"]).env("GIT_TERMINAL_PROMPT", "0").env("LC_ALL", "C");
    let (status, errors) = process::run_for_errors("cargo deny fetch", &mut fetch).await?;
    if !status.success() {
        let Some(reason) = connection_failure(&errors) else {
            bail!("fetching the advisories failed ({status}): {}", errors.trim());
        };
        eprintln!("{reason}");
        return Ok(vec!["advisories not checked: the database could not be reached".to_owned()]);
    }
    let mut check = setup::cargo_deny().await?;
    check.args(["--locked", "--offline", "check", "advisories"]);
    process::run("cargo deny", &mut check).await?;
    Ok(vec!["no known advisory".to_owned()])
}

/// Why the database could not be reached, if that is why cargo-deny did not fetch it.
fn connection_failure(errors: &str) -> Option<&str> {
    let (_, by_git) = errors.split_once(NOT_FETCHED)?;
    by_git.lines().find(|line| line.starts_with(NO_CONNECTION))
}

#[cfg(test)]
mod tests {
    use super::*;

    // What cargo-deny 0.20.2 printed, with shorter paths.
    const NO_FIRST_CLONE: &str = "\
        2026-11-27 23:16:52 [ERROR] failed to fetch database: failed to fetch advisory database \
        https://github.com/RustSec/advisory-db with cli: failed to clone: [\"clone\", \"--depth=1\", \
        \"--branch\", \"main\", \"https://github.com/RustSec/advisory-db\", \"/dbs/advisory-db\"]\n\
        Cloning into '/dbs/advisory-db'...\n\
        fatal: unable to access 'https://github.com/RustSec/advisory-db/': \
        Could not resolve host: github.com\n\n";
    const NO_UPDATE: &str = "\
        2026-11-27 23:17:12 [ERROR] failed to fetch database: failed to fetch advisory database \
        https://github.com/RustSec/advisory-db with cli: failed to fetch latest changes: [\"-C\", \
        \"/dbs/advisory-db\", \"fetch\", \"--depth=1\", \"-u\", \"origin\", \"+main:main\"]\n\
        fatal: unable to access 'https://github.com/RustSec/advisory-db/': \
        Could not resolve host: github.com\n\n";
    const DAMAGED: &str = "\
        2026-11-27 23:17:12 [ERROR] failed to fetch database: failed to load advisory database: \
        failed to find expected `crates` directory\n";
    const WRONG_CONFIG: &str = "\
        2026-11-27 23:17:13 [ERROR] failed to parse config from 'deny.toml': expected a right \
        bracket, found a newline\n";
    const FOUND: &str = "\
        error[vulnerability]: Numbers are wrong\n    \
        ┌─ Cargo.lock:151:1\n    │\n\
        151 │ itoa 1.0.19 registry+https://github.com/rust-lang/crates.io-index\n    \
        ├ ID: RUSTSEC-2099-0001\n    \
        ├ fatal: unable to access memory\n\
        advisories FAILED\n";

    #[test]
    fn a_database_that_cannot_be_reached_is_no_failure() {
        for errors in [NO_FIRST_CLONE, NO_UPDATE] {
            let reason = connection_failure(errors).unwrap();
            assert!(reason.ends_with("Could not resolve host: github.com"), "{reason}");
        }
    }

    #[test]
    fn whatever_else_goes_wrong_with_advisories_is_a_failure() {
        for errors in [DAMAGED, WRONG_CONFIG, FOUND, ""] {
            assert_eq!(connection_failure(errors), None, "{errors}");
        }
    }
}
