//! State and rules of the pages, in plain values with ordinary tests.
//!
//! Nothing here draws, asks the network or touches the browser: components show these values and
//! loops feed them.

pub mod connection;
pub mod download;
pub mod find;
pub mod goal;
pub mod hex;
pub mod job;
pub mod line_filter;
pub mod log_news;
#[cfg(test)]
mod log_replay;
pub mod pace;
pub mod problem;
pub mod pulse;
pub mod times;
pub mod traffic;
pub mod views;
pub mod watch;
pub mod zoom;
