//! Shows logs and other texts, and follows them as they grow.

pub mod change_notice;
pub mod encoding_menu;
pub mod encoding_text;
pub mod errors;
pub mod filter;
pub mod find;
pub mod follow;
pub mod health;
pub mod jump;
pub mod keys;
pub mod notification;
pub mod pane;
pub mod pane_view;
pub mod role;
pub mod rows;
pub mod scroll;
pub mod second_stream;
pub mod selection;
pub mod text;
pub mod ticks;
pub mod times;
pub mod toolbar;
pub mod view;
