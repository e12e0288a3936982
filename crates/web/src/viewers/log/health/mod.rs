//! Says how a log is doing.

pub mod model;
pub mod text;
pub mod view;
