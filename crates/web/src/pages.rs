//! The pages. Each names itself, says what is missing, and leaves the rest to components.

pub mod connect;
pub mod file;
pub mod job;
pub mod job_scope;
pub mod jobs;
mod opened;
pub mod problem;
pub mod task;
mod title;
