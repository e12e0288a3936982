//! The page that takes a link with a SAS.

pub mod check;
pub mod sas_facts;
pub mod view;
