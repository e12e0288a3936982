//! Shows a notice when an open log was changed other than by appending.

pub mod model;
pub mod text;
pub mod view;
