//! Elements of the page, made once and kept fresh by effects.
//!
//! A view here is an [`El`]: one type for every element, built with a few methods. Leptos' own
//! `view!` gives each view a type of its own, and each type its own build, rebuild and drop code;
//! for this page that was 384 KB of compressed wasm, and 345 KB with `--cfg erase_components`,
//! where the page has 125. So the markup is built through this module, and everything else is
//! Leptos: signals, memos, effects, owners, context, mounting.
//!
//! What depends on signals is given as a closure (`text_of`, `attr_of`, `when` …). Each becomes an
//! effect of the current owner, and writes to the document only what differs from what it wrote
//! before. Text is always a text node, an attribute always set by name: nothing is parsed as
//! markup, so no name or log line can become any.

mod element;
mod list;
mod region;
mod selector;

pub use crate::dom::element::{El, el, event_value, svg};
pub use crate::dom::list::Item;
pub use crate::reactive::{Of, effect, memo, of};
