//! The fragment of a viewer's link: its route, and the SAS URL that it may carry.
//!
//! Pure text. Invariant: the route that [`split_fragment`] returns holds no part of the signature,
//! in whatever form the SAS was written; so the route may be shown in the address bar.
//!
//! `boot.js` has the same rules in JavaScript, since it takes the SAS out of the address before the
//! viewer is loaded. Both are tested with `tests/vectors/fragments.json`.

use crate::conventions::percent;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// The parameter of the fragment that carries the SAS URL.
const SAS_PARAMETER: &str = "sas";
/// What separates the parts of a fragment, also of one that is damaged.
const SEPARATORS: [char; 3] = ['?', '&', '#'];
/// How often a text is decoded. One that is encoded more often is taken for a secret.
const MAX_DECODINGS: usize = 8;
/// A signature has 43 characters and a `=`. Fewer than this in a file name are not mistaken for one.
const SIGNATURE_CHARACTERS: usize = 40;

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
/// as the whole fragment. In a damaged link it may be anywhere; if it is not whole, the text is
/// what there is of it, and [`SasUrl::parse`](crate::SasUrl::parse) says what is wrong.
///
/// ```
/// use jobshelf::link::split_fragment;
///
/// let (route, sas) =
///     split_fragment("#/j/job-x?b=5&sas=https%3A%2F%2Fa.example%2Fjob-x%3Fsig%3Dx");
/// assert_eq!(route, "/j/job-x?b=5");
/// assert_eq!(sas.as_deref(), Some("https://a.example/job-x?sig=x"));
///
/// assert_eq!(split_fragment("#/j/job-x?b=5"), ("/j/job-x?b=5".to_owned(), None));
/// ```
#[must_use]
pub fn split_fragment(fragment: &str) -> (String, Option<String>) {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if any_decoding(fragment, &is_url) {
        let url = url_within(fragment).unwrap_or_else(|| fragment.to_owned());
        return ("/".to_owned(), Some(url));
    }
    if !may_hold_sas(fragment) {
        let route = match fragment.chars().next() {
            Some('/') => fragment.to_owned(),
            Some('?') => format!("/{fragment}"),
            // No route begins so, and a key may.
            _ => "/".to_owned(),
        };
        return (route, None);
    }
    let path = match fragment.split(SEPARATORS).next() {
        Some(path) if path.starts_with('/') => path,
        // Only parameters, as in a link that is written by hand.
        _ => "",
    };
    let parameters = Parameters::read(fragment.get(path.len()..).unwrap_or_default());
    let is_path_damaged = may_hold_sas(path) || any_decoding(path, &|text| text.contains("://"));
    let damaged = is_path_damaged.then_some(path).into_iter().chain(parameters.damaged);
    let found = parameters.sas.or_else(|| rescued(fragment, damaged));
    let has_route = !path.is_empty() || parameters.has_sas;
    let path = if path.is_empty() || is_path_damaged { "/" } else { path };
    // Without a path and without the parameter, the other parameters are those of the SAS itself.
    let route = match parameters.kept.join("&") {
        kept if kept.is_empty() || !has_route => path.to_owned(),
        kept => format!("{path}?{kept}"),
    };
    (route, found.filter(|sas| !sas.is_empty()))
}

/// What there is of a SAS in a damaged fragment; none if no part of it is `damaged`.
fn rescued<'a>(fragment: &str, damaged: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut urls = damaged.map(|part| url_within(part).filter(|url| may_hold_sas(url))).peekable();
    urls.peek()?;
    // The parts of a SAS URL that is not encoded are parameters of their own.
    let url = urls.flatten().next().or_else(|| url_within(fragment));
    Some(url.unwrap_or_else(|| fragment.to_owned()))
}

/// The parameters of a fragment.
#[derive(Default)]
struct Parameters<'a> {
    /// Those that hold nothing of a SAS.
    kept: Vec<&'a str>,
    /// Those that hold something of it, and do not have its name.
    damaged: Vec<&'a str>,
    has_sas: bool,
    /// The value of the first parameter that has its name.
    sas: Option<String>,
}

impl<'a> Parameters<'a> {
    fn read(mut rest: &'a str) -> Self {
        let mut parameters = Self::default();
        while !rest.is_empty() {
            let (parameter, tail) = rest.split_once(SEPARATORS).unwrap_or((rest, ""));
            if let Some(value) = sas_value(parameter) {
                parameters.has_sas = true;
                if is_url(value) {
                    // The URL is not encoded and has its own `&`, so what follows is part of it.
                    let url = rest.split_once('=').and_then(|(_, url)| url.split('#').next());
                    parameters.sas = parameters.sas.or_else(|| url.map(str::to_owned));
                    break;
                }
                let decode = || url_within(value).or_else(|| percent::decode(value));
                parameters.sas = parameters.sas.or_else(decode);
            } else if may_hold_sas(parameter) {
                parameters.damaged.push(parameter);
            } else if !parameter.is_empty() {
                parameters.kept.push(parameter);
            }
            rest = tail;
        }
        parameters
    }
}

/// The value of a parameter whose name is [`SAS_PARAMETER`], however that is written.
fn sas_value(parameter: &str) -> Option<&str> {
    let (name, value) = parameter.split_once('=')?;
    any_decoding(name, &|name| name.eq_ignore_ascii_case(SAS_PARAMETER)).then_some(value)
}

/// The URL in a text that may be encoded, up to a second fragment.
fn url_within(text: &str) -> Option<String> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_DECODINGS {
        let lower = text.to_ascii_lowercase();
        let starts = ["https://", "http://"].map(|scheme| lower.find(scheme));
        if let Some(start) = starts.into_iter().flatten().min() {
            return text.get(start..)?.split('#').next().map(str::to_owned);
        }
        text = Cow::Owned(decoded(&text)?);
    }
    None
}

fn is_url(text: &str) -> bool {
    let starts_with = |scheme: &str| {
        text.split_at_checked(scheme.len())
            .is_some_and(|(head, _)| head.eq_ignore_ascii_case(scheme))
    };
    starts_with("https://") || starts_with("http://")
}

/// Whether a part of a fragment may hold the signature of a SAS, however often it is encoded.
fn may_hold_sas(text: &str) -> bool {
    any_decoding(text, &|text| {
        let lower = text.to_ascii_lowercase();
        let is_parameter = |part: &str| part.starts_with("sig=") || part.starts_with("sas=");
        let follows = |name| lower.match_indices(name).filter_map(|(at, _)| lower.get(at + 4..));
        lower.split(['?', '&', '#', ';']).any(is_parameter)
            || follows("sas=").any(is_url)
            || follows("sig=").any(begins_like_signature)
    })
}

/// Whether a text begins with a signature, which is base64.
fn begins_like_signature(text: &str) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.bytes().take_while(is_base64).take(SIGNATURE_CHARACTERS).count() == SIGNATURE_CHARACTERS
}

/// Whether `test` holds for a text, or for it decoded once or several times. A text that is encoded
/// too often to be sure counts as well.
fn any_decoding(text: &str, test: &dyn Fn(&str) -> bool) -> bool {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_DECODINGS {
        if test(&text) {
            return true;
        }
        match decoded(&text) {
            Some(next) => text = Cow::Owned(next),
            None => return false,
        }
    }
    true
}

/// A text decoded once; none if that does not change it.
fn decoded(text: &str) -> Option<String> {
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    (decoded != text).then(|| decoded.into_owned())
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "fragment_tests.rs"]
mod tests;
