//! Whether the page's content security policy lets it connect to a host.
//!
//! The browser enforces the policy and tells the page nothing: a request that it refuses looks like one
//! that nobody answers. So a link is compared with the policy before it is used. Pure text.
//!
//! The rules are those of <https://www.w3.org/TR/CSP3/#match-url-to-source-expression>, without paths:
//! a source with one counts as its host.

/// Whether `policy` lets a page of the origin `page` connect to the origin `target`.
pub fn allows_connection(policy: &str, page: &str, target: &str) -> bool {
    let directive = |name: &str| {
        policy.split(';').find_map(|directive| {
            let mut words = directive.split_ascii_whitespace();
            words.next()?.eq_ignore_ascii_case(name).then_some(words)
        })
    };
    let sources = directive("connect-src").or_else(|| directive("default-src"));
    sources.is_none_or(|mut sources| sources.any(|source| matches(source, page, target)))
}

fn matches(source: &str, page: &str, target: &str) -> bool {
    if source.eq_ignore_ascii_case("'self'") {
        return page == target;
    }
    let (source, target) = (source.to_ascii_lowercase(), split(target));
    if let Some(scheme) = source.strip_suffix(':') {
        return includes_scheme(scheme, target.scheme);
    }
    if source == "*" {
        return matches!(target.scheme, "http" | "https");
    }
    let wanted = split(&source);
    // A source without a scheme has that of the page.
    let scheme = if wanted.scheme.is_empty() { split(page).scheme } else { wanted.scheme };
    includes_scheme(scheme, target.scheme)
        && includes_host(wanted.host, target.host)
        && includes_port(wanted, target)
}

/// The parts of a source or of an origin; a part that is missing is empty.
#[derive(Clone, Copy)]
struct Parts<'a> {
    scheme: &'a str,
    host: &'a str,
    port: &'a str,
}

fn split(text: &str) -> Parts<'_> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let authority = rest.split('/').next().unwrap_or_default();
    // The colons of an IPv6 address are in brackets.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (authority, ""),
    };
    Parts { scheme, host, port }
}

/// A source with http includes https.
fn includes_scheme(source: &str, target: &str) -> bool {
    source == target || (source, target) == ("http", "https")
}

fn includes_host(source: &str, target: &str) -> bool {
    match source.strip_prefix('*') {
        Some("") => true,
        Some(domain) => domain.starts_with('.') && target.ends_with(domain),
        None => source == target,
    }
}

fn includes_port(source: Parts<'_>, target: Parts<'_>) -> bool {
    let default = if target.scheme == "http" { "80" } else { "443" };
    let port = if target.port.is_empty() { default } else { target.port };
    match source.port {
        "*" => true,
        "" => port == default,
        wanted => wanted == port || (wanted, port, default) == ("80", "443", "443"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://farm.z6.web.core.windows.net";

    fn allows(sources: &str, target: &str) -> bool {
        let policy = format!("default-src 'none'; Connect-Src {sources}; img-src *");
        allows_connection(&policy, PAGE, target)
    }

    #[test]
    fn the_policy_of_the_page_allows_blob_storage_and_nothing_else() {
        let page = include_str!("../../../../index.html");
        let (_, policy) = page.split_once("Content-Security-Policy\" content=\"").unwrap();
        let policy = policy.split('"').next().unwrap();
        let allows = |target: &str| allows_connection(policy, PAGE, target);
        assert!(allows("https://farm.blob.core.windows.net") && allows(PAGE));
        for refused in [
            "http://farm.blob.core.windows.net",
            "https://farm.blob.core.windows.net:444",
            "https://blob.core.windows.net",
            "https://farm.blob.core.windows.net.example",
            "https://farmblob.core.windows.net",
            "https://blob.core.windows.net.example",
            "https://files.example",
            "http://127.0.0.1:10000",
            "https://farm.z6.web.core.windows.net:1",
        ] {
            assert!(!allows(refused), "{refused}");
        }
    }

    #[test]
    fn every_form_of_a_source_is_understood() {
        for (source, target, is_allowed) in [
            ("*", "https://a.example", true),
            ("https:", "https://a.example:8", true),
            ("https:", "http://a.example", false),
            ("http:", "https://a.example", true),
            ("'none'", "https://a.example", false),
            ("a.example", "https://a.example", true),
            ("a.example", "http://a.example", false),
            ("HTTPS://A.example/folder/", "https://a.example", true),
            ("http://a.example", "https://a.example", true),
            ("http://a.example:80", "https://a.example", true),
            ("https://a.example:*", "https://a.example:10000", true),
            ("https://a.example:443", "https://a.example", true),
            ("https://a.example:10000", "https://a.example", false),
            ("https://*", "https://a.example", true),
            ("https://*.example", "https://a.b.example", true),
            ("https://*.example", "https://example", false),
            ("http://127.0.0.1:10000", "http://127.0.0.1:10000", true),
            ("http://127.0.0.1:10000", "http://127.0.0.1:10001", false),
            ("http://[::1]:10000", "http://[::1]:10000", true),
            ("http://[::1]", "http://[::1]", true),
            ("'self' https://b.example", "https://b.example", true),
        ] {
            assert_eq!(allows(source, target), is_allowed, "{source} {target}");
        }
    }

    #[test]
    fn without_a_directive_for_it_every_host_is_allowed() {
        let allows = |policy| allows_connection(policy, PAGE, "https://a.example");
        assert!(allows("") && allows("img-src 'none'"));
        assert!(!allows("default-src 'self'") && allows("default-src https:"));
        assert!(!allows("connect-src"), "an empty list of sources allows nothing");
    }
}
