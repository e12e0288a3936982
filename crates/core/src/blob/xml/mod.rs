//! The service's XML: read from its answers, escaped for its requests.
//!
//! A reader of our own, see [`tokens`]: listing is what a large job waits for, and a listing is
//! megabytes of short elements. Reading one and keeping its entries takes less time than the events
//! of the `quick-xml` crate alone, and the page saves its 15 KB. The tests hold it against that crate.

mod escape;
#[cfg(test)]
mod reference_tests;
mod tokens;
mod walk;

pub(crate) use escape::escape;
pub(crate) use tokens::XmlError;
pub(crate) use walk::{Element, walk};
