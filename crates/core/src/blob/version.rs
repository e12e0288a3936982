//! The one version of the Blob service's protocol that this library speaks.

/// Sent as `x-ms-version` (natively) or `api-version=` (in the browser, where a header would cost
/// a preflight), and written as `sv` into every SAS minted here. The service documentation of
/// June 2026 names it as the newest version deployed in every region.
pub const API_VERSION: &str = "2026-04-06";
