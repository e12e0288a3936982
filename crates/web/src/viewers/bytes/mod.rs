//! Shows any file as bytes.

pub mod model;
pub mod view;
