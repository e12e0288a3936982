//! Fixtures that the tests and `cargo xtask` share.
//!
//! No test lives here, and nothing here knows a job: it starts the servers that tests talk to and
//! hands out keys for them. What is started is ended with its guard, and would end by itself if
//! the guard never ran.

mod azurite;
mod fault_proxy;
pub mod identity;
mod keys;

pub use azurite::{Azurite, FixtureError};
pub use fault_proxy::{Fault, FaultPlan, FaultProxy, Random};
