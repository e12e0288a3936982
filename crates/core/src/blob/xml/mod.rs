//! The service's XML: read from its answers, escaped for its requests.
//!
//! A reader of our own, since a listing is megabytes of short elements and the page pays for each
//! kilobyte: see [`tokens`]. Its tests hold it against the `quick-xml` crate.

mod escape;
#[cfg(test)]
mod reference_tests;
mod tokens;
mod walk;

pub(crate) use escape::escape;
pub(crate) use tokens::XmlError;
pub(crate) use walk::{Element, walk};
