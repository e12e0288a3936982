//! Selects and copies lines.

pub mod copy;
pub mod view;
