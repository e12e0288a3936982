//! Shows only the lines that pass a filter.

pub mod bar;
pub mod model;
pub mod text;
pub mod view;
