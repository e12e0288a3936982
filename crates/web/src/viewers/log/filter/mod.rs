//! Shows only the lines of a log that pass a filter.

pub mod address;
pub mod bar;
pub mod state;
pub mod text;
pub mod view;
