//! What shows a file: the page around it, and a viewer for each family of files.

pub mod bytes;
pub mod context;
pub mod download_button;
pub mod download_text;
pub mod file_name;
pub mod log;
pub mod page;
pub mod pending;
pub mod picture;
pub mod toolbar;
pub mod view;
