//! Loops that ask the storage and keep signals fresh, each as long as the view that started it.
//!
//! A loop never ends at an error: it says what is the case, waits, and asks again. What it had
//! shown before stays.

pub mod download;
pub mod job;
pub mod jobs;
mod last_lines;
pub mod log;
pub mod pictures;
pub mod reader;
pub mod search;
pub mod views;
