//! `http://` to another machine: refused, since a credential would travel unencrypted, unless
//! `JOBSHELF_ALLOW_HTTP` names the host. For an emulator in a network of containers.

use crate::environment::variable;
use crate::report::usage;
use anyhow::Result;
use jobshelf::blob::check_protected;
use jobshelf::{AccountEndpoint, EndpointError};

const VARIABLE: &str = "JOBSHELF_ALLOW_HTTP";

/// An account's endpoint that `source` names, if a credential may travel there.
pub(crate) fn checked_endpoint(source: &str, endpoint: AccountEndpoint) -> Result<AccountEndpoint> {
    checked(source, endpoint, AccountEndpoint::check_protected, AccountEndpoint::with_http_allowed)
}

/// What asks an endpoint that `source` names, if a credential may travel there.
pub(crate) fn checked<T>(
    source: &str,
    value: T,
    check: impl Fn(&T) -> Result<(), EndpointError>,
    allow_http: impl Fn(T) -> T,
) -> Result<T> {
    match check(&value) {
        Ok(()) => Ok(value),
        Err(EndpointError::Unprotected { host }) if is_allowed(&host)? => Ok(allow_http(value)),
        Err(error) => Err(refusal(source, &error)),
    }
}

/// An error if a viewer at `url` would be loaded unencrypted: whoever is on the way could put
/// another page in its place, and that page would get the SAS of the link.
pub(crate) fn check_viewer(url: &str) -> Result<()> {
    match check_protected(url) {
        Err(EndpointError::Unprotected { host }) if !is_allowed(&host)? => {
            Err(refusal("the viewer's URL", &EndpointError::Unprotected { host }))
        }
        _ => Ok(()),
    }
}

fn refusal(source: &str, error: &EndpointError) -> anyhow::Error {
    match error {
        EndpointError::Unprotected { host } => usage(format!(
            "{source} cannot be used: {error}; use https, or allow http to this host by name: \
             {VARIABLE}={host}"
        )),
        _ => usage(format!("{source} cannot be used: {error}")),
    }
}

/// Whether the variable names this host.
fn is_allowed(host: &str) -> Result<bool> {
    let Some(names) = variable(VARIABLE) else { return Ok(false) };
    let mut found = false;
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        if !is_host(name) {
            return Err(usage(format!(
                "{VARIABLE} has `{}`, which names no host: give hosts without http:// and port, \
                 separated by commas",
                name.escape_debug()
            )));
        }
        found |= name.eq_ignore_ascii_case(host);
    }
    Ok(found)
}

/// Whether it can be a host: a name, an IPv4 address, or an IPv6 address in brackets.
fn is_host(name: &str) -> bool {
    match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.')),
        None => name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')),
    }
}
