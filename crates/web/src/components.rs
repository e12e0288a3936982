//! Reusable parts of pages: functions of signals and closures, each with its CSS beside it.

pub mod advice;
pub mod ansi;
pub mod bar;
pub mod chip;
pub mod copy;
pub mod drawer;
pub mod facts;
pub mod file_table;
pub mod help;
pub mod icon;
pub mod kind_section;
pub mod more;
pub mod notice;
pub mod paste;
pub mod search;
pub mod skeleton;
pub mod status_line;
pub mod table;
pub mod tabs;
pub mod thumb;
pub mod when;
