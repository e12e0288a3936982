//! What the set-up says: what it does and why, and how long each part took.

use std::time::Instant;

/// Says what is being done, and why.
pub(super) fn say(message: &str) {
    eprintln!("setup: {message}");
}

/// Does one part of the set-up; `done` begins the line about it: "npm packages installed in 9 s".
pub(super) async fn timed<T>(
    done: &str,
    work: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    let began = Instant::now();
    // On the heap: parts run side by side, and all of their states together are large.
    let outcome = Box::pin(work).await?;
    say(&format!("{done} in {} s", began.elapsed().as_secs()));
    Ok(outcome)
}
