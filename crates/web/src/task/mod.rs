//! A task: its page.

pub mod log_excerpt;
pub mod view;
