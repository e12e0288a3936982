//! Shows pictures.

pub mod pan_zoom;
pub mod stage;
pub mod view;
pub mod zoom;
