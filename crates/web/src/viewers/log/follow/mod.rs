//! Keeps a log in memory as lines and follows it as it grows.

pub mod encoding;
pub mod line_text;
pub mod loader;
pub mod poll_loop;
#[cfg(test)]
mod replay_tests;
pub mod start;
pub mod state;
pub mod time_search;
pub mod whole_text;
