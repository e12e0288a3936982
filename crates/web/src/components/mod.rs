//! Reusable components, each with the style sheet of the same name.

pub mod advice;
pub mod bar;
pub mod close_dialog;
pub mod copy;
pub mod crumbs;
pub mod drawer;
pub mod figures;
pub mod filter_field;
pub mod heading;
pub mod help;
pub mod icon;
pub mod key_list;
pub mod lazy_view;
pub mod link_notice;
pub mod notice;
pub mod paste;
pub mod problem_screen;
pub mod relative_time;
pub mod show_more;
pub mod skeleton;
pub mod status_line;
pub mod styled_text;
pub mod table;
pub mod tabs;
pub mod text;
