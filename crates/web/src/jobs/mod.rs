//! An account's jobs: the loop that keeps the list fresh, and its page.

pub mod loader;
pub mod row;
pub mod view;
