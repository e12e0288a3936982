//! The fragment of a viewer's link: its route, and the SAS URL that it may carry.
//!
//! Pure text. Invariant: the route that [`split_fragment`] returns holds no part of the SAS, in
//! whatever form the SAS was written; so the route may be shown in the address bar.

use crate::conventions::percent;
use percent_encoding::percent_decode_str;

/// The parameter of the fragment that carries the SAS URL.
const SAS_PARAMETER: &str = "sas";

/// A fragment, without `#`, that carries `route` and the SAS URL `sas`.
pub(crate) fn join_fragment(route: &str, sas: &str) -> String {
    let route = if route.is_empty() { "/" } else { route };
    let separator = if route.contains('?') { '&' } else { '?' };
    format!("{route}{separator}{SAS_PARAMETER}={}", percent::encode(sas))
}

/// Splits the fragment of a page's address, with or without its `#`, into the route with its other
/// parameters, and the text of the SAS URL, if there is one.
///
/// The SAS URL is found in the parameter `sas`, encoded or (as the last parameter) not encoded, or
/// as the whole fragment.
///
/// ```
/// use jobshelf::link::split_fragment;
///
/// let (route, sas) =
/// split_fragment("#/j/job-x?b=5&sas=https%3A%2F%2Fa.example%2Fjob-x%3Fsig%3Dx"); assert_eq!(route,
/// "/j/job-x?b=5"); assert_eq!(sas.as_deref(), Some("https://a.example/job-x?sig=x"));
///
/// assert_eq!(split_fragment("#/j/job-x?b=5"), ("/j/job-x?b=5".to_owned(), None));
/// ```
#[must_use]
pub fn split_fragment(fragment: &str) -> (String, Option<String>) {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if let Some(sas) = whole_fragment_as_sas(fragment) {
        return ("/".to_owned(), Some(sas));
    }
    let (path, query) = match fragment.split_once('?') {
        // Only the parameter, as in a link that is written by hand.
        _ if fragment.starts_with("sas=") => ("", fragment),
        Some(parts) => parts,
        None => (fragment, ""),
    };
    let mut sas = None;
    let mut parameters = Vec::new();
    let mut rest = query;
    while !rest.is_empty() {
        let (parameter, tail) = rest.split_once('&').unwrap_or((rest, ""));
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if name == SAS_PARAMETER && is_url(value) {
            // The URL is not encoded and has its own `&`, so everything that follows is part of it.
            sas = sas.or_else(|| rest.split_once('=').map(|(_, url)| url.to_owned()));
            break;
        }
        if name == SAS_PARAMETER {
            sas = sas.or_else(|| percent::decode(value));
        } else if !holds_signature(parameter) {
            parameters.push(parameter);
        }
        rest = tail;
    }
    let path = if path.is_empty() || holds_signature(path) { "/" } else { path };
    let route = match parameters.join("&") {
        query if query.is_empty() => path.to_owned(),
        query => format!("{path}?{query}"),
    };
    (route, sas.filter(|sas| !sas.is_empty()))
}

/// The decoded fragment, if it is not a route but a URL or a SAS.
fn whole_fragment_as_sas(fragment: &str) -> Option<String> {
    if fragment.starts_with('/') {
        return None;
    }
    if is_url(fragment) {
        return Some(fragment.to_owned());
    }
    let decoded = percent::decode(fragment)?;
    if is_url(&decoded) {
        return Some(decoded);
    }
    // A SAS without its URL cannot be used, but it must not stay in the address bar. The parser of
    // the result reports what is missing.
    let is_token = holds_signature(fragment) && !fragment.contains("sas=");
    is_token.then(|| fragment.to_owned())
}

fn is_url(text: &str) -> bool {
    let starts_with = |scheme: &str| {
        text.split_at_checked(scheme.len())
            .is_some_and(|(head, _)| head.eq_ignore_ascii_case(scheme))
    };
    starts_with("https://") || starts_with("http://")
}

/// Whether a part of a fragment contains the signature of a SAS, however often it is encoded.
fn holds_signature(text: &str) -> bool {
    let mut text = text.to_ascii_lowercase();
    loop {
        if text.split(['?', '&', '#', ';']).any(|parameter| parameter.starts_with("sig=")) {
            return true;
        }
        let decoded = percent_decode_str(&text).decode_utf8_lossy().to_ascii_lowercase();
        if decoded == text {
            return false;
        }
        text = decoded;
    }
}
