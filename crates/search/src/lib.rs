//! Searches all bytes of a log: matches of a text or a regular expression, errors, the lines that
//! pass a filter, and line numbers.
//!
//! [`Finder`] receives the log in pieces, newest first, and names the bytes that it needs next; it
//! does no I/O. `scanner` groups the pieces into blocks of whole lines, `sections` splits a block
//! into text that looks as it is written and text that does not, and `findings` holds the results.
//! [`Service`] answers the requests of `jobshelf-search-protocol`; `worker` exports it.
//!
//! Invariant: the results do not depend on how the log was cut into pieces. They are the results of
//! one pass over the whole log, and in a line of many rows the results in the text of all its rows.
//! Only a line of several megabytes is cut. Matches of some kilobytes across such a cut are still
//! found, except in lines of updates; where matches overlap there, other ones may be counted.

mod byte_cache;
mod filter;
mod finder;
mod findings;
mod line_index;
mod matches;
mod pattern;
mod scanner;
mod sections;
mod service;
mod worker;

pub use filter::Filter;
pub use finder::{Direction, Finder};
pub use matches::Match;
pub use pattern::Pattern;
pub use service::Service;
pub use worker::handle;

#[cfg(test)]
mod tests;
