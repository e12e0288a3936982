//! Says what happened to a log while it was open.

pub mod model;
pub mod text;
pub mod view;
