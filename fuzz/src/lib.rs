//! The checks that the fuzz targets run.

pub mod checks;
pub mod log_checks;
pub mod search_checks;
