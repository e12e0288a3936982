//! Time on both targets: timestamps in the service's formats, and sleeping.

mod timestamp;

pub use timestamp::Timestamp;

use std::time::Duration;

/// `duration` times `factor`, which is from 0 to 1, in whole milliseconds. `Duration::mul_f64` is
/// exact to the nanosecond and would add a kilobyte to the page.
#[must_use]
pub fn scaled(duration: Duration, factor: f64) -> Duration {
    let milliseconds = u32::try_from(duration.as_millis()).unwrap_or(u32::MAX);
    Duration::from_millis((f64::from(milliseconds) * factor) as u64)
}

/// Sleeps for `duration`. Dropping the future ends the sleep.
#[cfg(not(target_arch = "wasm32"))]
pub async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Sleeps for `duration`. Dropping the future ends the sleep.
#[cfg(target_arch = "wasm32")]
pub async fn sleep(duration: Duration) {
    gloo_timers::future::sleep(duration).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scaled_duration_is_in_whole_milliseconds() {
        let pause = Duration::from_millis(1_501);
        assert_eq!(scaled(pause, 0.5), Duration::from_millis(750));
        assert_eq!((scaled(pause, 1.0), scaled(pause, 0.0)), (pause, Duration::ZERO));
    }
}
