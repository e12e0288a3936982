//! The version of the Blob service's protocol that this library uses.

/// It is sent as `x-ms-version` or, in reads, as `api-version=` in the query, where it needs no
/// preflight; and it is the `sv` of every SAS that this library mints. The service documentation of
/// June 2026 names it as the newest version deployed in every region.
pub const API_VERSION: &str = "2026-04-06";
