//! Notifies a reader who is away from the page.

pub mod model;
pub mod text;
pub mod view;
