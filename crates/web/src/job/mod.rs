//! A job: its model, the loader that keeps it fresh, and its page.

pub mod file_model;
pub mod file_table;
pub mod hero;
pub mod kind_section;
pub mod last_lines;
pub mod lazy_tabs;
pub mod loader;
pub mod log_table;
pub mod model;
pub mod outputs;
pub mod previews;
pub mod progress_bar;
pub mod state_chip;
pub mod summary;
pub mod task_model;
pub mod task_row;
pub mod task_table;
pub mod text;
pub mod thumbnail;
pub mod view;
pub mod wall;
