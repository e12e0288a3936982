//! Finds in all bytes of a log: matches of a text or a regular expression, lines that say that
//! something went wrong, and how many lines there are.
//!
//! [`Finder`] is given the log in pieces, newest first, and says which it wants next; it never asks
//! the network itself. `scanner` cuts what comes into blocks of whole lines, `parts` a block into
//! what is drawn as it is written and what is not; `hits` and `index` keep what was found. All
//! of it runs in a worker of the page, behind the few calls of `binding`.
//!
//! Invariant: whatever the pieces, what is found is what one pass over the whole log would find; of a
//! line of many rows what is found in the text of all of them. Only where a line has more than some
//! megabytes is it cut, and there matches of some kilobytes still are, but in lines of updates; of
//! matches that overlap there, others may count.

mod binding;
mod filter;
mod finder;
mod hits;
mod index;
mod kept;
mod parts;
mod pattern;
mod scanner;

pub use binding::Search;
pub use filter::Filter;
pub use finder::{Direction, Finder, Found, Next, State};
pub use pattern::{Case, Pattern, Syntax};

#[cfg(test)]
mod tests;
