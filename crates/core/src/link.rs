//! Links to the viewer. They carry the SAS in the fragment, which a browser never sends.
//!
//! ```text
//! {viewer}#{route}?sas={percent-encoded SAS URL}      written by this module
//! {viewer}#{SAS URL}                                  also read: a link that is written by hand
//! ```
//!
//! Invariant: the route that [`split_fragment`] returns holds no part of the signature, in whatever
//! form the SAS was written; so the route may be shown in the address bar.

pub use crate::fragment::split_fragment;

use crate::blob::SasUrl;
use crate::fragment::join_fragment;

/// The link that opens `route` of the viewer with a SAS. It is as secret as the SAS.
///
/// `viewer` is the URL of the viewer's page, `route` the part after `#`; an empty route or `/` is
/// the start page.
///
/// ```
/// use jobshelf::{SasUrl, link};
///
/// let signature = "A".repeat(43); let text =
/// format!("https://farm.blob.core.windows.net/job-ocean?sv=2026-04-06&sig={signature}%3D"); let
/// sas = SasUrl::parse(&text).unwrap(); let link = link::viewer_link("https://shelf.example/",
/// &sas, "/j/job-ocean");
/// assert!(link.starts_with("https://shelf.example/#/j/job-ocean?sas=https%3A%2F%2Ffarm."));
///
/// let (_, fragment) = link.split_once('#').unwrap();
/// assert_eq!(link::split_fragment(fragment), ("/j/job-ocean".to_owned(), Some(text)));
/// ```
#[must_use]
pub fn viewer_link(viewer: &str, sas: &SasUrl, route: &str) -> String {
    let page = viewer.split('#').next().unwrap_or_default();
    format!("{page}#{}", join_fragment(route, &sas.expose()))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
#[path = "link_tests.rs"]
mod tests;
