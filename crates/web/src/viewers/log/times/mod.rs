//! Shows the times of lines.

pub mod address;
pub mod model;
pub mod text;
pub mod view;
