//! Fixtures that the tests and `cargo xtask` share.
//!
//! There are no tests here, and nothing here knows jobs: the crate starts the servers of the tests
//! and returns keys for them. Each server ends with its guard, and ends by itself if the guard
//! never runs.

mod azurite;
mod fault_proxy;
pub mod identity;
mod keys;

pub use azurite::{Azurite, FixtureError};
pub use fault_proxy::{Fault, FaultPlan, FaultProxy, Random};
