//! Scheme, host and port of a URL, and whether a credential may travel there.
//!
//! Parsed by hand, since the `url` crate would be larger than the rest of the page's network code.
//! Invariant: an [`Origin`] is `http` or `https`, has an ASCII host in lower case, no user and no
//! default port.

use super::endpoint_error::EndpointError;
use crate::transport::is_loopback;

/// Scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Origin {
    /// The whole: `https://farm.blob.core.windows.net`, `http://127.0.0.1:10000`.
    text: String,
    /// Without the port; an IPv6 address with its brackets.
    host: String,
}

impl Origin {
    pub(super) fn from_parts(parts: &UrlParts<'_>) -> Result<Self, EndpointError> {
        let authority = parts.authority.to_ascii_lowercase();
        let (host, port) = host_and_port(&authority)?;
        let port = match (parts.scheme, port) {
            ("https", Some(443)) | ("http", Some(80)) | (_, None) => String::new(),
            (_, Some(port)) => format!(":{port}"),
        };
        Ok(Self { text: format!("{}://{host}{port}", parts.scheme), host: host.to_owned() })
    }

    /// A host over https, with the default port.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn https(host: &'static str) -> Self {
        Self { text: format!("https://{host}"), host: host.to_owned() }
    }

    /// Reads a URL that has nothing after its host and port but a slash.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn parse(text: &str) -> Result<Self, EndpointError> {
        let Some(parts) = UrlParts::split(text.trim()) else {
            return Err(EndpointError::Scheme);
        };
        if !matches!(parts.path, "" | "/") || parts.query.is_some() {
            return Err(EndpointError::NotOnlyHost);
        }
        Self::from_parts(&parts)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The host without its port.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// An error unless what is sent there is encrypted or stays on this machine.
    pub(super) fn check_protected(&self) -> Result<(), EndpointError> {
        if self.text.starts_with("https:") || is_loopback(&self.host) {
            return Ok(());
        }
        Err(EndpointError::Unprotected { host: self.host.clone() })
    }
}

/// Checks that what is sent to the host of this URL is encrypted or stays on this machine. The URL
/// may have any path.
///
/// ```
/// use jobshelf::blob::check_protected;
///
/// assert!(check_protected("https://farm.z6.web.core.windows.net/#/").is_ok());
/// assert!(check_protected("http://viewer.example/index.html").is_err());
/// ```
///
/// # Errors
/// [`EndpointError::Unprotected`] if not, or what else is wrong with the URL.
pub fn check_protected(url: &str) -> Result<(), EndpointError> {
    let before_fragment = url.split('#').next().unwrap_or_default();
    let parts = UrlParts::split(before_fragment.trim()).ok_or(EndpointError::Scheme)?;
    Origin::from_parts(&parts)?.check_protected()
}

/// An http or https URL, split at its separators and otherwise unchanged.
pub(super) struct UrlParts<'a> {
    pub(super) scheme: &'static str,
    pub(super) authority: &'a str,
    /// With its leading slash, unless it is empty.
    pub(super) path: &'a str,
    /// What follows the first `?`.
    pub(super) query: Option<&'a str>,
}

impl<'a> UrlParts<'a> {
    /// `None` if it is not http or https.
    pub(super) fn split(text: &'a str) -> Option<Self> {
        let (scheme, rest) = match text.split_once("://")? {
            (scheme, rest) if scheme.eq_ignore_ascii_case("https") => ("https", rest),
            (scheme, rest) if scheme.eq_ignore_ascii_case("http") => ("http", rest),
            _ => return None,
        };
        let (before, query) = match rest.split_once('?') {
            Some((before, query)) => (before, Some(query)),
            None => (rest, None),
        };
        let end = before.find('/').unwrap_or(before.len());
        let (authority, path) = before.split_at(end);
        Some(Self { scheme, authority, path, query })
    }
}

fn host_and_port(authority: &str) -> Result<(&str, Option<u16>), EndpointError> {
    if authority.contains('@') {
        return Err(EndpointError::User);
    }
    // The colons inside the brackets of an IPv6 address are not the port's.
    let after_host = authority.rfind(']').map_or(0, |end| end + 1);
    let (head, tail) = authority.split_at(after_host);
    let (name, port) = match tail.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (tail, None),
    };
    let (host, fits) = match head {
        "" => (name, is_domain_or_ipv4(name)),
        _ => (head, name.is_empty() && is_ipv6(head)),
    };
    if !fits {
        return Err(EndpointError::Host);
    }
    let port = match port {
        // A browser accepts "host:" too, but it is a mistake.
        Some(port) if !port.bytes().all(|b| b.is_ascii_digit()) => return Err(EndpointError::Port),
        Some(port) => match port.parse() {
            Ok(0) | Err(_) => return Err(EndpointError::Port),
            Ok(port) => Some(port),
        },
        None => None,
    };
    Ok((host, port))
}

fn is_ipv6(host: &str) -> bool {
    let inner = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|address| {
        address.matches(':').count() >= 2
            && address.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'))
    })
}

fn is_domain_or_ipv4(host: &str) -> bool {
    let labels_fit =
        host.len() <= 253 && host.split('.').all(|l| !l.is_empty() && l.chars().all(in_label));
    // A browser reads a host whose last part is a number as an IPv4 address in any notation; only
    // the plain notation is accepted here.
    let last = host.rsplit('.').next().unwrap_or_default();
    let ends_in_number = last.starts_with("0x") || last.bytes().all(|b| b.is_ascii_digit());
    labels_fit && (!ends_in_number || is_ipv4(host))
}

pub(super) fn is_ipv4(host: &str) -> bool {
    let is_byte = |part: &str| {
        part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()) && part.parse::<u8>().is_ok()
    };
    host.split('.').count() == 4 && host.split('.').all(is_byte)
}

pub(super) fn in_label(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_protected(url: &str) -> bool {
        Origin::parse(url).unwrap().check_protected().is_ok()
    }

    #[test]
    fn a_credential_travels_encrypted_or_stays_on_this_machine() {
        for url in [
            "https://farm.blob.core.windows.net",
            "https://10.0.0.7:8443/",
            "http://127.0.0.1:10000",
            "http://127.8.9.1",
            "http://[::1]:10000",
            "http://LOCALHOST",
            "http://dev.blob.localhost:10000/",
        ] {
            assert!(is_protected(url), "{url}");
        }
        for url in [
            "http://farm.blob.core.windows.net",
            "http://azurite:10000",
            "http://127.example.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://notlocalhost",
            "http://128.0.0.1",
            "http://0.0.0.0",
            "http://[::]",
            "http://[fe80::1]",
            "http://[::ffff:10.0.0.7]",
            "http://169.254.169.254",
        ] {
            assert!(!is_protected(url), "{url}");
        }
    }
}
