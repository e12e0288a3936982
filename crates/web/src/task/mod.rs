//! A task: its page.

pub mod log_excerpt;
pub mod log_lines;
pub mod text;
pub mod view;
