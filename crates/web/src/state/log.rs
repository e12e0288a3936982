//! A log as lines: from bytes that arrive in any pieces to styled rows of text.
//!
//! [`Assembler`] cuts bytes into [`Line`]s, [`ansi`] turns a line into [`Span`]s, [`LogLines`]
//! holds what is loaded of a log, [`Layout`] says which of it is in view, and [`Stick`] whether
//! the view stays at the end. Nothing here asks the network or the browser.
//!
//! Invariant: the same bytes give the same lines, however they were cut into chunks.

pub mod ansi;
mod assembler;
mod layout;
mod level;
mod line;
mod lines;
mod stick;
mod style;

pub use assembler::Assembler;
pub use layout::{Layout, Mode, Window};
pub use level::Level;
pub use line::Line;
pub use lines::{Entry, LogLines};
pub use stick::Stick;
pub use style::{Color, Span, Style};
