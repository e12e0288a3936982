//! The viewer.
pub mod format;
pub mod route;
pub mod state;
