//! Shows only the lines of a log that pass a filter.

pub mod bar;
pub mod text;
pub mod view;
