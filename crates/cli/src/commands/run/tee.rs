//! Copies one output stream of the command, like `tee`, to our own output and to the spool.
//!
//! A thread of its own does it: nothing is faster, and neither stream may wait for the other.

use super::spool::SpoolFile;
use crate::report::Reporter;
use std::fs::File;
use std::io::{ErrorKind, PipeReader, Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;

/// The size of one read, and on Linux of the pipe: four times the default, so that there are four
/// times fewer context switches.
const BUFFER: usize = 256 << 10;
/// How long to wait for more output after the command ended. A background process that it started
/// may hold the pipe open for ever.
const IDLE_TIMEOUT: Duration = Duration::from_secs(2);
/// The same while output still arrives: later output is not the command's own.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How often to check whether output still arrives.
const CHECK_INTERVAL: Duration = Duration::from_millis(200);
/// The pause before writing again to an output that is full.
const FULL_PAUSE: Duration = Duration::from_millis(1);

/// A stream that is being copied.
pub(super) struct OutputTee {
    ended: oneshot::Receiver<()>,
    progress: Arc<TeeProgress>,
}

#[derive(Default)]
struct TeeProgress {
    n_bytes: AtomicU64,
    /// Whether it waits for the command, rather than for the reader of our own output.
    is_reading: AtomicBool,
}

impl OutputTee {
    /// Starts copying; `passthrough` is our own output, unless it is closed.
    pub(super) fn start(
        mut source: PipeReader,
        passthrough: Option<File>,
        spool: Option<SpoolFile>,
        reporter: &Arc<Reporter>,
    ) -> Self {
        widen(&source);
        let progress = Arc::new(TeeProgress::default());
        let (end, ended) = oneshot::channel();
        let (shared, reporter) = (Arc::clone(&progress), Arc::clone(reporter));
        std::thread::spawn(move || {
            tee(&mut source, passthrough, spool, &shared, &reporter);
            drop(source);
            // The receiver is gone if the wait took too long.
            let _ = end.send(());
        });
        Self { ended, progress }
    }

    /// After the command's end: waits until all output is copied. Returns whether it is; a process
    /// that the command started may still hold the output open.
    pub(super) async fn finished(mut self) -> bool {
        let n_at_end = self.progress.n_bytes.load(Ordering::Relaxed);
        let (mut idle, mut waited) = (Duration::ZERO, Duration::ZERO);
        let mut n_before = None;
        while idle < IDLE_TIMEOUT && waited < BUSY_TIMEOUT {
            match tokio::time::timeout(CHECK_INTERVAL, &mut self.ended).await {
                Ok(_) => return true,
                Err(_) => {
                    let n_bytes = self.progress.n_bytes.load(Ordering::Relaxed);
                    let is_reading = self.progress.is_reading.load(Ordering::Relaxed);
                    let is_idle = is_reading && n_before.replace(n_bytes) == Some(n_bytes);
                    idle = if is_idle { idle + CHECK_INTERVAL } else { Duration::ZERO };
                    // The reader of our own output may be slow, but the pipe holds no more than
                    // this of what the command itself printed.
                    if is_reading || n_bytes - n_at_end > 2 * BUFFER as u64 {
                        waited += CHECK_INTERVAL;
                    }
                }
            }
        }
        false
    }
}

fn tee(
    source: &mut PipeReader,
    mut passthrough: Option<File>,
    mut spool: Option<SpoolFile>,
    progress: &TeeProgress,
    reporter: &Reporter,
) {
    let mut buffer = vec![0; BUFFER];
    loop {
        progress.is_reading.store(true, Ordering::Relaxed);
        let read = source.read(&mut buffer);
        progress.is_reading.store(false, Ordering::Relaxed);
        let n_bytes = match read {
            Ok(0) => return,
            Ok(n_bytes) => n_bytes,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        progress.n_bytes.fetch_add(n_bytes as u64, Ordering::Relaxed);
        let piece = buffer.get(..n_bytes).unwrap_or_default();
        if let Some(spool) = &mut spool {
            spool.write(piece);
        }
        let Some(output) = &mut passthrough else { continue };
        match pass(output, piece) {
            Ok(()) => {}
            // The reader of our output has closed it. The command sees a broken pipe, as it
            // would without us.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return,
            // A full disk, for example. The log is still saved.
            Err(error) => {
                reporter.warn(&format!("output no longer passes through: {error}"));
                passthrough = None;
            }
        }
    }
}

/// Writes all of `piece`, also to an output in non-blocking mode.
fn pass(output: &mut File, mut piece: &[u8]) -> std::io::Result<()> {
    while !piece.is_empty() {
        match output.write(piece) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(n_bytes) => piece = piece.get(n_bytes..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(FULL_PAUSE),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn widen(pipe: &PipeReader) {
    // On failure the pipe keeps its usual size, which works too.
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, BUFFER);
}

#[cfg(not(target_os = "linux"))]
fn widen(_: &PipeReader) {}
