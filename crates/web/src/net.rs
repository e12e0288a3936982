//! Between the core's requests and the pages: counted, bounded, woken, and ended with their view.

pub mod gate;
pub mod metered;
pub mod scope;
pub mod wake;

/// A container as the viewer reads it.
pub type Container = jobshelf::BlobContainer<metered::Metered>;
/// An account as the viewer reads it.
pub type Account = jobshelf::BlobAccount<metered::Metered>;
