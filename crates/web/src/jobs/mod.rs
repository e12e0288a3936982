//! The jobs of an account: their loader and their page.

pub mod loader;
pub mod row;
pub mod text;
pub mod view;
