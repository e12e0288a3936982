//! The form that takes a link.

pub mod check;
pub mod sas_facts;
pub mod view;
