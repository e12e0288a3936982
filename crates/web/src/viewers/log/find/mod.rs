//! Finds text in a log.

pub mod buttons;
pub mod field;
pub mod finding;
pub mod marking;
pub mod marks;
pub mod model;
pub mod search;
pub mod status;
pub mod text;
