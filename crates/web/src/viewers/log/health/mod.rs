//! Shows the health of a log.

pub mod model;
pub mod text;
pub mod view;
