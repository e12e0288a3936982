//! Notifies a reader who is elsewhere.

pub mod model;
pub mod text;
pub mod view;
