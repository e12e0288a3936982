//! Time on both targets: the moment, as the service writes it, and a pause.

mod timestamp;

pub use timestamp::Timestamp;

use std::time::Duration;

/// Pauses for `duration`; dropping the future ends the pause.
#[cfg(not(target_arch = "wasm32"))]
pub async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Pauses for `duration`; dropping the future ends the pause.
#[cfg(target_arch = "wasm32")]
pub async fn sleep(duration: Duration) {
    gloo_timers::future::sleep(duration).await;
}
