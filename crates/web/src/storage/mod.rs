//! Connects the core's requests with the pages: the session, bounded and counted requests, tasks that
//! end with their view, and how fresh the page is.

mod advice;
pub mod connection;
pub mod download;
pub mod download_state;
pub mod empty_text;
pub mod freshness;
pub mod incoming_link;
pub mod lazy_part;
pub mod listing_interval;
pub mod picture_cache;
pub mod policy;
pub mod problem;
pub mod problem_text;
pub mod read_range;
pub mod sas_text;
pub mod session;
pub mod traffic;

pub mod metered_transport;
pub mod notify;
pub mod semaphore;
pub mod spawn;

/// A container as the viewer reads it.
pub type Container = jobshelf::BlobContainer<metered_transport::Metered>;
/// An account as the viewer reads it.
pub type Account = jobshelf::BlobAccount<metered_transport::Metered>;
