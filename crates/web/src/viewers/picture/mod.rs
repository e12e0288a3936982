//! Shows pictures.

pub mod stage;
pub mod view;
pub mod zoom;
