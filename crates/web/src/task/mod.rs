//! A task: its page.

mod excerpt_size;
pub mod loading;
pub mod log_excerpt;
pub mod log_lines;
pub mod text;
pub mod view;
